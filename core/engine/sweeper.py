"""Gives everything its end: what has expired, or is old and done with, is deleted a little at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from core.model.clock import Clock
from core.model.retention import Account, Retention, cutoffs
from core.model.store import Store, Transaction

log = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0
SWEEPS_AN_ALL = 60
"""Pictures, which are most of it, are looked at in every sweep, all else in every sixtieth."""
PICTURES_AT_ONCE = 10
"""So many are deleted in one transaction, which overwrites them."""
ROWS_AT_ONCE = 200


class Sweeper:
    """``brief`` are the accounts whose messages go early, ``served`` all that there are: see ``Cutoffs``.

    Each step is a transaction of its own, so that others have their turn in between.
    """

    def __init__(
        self, store: Store, retention: Retention, brief: frozenset[Account], served: frozenset[Account], clock: Clock
    ) -> None:
        self._store, self._clock = store, clock
        self._cutoffs = partial(cutoffs, retention, brief=brief, served=served)

    async def run(self) -> None:
        """Sweeps until it is cancelled. Raises StorageError."""
        while True:
            await self.sweep()
            for _ in range(SWEEPS_AN_ALL - 1):
                await asyncio.sleep(SWEEP_SECONDS)
                await self.sweep_pictures()
            await asyncio.sleep(SWEEP_SECONDS)

    async def sweep(self) -> None:
        """Deletes all that has had its time now. Raises StorageError."""
        await self.sweep_pictures()
        due = self._cutoffs(self._clock())
        await self._through(lambda transaction, after: transaction.delete_events(due, after, ROWS_AT_ONCE))
        await self._through(lambda transaction, after: transaction.delete_replies(due, after, ROWS_AT_ONCE))
        await self._again_and_again(lambda transaction: self._whether_more_jobs(transaction, due.jobs))
        await self._again_and_again(lambda transaction: transaction.delete_idle(due.idle))

    async def sweep_pictures(self) -> None:
        """Deletes pictures that have expired. Raises StorageError."""
        await self._again_and_again(self._whether_more_pictures)

    async def _whether_more_pictures(self, transaction: Transaction) -> bool:
        deleted = await transaction.delete_expired(self._clock(), PICTURES_AT_ONCE)
        log.debug("%d pictures have expired", deleted)
        return deleted == PICTURES_AT_ONCE

    async def _whether_more_jobs(self, transaction: Transaction, before: float) -> bool:
        return await transaction.delete_jobs(before, ROWS_AT_ONCE) == ROWS_AT_ONCE

    async def _through(self, look: Callable[[Transaction, int], Awaitable[int | None]]) -> None:
        """Goes through a table from its oldest row to its end."""
        number: int | None = 0
        while number is not None:
            async with self._store.begin() as transaction:
                number = await look(transaction, number)

    async def _again_and_again(self, step: Callable[[Transaction], Awaitable[bool]]) -> None:
        """Takes a step as long as there is more to do."""
        more = True
        while more:
            async with self._store.begin() as transaction:
                more = await step(transaction)
