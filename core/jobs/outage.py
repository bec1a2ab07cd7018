"""Waits through outages of the database: what fails because of one is nobody's fault, and goes on afterwards."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from core.model.clock import Sleep
from core.model.errors import StorageError
from core.plugins.backoff import backoff

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between the tries."""

T = TypeVar("T")


async def through_outage(who: str, work: Callable[[], Awaitable[T]], sleep: Sleep = asyncio.sleep) -> T:
    """What ``work`` gives, which is begun anew each time it raises StorageError; ``who`` begins what is logged."""
    failures = 0
    while True:
        try:
            return await work()
        except StorageError as error:
            log.error("%s: waits for the database: %s", who, error)
        failures += 1
        await sleep(backoff(failures, first=FIRST_PAUSE, longest=LONGEST_PAUSE))
