"""Parts are looked at now and then; one that is ill is told of, and holds up no other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator

import pytest

from core.engine.part_checks import Check, PartChecks
from core.model.errors import StorageError
from core.plugins.health import Condition


def saying(*answers: str | Exception) -> Check:
    """A check that gives these in turn."""
    left: Iterator[str | Exception] = iter(answers)

    async def check() -> str:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return check


class Parts:
    """Checks that are asked as often as a test says."""

    def __init__(self, *, fresh_seconds: float = 0.0, **checks: Check) -> None:
        self.now = 0.0
        self._checks = PartChecks(
            checks,
            clock=lambda: self.now,
            hide=lambda text: text.replace("s3cret", "*"),
            fresh_seconds=fresh_seconds,
            answer_seconds=0.05,
        )

    async def look(self) -> dict[str, str]:
        """What is wrong with each part, once they have been looked at."""
        self.now += 1.0
        await self._checks.look()
        for health in self._checks.health:
            assert health.kind == "part"
            assert health.good is not bool(health.reason)
            assert health.condition in (Condition.RUNNING, Condition.TROUBLED)
        return {health.name: health.reason for health in self._checks.health}

    def since(self, name: str) -> float:
        return next(health.since for health in self._checks.health if health.name == name)


def play(scenario: Callable[[], Awaitable[None]]) -> None:
    async def in_time() -> None:
        async with asyncio.timeout(60):
            await scenario()

    asyncio.run(in_time())


def test_what_a_check_says_or_raises_is_what_is_wrong() -> None:
    async def scenario() -> None:
        parts = Parts(
            well=saying(""),
            ill=saying("it is ill"),
            down=saying(StorageError("atelier.db: is locked")),
            odd=saying(KeyError("x")),
            secretive=saying("no way with s3cret"),
        )
        assert await parts.look() == {
            "well": "",
            "ill": "it is ill",
            "down": "atelier.db: is locked",
            "odd": "KeyError: 'x'",
            "secretive": "no way with *",
        }

    play(scenario)


def test_since_is_when_it_fell_ill_or_got_well() -> None:
    async def scenario() -> None:
        parts = Parts(part=saying("", "", "ill", "worse", ""))
        since = []
        for _ in range(5):
            await parts.look()
            since.append(parts.since("part"))
        assert since == [1.0, 1.0, 3.0, 3.0, 5.0]

    play(scenario)


def test_the_log_has_a_line_when_that_changes(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        parts = Parts(part=saying("", "ill", "worse", "", ""))
        for _ in range(5):
            await parts.look()

    with caplog.at_level(logging.INFO):
        play(scenario)
    assert caplog.messages == ["part: ill", "part: all is well again"]


def test_one_that_does_not_answer_is_told_of_and_asked_once() -> None:
    asked = []

    async def scenario() -> None:
        answer = asyncio.Event()

        async def slow() -> str:
            asked.append(1)
            await answer.wait()
            return ""

        parts = Parts(slow=slow, other=saying("", "", ""))
        late = {"slow": "it hasn't answered for 0.05 s", "other": ""}
        assert await parts.look() == late
        assert await parts.look() == late
        answer.set()
        assert await parts.look() == {"slow": "", "other": ""}

    play(scenario)
    assert len(asked) == 1


def test_what_was_found_out_just_now_is_not_looked_for_again() -> None:
    async def scenario() -> None:
        parts = Parts(fresh_seconds=600.0, part=saying("once", "twice"))
        found = await asyncio.gather(parts.look(), parts.look(), parts.look())
        assert found == [{"part": "once"}] * 3

    play(scenario)


def test_a_stop_leaves_no_look_behind() -> None:
    ended = []

    async def scenario() -> None:
        async def never() -> str:
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(1)
            return ""

        checks = PartChecks({"part": never}, clock=lambda: 0.0, answer_seconds=0.01)
        running = asyncio.create_task(checks.run())
        while not checks.health:
            await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait({running})
        assert len(asyncio.all_tasks()) == 1

    play(scenario)
    assert ended == [1]
