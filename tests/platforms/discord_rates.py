"""Rate limits: how many requests a bucket takes in how many seconds."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tests.platforms.discord_rest import CALLBACK, FOLLOW_UP, ORIGINAL, POST, POSTS, WEBHOOK

MAJOR = "channel_id", "webhook_token", "interaction_token"
"""What has a bucket of its own."""


class Rate(NamedTuple):
    count: int
    seconds: float


GENEROUS = Rate(10_000, 1.0)
RATES: Mapping[tuple[str, str], Rate] = {
    ("POST", POSTS): Rate(5, 5.0),
    ("PATCH", POST): Rate(5, 5.0),
    ("DELETE", POST): Rate(5, 1.0),
    ("POST", WEBHOOK): Rate(5, 2.0),
    ("PATCH", ORIGINAL): Rate(5, 2.0),
    ("PATCH", FOLLOW_UP): Rate(5, 2.0),
}
"""What is known of the real ones, which Discord doesn't publish."""
GLOBAL = Rate(50, 1.0)
NOT_GLOBAL = CALLBACK, WEBHOOK, ORIGINAL, FOLLOW_UP


class Ticket(NamedTuple):
    """What became of a request: ``wait`` is how many seconds it is too early."""

    headers: Mapping[str, str]
    wait: float
    is_global: bool


class Rates:
    """Counts requests. Where it isn't ``strict`` everything is allowed."""

    def __init__(self, clock: Callable[[], float], *, strict: bool) -> None:
        self._clock, self._strict = clock, strict
        self._times: dict[tuple[str, ...], deque[float]] = {}

    def take(self, method: str, template: str, places: Mapping[str, str]) -> Ticket:
        """Counts a request, if it isn't too early."""
        rate = RATES.get((method, template), GENEROUS) if self._strict else GENEROUS
        major = tuple(places[name] for name in MAJOR if name in places)
        now = self._clock()
        times = self._within((method, template, *major), rate, now)
        if self._strict and template not in NOT_GLOBAL:
            together = self._within(("global",), GLOBAL, now)
            if len(together) >= GLOBAL.count:
                return Ticket({}, together[0] + GLOBAL.seconds - now, is_global=True)
            together.append(now)
        wait = times[0] + rate.seconds - now if len(times) >= rate.count else 0.0
        if not wait:
            times.append(now)
        reset = times[0] + rate.seconds - now
        headers = {
            "X-RateLimit-Limit": str(rate.count),
            "X-RateLimit-Remaining": str(rate.count - len(times)),
            "X-RateLimit-Reset": f"{now + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": f"{hash((method, template)) & 0xFFFFFFFF:08x}",
        }
        return Ticket(headers, wait, is_global=False)

    def _within(self, key: tuple[str, ...], rate: Rate, now: float) -> deque[float]:
        """The times of a bucket's requests that still count."""
        times = self._times.setdefault(key, deque())
        while times and times[0] + rate.seconds <= now:
            times.popleft()
        return times
