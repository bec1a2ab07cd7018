"""The pace of sending keeps a platform's limits, whoever writes how much to whom."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.plugins import rate_limiter as module
from core.plugins.adapter import RateLimited
from core.plugins.rate_limiter import RateLimiter
from tests.adapters.telegram.harness import StillClock
from tests.core.plugins.harness import ALL, limits_of

ANN, BOB, GROUP = "101", "102", "-1001"


class Line:
    """A pace and what was sent at it."""

    def __init__(self) -> None:
        self.still = StillClock()
        self.pace = RateLimiter(ALL, limits_of, self.still, self.still.sleep)
        self.sent: dict[str, list[float]] = defaultdict(list)

    async def send(self, chat: str) -> None:
        """Sends a message as the outbox dispatcher does: put off, it comes again."""
        while True:
            try:
                return await self.send_once(chat)
            except RateLimited as limited:
                await self.still.sleep(limited.retry_after)

    async def send_once(self, chat: str) -> None:
        async with self.pace.turn(chat):
            self.sent[chat].append(self.still.now)

    async def refused(self, chat: str, seconds: float) -> None:
        """Sends a message, and Telegram wants to hear nothing of the chat for so long."""
        with pytest.raises(RateLimited):
            async with self.pace.turn(chat):
                raise RateLimited(seconds)

    async def show(self, chat: str) -> None:
        """Shows progress, if it is the chat's turn."""
        async with self.pace.progress(chat):
            self.sent[chat].append(self.still.now)

    def most_within(self, seconds: float, *chats: str) -> int:
        """The most messages that were sent within so many seconds."""
        times = sorted(time for chat in chats or self.sent for time in self.sent[chat])
        return max((sum(begin <= time < begin + seconds - 1e-6 for time in times) for begin in times), default=0)


def walk(scenario: Callable[[Line], Awaitable[None]]) -> None:
    asyncio.run(scenario(Line()))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from([ANN, BOB, GROUP, *map(str, range(200, 260))]), max_size=120))
def test_the_limits_hold_whatever_is_sent(chats: list[str]) -> None:
    async def scenario(line: Line) -> None:
        await asyncio.gather(*(line.send(chat) for chat in chats))
        assert sum(map(len, line.sent.values())) == len(chats)
        assert line.most_within(1.0) <= 30
        assert all(line.most_within(1.0, chat) <= 1 for chat in line.sent)
        assert line.most_within(60.0, GROUP) <= 20

    walk(scenario)


def test_who_has_not_been_written_to_hardly_waits() -> None:
    async def scenario(line: Line) -> None:
        await asyncio.gather(*(line.send(str(200 + number)) for number in range(20)))
        assert sum(line.still.pauses) < 1.0

    walk(scenario)


def test_where_it_takes_long_the_dispatcher_is_told_how_long() -> None:
    async def scenario(line: Line) -> None:
        await line.refused(ANN, 30.0)
        with pytest.raises(RateLimited) as limited:
            await line.send_once(ANN)
        assert limited.value.retry_after == 30.0
        await line.send_once(BOB)
        assert line.still.pauses == []

    walk(scenario)


class TestProgress:
    def test_gives_way_to_messages(self) -> None:
        async def scenario(line: Line) -> None:
            await line.send_once(ANN)
            with pytest.raises(RateLimited):
                await line.show(ANN)
            line.still.now += 1.0
            await line.show(ANN)
            with pytest.raises(RateLimited):
                await line.show(ANN)

        walk(scenario)

    def test_is_rare_in_groups(self) -> None:
        async def scenario(line: Line) -> None:
            await line.show(GROUP)
            line.still.now += 9.0
            with pytest.raises(RateLimited) as limited:
                await line.show(GROUP)
            assert limited.value.retry_after == pytest.approx(1.0)
            line.still.now += 1.0
            await line.show(GROUP)

        walk(scenario)


def test_chats_that_no_longer_matter_are_forgotten_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CACHE_SIZE", 3)

    async def scenario(line: Line) -> None:
        for _ in range(20):
            await line.send(GROUP)
        await line.refused(ANN, 1000.0)
        for number in range(200, 210):
            await line.send(str(number))
            line.still.now += 1.5
        with pytest.raises(RateLimited):
            await line.send_once(GROUP)
        with pytest.raises(RateLimited):
            await line.send_once(ANN)

    walk(scenario)
