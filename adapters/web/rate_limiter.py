"""A limit on how often somebody may do something."""

import time

from aiohttp import web

from atelier_bot import Clock, Recent

MAX_PEOPLE = 10_000
"""So many people are remembered; those who have been quiet for long are the first to be forgotten."""


class RateLimiter:
    """A bucket for each person: ``burst`` tokens, refilled at ``rate`` a second. ``clock`` gives seconds."""

    def __init__(self, rate: float, burst: int, clock: Clock = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: Recent[str, tuple[float, float]] = Recent(MAX_PEOPLE)

    def admit(self, person: str) -> None:
        """Takes a token. Raises HTTPTooManyRequests, which says when there will be one, where there is none."""
        now = self._clock()
        tokens, since = self._buckets.get(person) or (float(self._burst), now)
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        self._buckets.put(person, (tokens - 1 if tokens >= 1 else tokens, now))
        if tokens < 1:
            wait = int((1 - tokens) / self._rate) + 1
            raise web.HTTPTooManyRequests(text="Not so fast, please.", headers={"Retry-After": str(wait)})
