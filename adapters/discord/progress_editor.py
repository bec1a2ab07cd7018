"""Progress: one edit of a status message at a time; the library keeps those waiting that Discord finds too many."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from adapters.discord.interactions import Reference
from atelier_bot import Message, RateLimited, Recent, Refused, Undeliverable

log = logging.getLogger(__name__)

EDIT_TIMEOUT: Final = 3.0
"""Who shows progress isn't kept longer than this: there may be something newer by then."""
PAUSE: Final = 1.0
CACHE_SIZE: Final = 1000

Change = Callable[[Reference, Message], Awaitable[None]]


class ProgressEditor:
    """Edits by ``change``. An edit that waits is never cut off: the library would leave its limits in disorder."""

    def __init__(self, change: Change) -> None:
        self._change = change
        self._underway: dict[str, asyncio.Task[None]] = {}
        self._hopeless: Recent[str, None] = Recent(CACHE_SIZE)

    async def show(self, status: Reference, message: Message) -> None:
        """Shows how far a job is. Raises RateLimited where an earlier edit is still on its way, Undeliverable."""
        if status.message in self._hopeless:
            raise Undeliverable("the status message can't be edited any more")
        if status.message in self._underway:
            raise RateLimited(PAUSE)
        task = asyncio.create_task(self._try(status, message))
        self._underway[status.message] = task
        task.add_done_callback(lambda done: self._arrived(status.message, done))
        await asyncio.wait({task}, timeout=EDIT_TIMEOUT)
        if not task.done():
            raise RateLimited(PAUSE)
        await task

    async def settled(self, status: Reference) -> None:
        """Waits until no progress can come after a job's last word."""
        task = self._underway.get(status.message)
        if task is not None:
            await asyncio.wait({task})

    async def close(self) -> None:
        """Waits for nothing any more."""
        tasks = list(self._underway.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _try(self, status: Reference, message: Message) -> None:
        for reference in (status, status.closed()) if status.token else (status,):
            try:
                return await self._change(reference, message)
            except Refused as refused:
                failure = refused
        self._hopeless.put(status.message, None)
        raise Undeliverable(str(failure)) from failure

    def _arrived(self, id: str, task: asyncio.Task[Any]) -> None:
        del self._underway[id]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Undeliverable | RateLimited | OSError):
            log.debug("discord: progress wasn't shown: %s", error)
        elif error is not None:
            log.error("discord: progress can't be shown", exc_info=error)
