"""Limits on how often somebody may do something."""

from aiohttp import web

from adapters.web import rate_limiter
from adapters.web.rate_limiter import RateLimiter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def wait(limit: RateLimiter, person: str = "ann") -> int:
    """0, or the seconds that are to be waited."""
    try:
        limit.admit(person)
    except web.HTTPTooManyRequests as refused:
        return int(refused.headers["Retry-After"])
    return 0


def test_a_burst_passes_and_then_one_waits_for_each() -> None:
    clock = Clock()
    limit = RateLimiter(rate=0.25, burst=3, clock=clock)
    assert [wait(limit) for _ in range(3)] == [0, 0, 0]
    assert wait(limit) == 5
    clock.now += 2
    assert wait(limit) == 3
    clock.now += 2
    assert wait(limit) == 0
    assert wait(limit) > 0


def test_people_do_not_wait_for_each_other() -> None:
    limit = RateLimiter(rate=1, burst=1, clock=Clock())
    assert wait(limit, "ann") == 0
    assert wait(limit, "bob") == 0


def test_quiet_time_saves_up_a_burst_and_no_more() -> None:
    clock = Clock()
    limit = RateLimiter(rate=1, burst=2, clock=clock)
    limit.admit("ann")
    clock.now += 1000
    assert [wait(limit) == 0 for _ in range(3)] == [True, True, False]


def test_strangers_do_not_fill_the_memory() -> None:
    limit = RateLimiter(rate=1, burst=1, clock=Clock())
    for number in range(rate_limiter.MAX_PEOPLE + 50):
        limit.admit(str(number))
    assert len(limit._buckets) == rate_limiter.MAX_PEOPLE
