"""A limit on how often somebody may do something."""

from collections.abc import Callable

MAX_PEOPLE = 10_000
"""So many people are remembered; those who have been quiet for long are the first to be forgotten."""


class RateLimiter:
    """A bucket for each person: ``burst`` tokens, refilled at ``rate`` a second. ``clock`` gives seconds."""

    def __init__(self, rate: float, burst: int, clock: Callable[[], float]) -> None:
        self._rate, self._burst, self._clock = rate, burst, clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, person: str) -> float:
        """Takes a token; 0, or the seconds until there is one."""
        now = self._clock()
        tokens, since = self._buckets.pop(person, (float(self._burst), now))
        tokens = min(self._burst, tokens + (now - since) * self._rate)
        self._buckets[person] = (tokens - 1 if tokens >= 1 else tokens, now)
        if len(self._buckets) > MAX_PEOPLE:
            del self._buckets[next(iter(self._buckets))]
        return 0.0 if tokens >= 1 else (1 - tokens) / self._rate
