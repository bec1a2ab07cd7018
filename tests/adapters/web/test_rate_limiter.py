"""Limits on how often somebody may do something."""

import pytest
from aiohttp import web

from adapters.web import rate_limiter
from adapters.web.rate_limiter import RateLimiter


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_passes_and_then_one_waits_for_each() -> None:
    clock = Clock()
    limit = RateLimiter(rate=2, burst=3, clock=clock)
    assert [limit.take("ann") for _ in range(3)] == [0, 0, 0]
    assert limit.take("ann") == 0.5
    clock.now += 0.25
    assert limit.take("ann") == 0.25
    clock.now += 0.25
    assert limit.take("ann") == 0
    assert limit.take("ann") > 0


def test_people_do_not_wait_for_each_other() -> None:
    limit = RateLimiter(rate=1, burst=1, clock=Clock())
    assert limit.take("ann") == 0
    assert limit.take("bob") == 0


def test_quiet_time_saves_up_a_burst_and_no_more() -> None:
    clock = Clock()
    limit = RateLimiter(rate=1, burst=2, clock=clock)
    limit.take("ann")
    clock.now += 1000
    assert [limit.take("ann") == 0 for _ in range(3)] == [True, True, False]


def test_strangers_do_not_fill_the_memory() -> None:
    limit = RateLimiter(rate=1, burst=1, clock=Clock())
    for number in range(rate_limiter.MAX_PEOPLE + 50):
        limit.take(str(number))
    assert len(limit._buckets) == rate_limiter.MAX_PEOPLE


def test_who_is_not_admitted_hears_when_to_come_again() -> None:
    limit = RateLimiter(rate=0.2, burst=1, clock=Clock())
    limit.admit("ann")
    with pytest.raises(web.HTTPTooManyRequests) as refused:
        limit.admit("ann")
    assert refused.value.headers["Retry-After"] == "6"
