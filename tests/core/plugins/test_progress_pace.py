"""Progress gives way: to what all chats have just been sent, to what is being sent, and never in private to itself."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.plugins import rate_limiter as module
from core.plugins.adapter import RateLimited
from core.plugins.rate_limiter import RateLimiter
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import StillClock
from tests.core.plugins.harness import ALL, limits_of

ANN, BOB, GROUP = "101", "102", "-1001"

Scenario = Callable[[RateLimiter, StillClock], Awaitable[None]]


def play(scenario: Scenario) -> None:
    async def plays() -> None:
        still = StillClock()
        async with asyncio.timeout(TIMEOUT):
            await scenario(RateLimiter(ALL, limits_of, still, still.sleep), still)

    asyncio.run(plays())


async def send(limiter: RateLimiter, chat: str) -> None:
    async with limiter.turn(chat):
        pass


async def show(limiter: RateLimiter, chat: str) -> None:
    async with limiter.progress(chat):
        pass


def test_it_does_not_wait_for_its_turn_among_all_chats() -> None:
    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        for chat in ("201", "202", "203"):
            await send(limiter, chat)
        with pytest.raises(RateLimited):
            await show(limiter, ANN)
        assert still.pauses == []
        still.now += 0.11
        await show(limiter, ANN)

    play(scenario)


def test_it_does_not_wait_for_a_message_that_is_on_its_way() -> None:
    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        async with limiter.turn(ANN):
            with pytest.raises(RateLimited) as limited:
                await show(limiter, ANN)
            assert limited.value.retry_after == 1.0
            await show(limiter, BOB)
        assert still.pauses == []

    play(scenario)


def test_a_turn_is_over_when_the_answer_is_there() -> None:
    """The second until the next begins when a message has arrived, not when it was sent."""

    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        async with limiter.turn(ANN):
            still.now += 30.0
        await send(limiter, ANN)
        assert still.pauses == [1.0]

    play(scenario)


def test_in_private_it_is_as_frequent_as_messages_may_be() -> None:
    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        for _ in range(3):
            await show(limiter, ANN)
            still.now += 1.0

    play(scenario)


def test_a_group_that_has_just_seen_some_is_not_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CACHE_SIZE", 1)

    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        await show(limiter, GROUP)
        still.now += 5.0
        await send(limiter, ANN)
        still.now += 1.0
        await send(limiter, BOB)
        with pytest.raises(RateLimited):
            await show(limiter, GROUP)

    play(scenario)


def test_nor_is_one_that_is_being_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CACHE_SIZE", 1)

    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        async with limiter.turn(ANN):
            still.now += 5.0
            await send(limiter, BOB)
            with pytest.raises(RateLimited):
                await show(limiter, ANN)

    play(scenario)


@pytest.mark.parametrize(("wait", "waits"), [(module.MAX_WAIT, True), (module.MAX_WAIT + 0.1, False)])
def test_who_would_have_to_wait_longer_than_that_is_sent_back(wait: float, waits: bool) -> None:
    async def scenario(limiter: RateLimiter, still: StillClock) -> None:
        with pytest.raises(RateLimited):
            async with limiter.turn(ANN):
                raise RateLimited(wait)
        if waits:
            await send(limiter, ANN)
        else:
            with pytest.raises(RateLimited):
                await send(limiter, ANN)
        assert still.pauses == ([wait] if waits else [])

    play(scenario)
