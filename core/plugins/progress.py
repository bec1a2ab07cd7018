"""Progress: one edit of a status message at a time, for which nobody waits long, and none after a job's last word."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final

from core.plugins.adapter import RateLimited, Undeliverable
from core.plugins.answers import Refused
from core.plugins.recent import Recent

log = logging.getLogger(__name__)

EDIT_TIMEOUT: Final = 3.0
"""Who shows progress isn't kept longer than this: there may be something newer by then."""
PAUSE: Final = 1.0
CACHE_SIZE: Final = 1000


class ProgressEditor:
    """Edits status messages, each by its reference, for clients that wait by themselves where there is a limit.

    An edit that waits is never cut off: a library would leave its limits in disorder.
    """

    def __init__(self) -> None:
        self._underway: dict[str, asyncio.Task[None]] = {}
        self._hopeless: Recent[str, None] = Recent(CACHE_SIZE)

    async def show(self, reference: str, edit: Callable[[], Awaitable[None]]) -> None:
        """Shows how far a job is. What was Refused once isn't tried again.

        Raises RateLimited where an edit is still on its way, Undeliverable, and what else ``edit`` raises.
        """
        if reference in self._hopeless:
            raise Undeliverable("the status message can't be edited any more")
        if reference in self._underway:
            raise RateLimited(PAUSE)
        task = asyncio.create_task(self._try(reference, edit))
        self._underway[reference] = task
        task.add_done_callback(lambda done: self._arrived(reference, done))
        await asyncio.wait({task}, timeout=EDIT_TIMEOUT)
        if not task.done():
            raise RateLimited(PAUSE)
        await task

    async def settled(self, reference: str) -> None:
        """Waits until no progress can come after a job's last word."""
        task = self._underway.get(reference)
        if task is not None:
            await asyncio.wait({task})

    async def close(self) -> None:
        """Waits for nothing any more."""
        tasks = list(self._underway.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _try(self, reference: str, edit: Callable[[], Awaitable[None]]) -> None:
        try:
            await edit()
        except Refused as refused:
            self._hopeless.put(reference, None)
            raise Undeliverable(str(refused)) from refused

    def _arrived(self, reference: str, task: asyncio.Task[None]) -> None:
        del self._underway[reference]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Undeliverable | RateLimited | OSError):
            log.debug("progress wasn't shown: %s", error)
        elif error is not None:
            log.error("progress can't be shown", exc_info=error)
