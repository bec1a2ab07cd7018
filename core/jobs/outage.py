"""Outages of the database are waited for: what it fails isn't anybody's fault, and goes on when it is back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.model.errors import StorageError

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between the tries."""

T = TypeVar("T")


async def through_outage(
    who: str, work: Callable[[], Awaitable[T]], sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> T:
    """What ``work`` gives, which is begun anew each time it raises StorageError; ``who`` begins what is logged."""
    pause = FIRST_PAUSE
    while True:
        try:
            return await work()
        except StorageError as error:
            log.error("%s: waits for the database: %s", who, error)
        await sleep(pause)
        pause = min(LONGEST_PAUSE, 2 * pause)
