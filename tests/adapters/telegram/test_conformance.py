"""The adapter passes the suite that strangers' adapters are to pass, on an emulated Telegram."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.telegram.adapter import Telegram
from atelier_bot.testing import Failure, adapter_suite
from tests.adapters.telegram.harness import TOKEN, spec, telegram
from tests.adapters.telegram.test_golden import Guest
from tests.platforms.telegram import Server, Trouble
from tests.platforms.telegram_state import Message, TelegramState, User

OFTEN = 50
"""So often a message is refused: nobody tries as many times."""
REFUSALS = {
    Failure.BLOCK: (403, "Forbidden: bot was blocked by the user"),
    Failure.UNKNOWN: (400, "Bad Request: MOON_PHASE_INVALID"),
}
TROUBLES = {
    Failure.LIMIT: Trouble.answer("sendMessage", 429, "Too Many Requests: retry after 7", retry_after=7),
    Failure.OUTAGE: Trouble("sendMessage", 502),
}


class GroupGuest(Guest):
    """A person in a group, who is seen to read what the bot says to them alone as well."""

    def __init__(self, state: TelegramState, user: User, group: int) -> None:
        super().__init__(state, user)
        self._group = group

    async def command(self, name: str) -> None:
        self._state.text(self._user, f"/{name}", self._group)

    def _shown(self) -> Sequence[Message]:
        return [*self._state.shown(self._group), *super()._shown()]


class Harness:
    """See AdapterHarness; each account is on a Telegram of its own."""

    failures = frozenset(Failure)
    secrets = (TOKEN,)
    sends_once = False
    several_bots = True

    def __init__(self, *servers: Server) -> None:
        self._servers = iter(servers)
        self._by_account: dict[str, Server] = {}

    def make(self, account: str, folder: Path) -> Telegram:
        if account not in self._by_account:
            self._by_account[account] = next(self._servers)
        self._server = self._by_account[account]
        self._polls = self._server.polls
        return telegram(self._server, account)

    async def ready(self, adapter: Telegram) -> None:
        await self._server.state.until(lambda: self._server.polls > self._polls)

    async def guest(self, name: str) -> Guest:
        return Guest(self._server.state, self._server.state.person(name))

    async def group(self, *names: str) -> Sequence[GroupGuest]:
        state = self._server.state
        group = state.group("Friends")
        return [GroupGuest(state, state.person(name), group) for name in names]

    async def fail(self, failure: Failure) -> None:
        if failure in TROUBLES:
            self._server.troubles.extend([TROUBLES[failure]] * OFTEN)
            return
        for chat in self._server.state.chats:
            self._server.state.refuse(chat, *REFUSALS[failure], "sendMessage")


@asynccontextmanager
async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
    async with Server(TOKEN, spec(), time.time) as one, Server(TOKEN, spec(), time.time) as another:
        yield Harness(one, another)


test_conformance = adapter_suite(open_harness)
