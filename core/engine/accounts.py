"""The adapters' accounts: each is answered on by one process at a time, whichever hear of it."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from core.engine.engine import Engine
from core.model.peers import Peers, Work, account_word, forever
from core.model.retention import Account
from core.plugins.adapter import OPERATOR_LOG, Adapter

log = logging.getLogger(OPERATOR_LOG)


class Accounts:
    """``wake_outbox`` is called when an account is this process's, ``waiting`` says by table who has what it waits for.

    What people do on an account is answered, and replies are sent, by the process that holds it. Others stand by, and
    take over when that one is gone; where several may hear the platform at once they put what they hear into the inbox.
    """

    def __init__(self, peers: Peers, wake_outbox: Callable[[], None]) -> None:
        self._peers, self._wake_outbox = peers, wake_outbox
        self._answered: set[Account] = set()
        self.waiting: dict[str, str] = {}

    def answers(self, account: Account) -> bool:
        """Whether this process answers on an account; for a while it may not know."""
        return account in self._answered and self._peers.holds(_name(account))

    async def run(self, table: str, adapter: Adapter, engine: Engine, hear: Work) -> None:
        """Has an adapter ``hear`` its platform and its account answered on. Raises StorageError, and as ``hear``."""
        if not adapter.capabilities.several_hear:
            await self._hold(table, adapter, engine, hear)
            return
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(hear())
                tasks.create_task(self._hold(table, adapter, engine, forever))
        except ExceptionGroup as group:
            raise group.exceptions[0] from None

    async def _hold(self, table: str, adapter: Adapter, engine: Engine, work: Work) -> None:
        account = adapter.name, adapter.account
        answering = partial(self._answer, table, adapter, engine, work)
        try:
            await self._peers.while_held(_name(account), answering, partial(self._wait, table))
        finally:
            self.waiting.pop(table, None)

    async def _answer(self, table: str, adapter: Adapter, engine: Engine, work: Work) -> None:
        account = adapter.name, adapter.account
        self.waiting.pop(table, None)
        self._answered.add(account)
        try:
            await engine.answer(account, several_hear=adapter.capabilities.several_hear)
            self._wake_outbox()
            await work()
        finally:
            engine.leave(account)
            self._answered.discard(account)

    def _wait(self, table: str, who: str) -> None:
        self.waiting[table] = f"{who}; this one stands by and takes over when that is gone"
        log.info("adapter %s: %s", table, self.waiting[table])


def _name(account: Account) -> str:
    return f"account {account_word(account)}"
