"""Adapters are kept running, each on its own. Time passes only when somebody sleeps, so nothing waits."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.supervisor import HEALTHY_AFTER, MAX_PAUSE, Supervisor, pause
from core.model.errors import StorageError
from core.plugins.adapter import RateLimited
from core.plugins.errors import PortTaken
from core.plugins.health import Condition, Health

NOON = 1_700_000_000.0


class FakeTime:
    """A clock that sleep moves on, and adapters that follow a script."""

    def __init__(self, chance: float = 0.5) -> None:
        self.now = NOON
        self.chance = chance
        self.pauses: list[float] = []
        self.starts: dict[str, int] = defaultdict(int)
        self.changed = asyncio.Condition()

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def supervisor(self, adapters: dict[str, Callable[[], Awaitable[None]]], **more: Any) -> Supervisor:
        return Supervisor(adapters, clock=lambda: self.now, sleep=self.sleep, chance=lambda: self.chance, **more)  # type: ignore[arg-type]

    def adapter(self, name: str, *script: Callable[[], object]) -> Callable[[], Awaitable[None]]:
        """Does the next thing in the script at each start, and after the last one runs on."""
        steps = list(script)

        async def run() -> None:
            async with self.changed:
                self.starts[name] += 1
                self.changed.notify_all()
            if not steps:
                await asyncio.Event().wait()
            result = steps.pop(0)()
            if isinstance(result, Awaitable):
                await result

        return run

    async def started(self, name: str, times: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: self.starts[name] >= times)

    def passes(self, seconds: float, then: Callable[[], object]) -> Callable[[], object]:
        def step() -> object:
            self.now += seconds
            return then()

        return step


def fail(error: BaseException) -> Callable[[], object]:
    def step() -> object:
        raise error

    return step


def ends() -> None:
    return None


BROKEN = fail(ConnectionError("no route to host"))


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scenario(), 60))


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


class TestPauses:
    @given(st.integers(1, 10_000), st.floats(0, 1))
    def test_they_lie_between_a_second_and_ten_minutes(self, failures: int, chance: float) -> None:
        assert 1 <= pause(failures, chance) <= MAX_PAUSE == 600

    @given(st.integers(1, 8), st.floats(0, 1), st.floats(0, 1))
    def test_they_grow_with_each_failure_whatever_chance_says(self, failures: int, one: float, other: float) -> None:
        assert pause(failures, one) <= pause(failures + 1, other)

    @given(st.integers(1, 50))
    def test_chance_spreads_them_over_half_their_length(self, failures: int) -> None:
        assert pause(failures, 1) == 2 * pause(failures, 0)


class TestAFailingAdapter:
    @pytest.mark.parametrize(
        "error",
        [
            ConnectionError("no route to host"),
            KeyError("ok"),
            SystemExit(3),
            KeyboardInterrupt(),
            GeneratorExit(),
            asyncio.CancelledError(),
            ExceptionGroup("several", [ValueError("bad")]),
        ],
        ids=repr,
    )
    def test_is_started_again_whatever_it_raises(self, error: BaseException) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            supervisor = fake.supervisor({"page": fake.adapter("page", fail(error))})
            task = asyncio.create_task(supervisor.run())
            await fake.started("page", 2)
            (page,) = supervisor.health
            assert (page.condition, page.restarts) == (Condition.RUNNING, 1)
            await stopped(task)

        run(scenario)

    def test_is_started_again_when_it_just_ends(self) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            supervisor = fake.supervisor({"page": fake.adapter("page", ends, ends)})
            task = asyncio.create_task(supervisor.run())
            await fake.started("page", 3)
            (page,) = supervisor.health
            assert (page.reason, page.restarts) == ("it ended by itself", 2)
            await stopped(task)

        run(scenario)

    def test_waits_longer_each_time(self) -> None:
        async def scenario() -> None:
            fake = FakeTime(chance=1)
            task = asyncio.create_task(fake.supervisor({"page": fake.adapter("page", *[BROKEN] * 12)}).run())
            await fake.started("page", 13)
            assert fake.pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]
            await stopped(task)

        run(scenario)

    def test_is_not_blamed_for_the_databases_outages(self) -> None:
        async def scenario() -> None:
            fake = FakeTime(chance=1)
            outage = fail(StorageError("the disk is full"))
            script = [BROKEN, BROKEN, outage, outage, outage, BROKEN]
            task = asyncio.create_task(fake.supervisor({"page": fake.adapter("page", *script)}).run())
            await fake.started("page", 7)
            assert fake.pauses == [2, 4, 2, 2, 2, 8]
            await stopped(task)

        run(scenario)

    def test_begins_anew_after_it_ran_well(self) -> None:
        async def scenario() -> None:
            fake = FakeTime(chance=1)
            script = [
                BROKEN,
                BROKEN,
                fake.passes(HEALTHY_AFTER, fail(OSError())),
                BROKEN,
                fake.passes(HEALTHY_AFTER - 1, ends),
            ]
            task = asyncio.create_task(fake.supervisor({"page": fake.adapter("page", *script)}).run())
            await fake.started("page", 6)
            assert fake.pauses == [2, 4, 2, 4, 8]
            await stopped(task)

        run(scenario)

    @pytest.mark.parametrize(("asked", "pause"), [(0.5, 2), (90, 90), (3600, 3600)])
    def test_waits_at_least_as_long_as_its_platform_asks(self, asked: float, pause: float) -> None:
        async def scenario() -> None:
            fake = FakeTime(chance=1)
            adapters = {"page": fake.adapter("page", fail(RateLimited(asked)))}
            task = asyncio.create_task(fake.supervisor(adapters).run())
            await fake.started("page", 2)
            assert fake.pauses == [pause]
            await stopped(task)

        run(scenario)

    def test_says_so_in_one_line_without_secrets(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            adapter = fake.adapter("bot", fail(ConnectionError("https://host/bot123:abc/getMe\nrefused")))
            supervisor = fake.supervisor({"bot": adapter}, hide=lambda text: text.replace("123:abc", "*"))
            task = asyncio.create_task(supervisor.run())
            await fake.started("bot", 2)
            assert supervisor.health[0].reason == "ConnectionError: https://host/bot*/getMe refused"
            await stopped(task)

        caplog.set_level(logging.WARNING)
        run(scenario)
        assert caplog.messages == [
            "adapter bot: ConnectionError: https://host/bot*/getMe refused; it starts again in 2 s"
        ]
        assert caplog.records[0].exc_info is None

    def test_shows_where_it_failed_if_that_is_wanted(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            task = asyncio.create_task(fake.supervisor({"page": fake.adapter("page", BROKEN)}).run())
            await fake.started("page", 2)
            await stopped(task)

        caplog.set_level(logging.INFO)
        run(scenario)
        assert "Traceback" in caplog.text


class TestTheOthers:
    @given(st.lists(st.sampled_from([BROKEN, ends, fail(SystemExit(1)), fail(asyncio.CancelledError())]), max_size=8))
    def test_never_notice(self, script: list[Callable[[], object]]) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            adapters = {name: fake.adapter(name) for name in ("before", "after")}
            adapters = {"before": adapters["before"], "bad": fake.adapter("bad", *script), "after": adapters["after"]}
            supervisor = fake.supervisor(adapters)
            task = asyncio.create_task(supervisor.run())
            for name in ("before", "after"):
                await fake.started(name, 1)
            await fake.started("bad", len(script) + 1)
            health = {one.name: one for one in supervisor.health}
            assert health["before"] == Health(name="before", condition=Condition.RUNNING, since=NOON)
            assert health["after"].restarts == 0
            assert health["bad"].restarts == len(script)
            assert len(fake.pauses) == len(script)
            await stopped(task)

        run(scenario)


class TestHealth:
    def test_tells_of_waiting_and_why(self) -> None:
        async def scenario() -> None:
            asleep, wake = asyncio.Event(), asyncio.Event()

            async def sleep(_: float) -> None:
                asleep.set()
                await wake.wait()

            fake = FakeTime()
            adapters = {"page": fake.adapter("page", fake.passes(7, BROKEN))}
            supervisor = Supervisor(adapters, clock=lambda: fake.now, sleep=sleep, chance=lambda: 0)
            (before,) = supervisor.health
            assert before.condition is Condition.STOPPED
            task = asyncio.create_task(supervisor.run())
            await asleep.wait()
            (page,) = supervisor.health
            assert page == Health(
                name="page", condition=Condition.WAITING, since=NOON + 7, reason="ConnectionError: no route to host"
            )
            assert not page.good
            wake.set()
            await fake.started("page", 2)
            assert supervisor.health[0].good
            await stopped(task)
            assert supervisor.health[0].condition is Condition.STOPPED

        run(scenario)

    def test_shows_those_that_could_not_be_loaded(self) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            supervisor = fake.supervisor({"page": fake.adapter("page")}, broken={"chat": "no module"})
            task = asyncio.create_task(supervisor.run())
            await fake.started("page", 1)
            page, chat = supervisor.health
            assert page.good
            assert chat == Health(name="chat", condition=Condition.BROKEN, since=NOON, reason="no module")
            await stopped(task)

        run(scenario)


class TestStopping:
    def test_every_adapter_cleans_up(self) -> None:
        async def scenario() -> None:
            fake, cleaned = FakeTime(), []

            def adapter(name: str) -> Callable[[], Awaitable[None]]:
                async def run() -> None:
                    try:
                        await fake.adapter(name)()
                    finally:
                        await asyncio.sleep(0)
                        cleaned.append(name)

                return run

            supervisor = fake.supervisor({name: adapter(name) for name in ("one", "two")})
            task = asyncio.create_task(supervisor.run())
            await fake.started("one", 1)
            await fake.started("two", 1)
            await stopped(task)
            assert sorted(cleaned) == ["one", "two"]
            assert {one.condition for one in supervisor.health} == {Condition.STOPPED}

        run(scenario)

    @pytest.mark.parametrize("last", ["returns", "raises"])
    def test_an_adapter_that_takes_it_for_an_end_is_not_started_again(
        self, last: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario() -> None:
            fake = FakeTime()

            async def stubborn() -> None:
                try:
                    await fake.adapter("page")()
                except asyncio.CancelledError:
                    if last == "raises":
                        raise OSError("lost while closing") from None

            task = asyncio.create_task(fake.supervisor({"page": stubborn}).run())
            await fake.started("page", 1)
            await stopped(task)
            assert fake.starts["page"] == 1
            assert not fake.pauses

        run(scenario)
        assert ("lost while closing" in caplog.text) == (last == "raises")

    def test_one_that_will_not_stop_is_left_and_named(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario() -> None:
            fake, release = FakeTime(), asyncio.Event()

            async def deaf() -> None:
                try:
                    await fake.adapter("deaf")()
                except asyncio.CancelledError:
                    await release.wait()

            supervisor = fake.supervisor({"deaf": deaf, "page": fake.adapter("page")}, stop_within=0.01)
            task = asyncio.create_task(supervisor.run())
            await fake.started("deaf", 1)
            await fake.started("page", 1)
            await stopped(task)
            assert [one.condition for one in supervisor.health] == [Condition.RUNNING, Condition.STOPPED]
            release.set()

        run(scenario)
        assert caplog.messages == ["deaf didn't stop within 0.01 s"]

    def test_it_can_be_stopped_before_anything_has_begun(self) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            task = asyncio.create_task(fake.supervisor({"page": fake.adapter("page")}).run())
            await asyncio.sleep(0)
            await stopped(task)
            assert fake.starts["page"] <= 1

        run(scenario)

    def test_without_adapters_there_is_nothing_to_wait_for(self) -> None:
        run(FakeTime().supervisor({}).run)

    def test_a_fault_of_its_own_is_raised(self) -> None:
        async def scenario() -> None:
            fake = FakeTime()

            def chance() -> float:
                raise ArithmeticError("no dice")

            adapters = {"page": fake.adapter("page", BROKEN), "other": fake.adapter("other")}
            supervisor = Supervisor(adapters, clock=lambda: fake.now, sleep=fake.sleep, chance=chance)
            with pytest.raises(ArithmeticError):
                await supervisor.run()

        run(scenario)

    def test_a_port_that_is_anothers_ends_all_as_no_pause_would_help(self) -> None:
        async def scenario() -> None:
            fake = FakeTime()
            adapters = {"page": fake.adapter("page", fail(PortTaken("port 80"))), "other": fake.adapter("other")}
            with pytest.raises(PortTaken, match="port 80"):
                await fake.supervisor(adapters).run()
            assert not fake.pauses

        run(scenario)
