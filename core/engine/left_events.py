"""Events that an earlier process left unhandled: one of them may be what has ended it, and may end this one too."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Final

from core.jobs.outage import through_outage
from core.model.event import Event
from core.model.store import Store

MAX_TRIES: Final = 3
"""So often an event is tried again; those that are there when the program is killed for other reasons need one."""


class LeftEvents:
    """Counts how often such events are tried, before they are: what ends the process doesn't do so for ever."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._one_at_a_time = asyncio.Lock()

    @asynccontextmanager
    async def trying(self, event: Event) -> AsyncIterator[bool]:
        """While an event is tried; False where that was done often enough.

        Those that were tried before are tried one at a time: the one that ends the process then counts for no other.
        """
        where = str(event.address)
        tries = await through_outage(where, partial(self._tries, event))
        async with AsyncExitStack() as stack:
            if tries > 0:
                await stack.enter_async_context(self._one_at_a_time)
            if tries < MAX_TRIES:
                await through_outage(where, partial(self._count, event))
            yield tries < MAX_TRIES

    async def _tries(self, event: Event) -> int:
        async with self._store.begin() as transaction:
            return await transaction.tries(event)

    async def _count(self, event: Event) -> None:
        async with self._store.begin() as transaction:
            await transaction.count_try(event)
