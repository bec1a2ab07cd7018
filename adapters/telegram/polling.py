"""Long polling: asks for updates and moves on only when they are kept; a watchdog looks whether anything is heard."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from adapters.telegram.api_client import ApiClient
from adapters.telegram.errors import PollingStalled
from adapters.telegram.update_parser import UPDATES
from atelier_bot import Clock, InvalidToken, RateLimited, Sleep, StorageError, backoff

log = logging.getLogger(__name__)

POLL_SECONDS: Final = 50
"""So long Telegram waits for an update before it answers that there is none; it allows no more."""
OVERDUE: Final = 15.0
STALLED_AFTER: Final = 180.0
LONGEST_PAUSE: Final = 60.0

Receive = Callable[[dict[str, Any]], Awaitable[None]]
"""Keeps an update for good. Raises StorageError."""


class Poller:
    """``clock`` gives seconds, from any begin; ``chance`` numbers in [0, 1]; ``trouble`` says why nothing comes."""

    def __init__(
        self, client: ApiClient, receive: Receive, clock: Clock, sleep: Sleep, chance: Callable[[], float]
    ) -> None:
        self._client, self._receive, self._clock, self._sleep, self._chance = client, receive, clock, sleep, chance
        self._heard = clock()
        self.trouble = ""

    async def poll(self) -> None:
        """Brings updates in until it is cancelled. What passes by itself is waited for.

        Raises InvalidToken, Conflict.
        """
        offset: int | None = None
        failures = 0
        while True:
            try:
                for update in await self._updates(offset):
                    await self._receive(update)
                    offset = update["update_id"] + 1
                failures, self.trouble = 0, ""
                continue
            except RateLimited as limited:
                pause = limited.retry_after
                self.trouble = f"Telegram wants to hear nothing of us for {pause:.0f} s"
            except InvalidToken:
                raise
            except (OSError, StorageError) as error:
                failures += 1
                pause = backoff(failures, first=2.0, longest=LONGEST_PAUSE, chance=self._chance())
                self.trouble = str(error)
                log.warning("telegram: %s; the next try is in %.0f s", error, pause)
            await self._sleep(pause)

    async def watch(self) -> None:
        """Raises PollingStalled when nothing was heard for too long, whatever ``poll`` is doing."""
        while (left := self._heard + STALLED_AFTER - self._clock()) > 0:
            await self._sleep(left)
        raise PollingStalled(
            f"nothing was heard of Telegram for {STALLED_AFTER:.0f} s: {self.trouble or 'no answer at all'}"
        )

    async def _updates(self, offset: int | None) -> list[dict[str, Any]]:
        seconds = 0 if self.trouble else POLL_SECONDS  # after trouble it is soon known whether that is over
        found: list[dict[str, Any]] | None = await self._client.ask(
            "get_updates",
            offset=offset,
            timeout=seconds,
            allowed_updates=list(UPDATES),
            time_limit=seconds + OVERDUE,
        )
        self._heard = self._clock()
        return found or []
