"""The engine in trouble: cancelled, failed by the database or by its own program, it answers every event once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.engine.engine import _Item
from core.engine.turn_transaction import AfterCommit
from core.model.errors import StorageError
from core.model.event import Photo, TextSent
from core.model.store import Transaction
from core.plugins.message import Answered
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play


def test_who_brings_an_event_may_be_cancelled_at_any_point_and_it_is_answered_once(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        events = [f"{steps}" for steps in range(0, 1500, 25)]
        for id in events:
            bringing = asyncio.create_task(harness.say(id, "hello"))
            for _ in range(int(id)):
                await asyncio.sleep(0)
            bringing.cancel()
            await asyncio.wait([bringing])
            await harness.say(id, "hello")  # its platform, which was told nothing, brings it again
        await harness.say("last", "hello")
        await harness.heard(len(events) + 1)
        assert len(harness.platform.sent) == len(events) + 1

    play(tmp_path, scenario)


def test_what_was_committed_although_the_database_did_not_say_so_is_answered_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(harness: EngineHarness) -> None:
        begin, failures = harness.store.begin, iter([StorageError("the connection is lost")])

        @asynccontextmanager
        async def commit_and_fail(**how: bool) -> AsyncIterator[Transaction]:
            async with begin(**how) as transaction:
                yield transaction
            for failure in failures:
                raise failure

        monkeypatch.setattr(harness.store, "begin", commit_and_fail)
        with pytest.raises(StorageError):
            await harness.say("1", "hello")
        assert await harness.say("1", "hello")
        assert not await harness.say("1", "hello")
        await harness.say("2", "hello", at=OTHER_ROOM)
        assert len(await harness.heard(2)) == 2

    play(tmp_path, scenario)


def test_an_event_that_waits_twice_is_answered_once(tmp_path: Path) -> None:
    """As where its repeat is looked up while the commit that brought it is still being told of."""

    async def scenario(harness: EngineHarness) -> None:
        event = TextSent(id="1", address=ROOM, sender=ANN, text="hello")
        await harness.engine.submit(event)
        await harness.heard(1)
        await harness.engine._handle(_Item(ROOM, event.person, event))
        await harness.say("2", "hello")
        assert len(await harness.heard(2)) == 2
        assert harness.platform.sent[-1][1].answers == Answered(id="2")

    play(tmp_path, scenario)


class TestTrouble:
    def test_the_outage_of_the_database_is_waited_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(harness: EngineHarness) -> None:
            take, failures = harness.turns.take, iter([StorageError("locked"), StorageError("full")])

            async def stormy(*arguments: Any) -> AfterCommit:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(harness.turns, "take", stormy)
            await harness.say("1", "hello")
            assert len(await harness.heard(1)) == 1

        play(tmp_path, scenario)

    def test_a_photo_is_fetched_once_however_often_the_database_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Counting(FakeAdapter):
            fetched = 0

            async def fetch(self, photo: Photo, limit: int) -> bytes:
                self.fetched += 1
                return await super().fetch(photo, limit)

        platform = Counting()

        async def scenario(harness: EngineHarness) -> None:
            take, failures = harness.turns.take, iter([StorageError("locked"), StorageError("full")])

            async def stormy(*arguments: Any) -> AfterCommit:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(harness.turns, "take", stormy)
            await harness.photo("a")
            assert "picture whose style" in (await harness.heard(1))[0]
            assert platform.fetched == 1

        play(tmp_path, scenario, platform=platform)

    def test_a_turn_that_was_committed_although_the_database_did_not_say_so_has_all_its_effects_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.heard(1)
            begin, take = harness.store.begin, harness.turns.take
            failures = iter([StorageError("the connection is lost")])
            taken: list[AfterCommit] = []

            @asynccontextmanager
            async def commit_and_fail(**how: bool) -> AsyncIterator[Transaction]:
                async with begin(**how) as transaction:
                    yield transaction
                if taken:
                    for failure in failures:
                        raise failure

            async def note(*arguments: Any) -> AfterCommit:
                taken.append(await take(*arguments))
                return taken[-1]

            monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(harness.store, "begin", commit_and_fail)
            monkeypatch.setattr(harness.turns, "take", note)
            await harness.photo("b")
            await harness.say("1", "hello")
            await harness.heard(3)
            assert len(taken) == 2
            assert harness.ordered == 1
            assert len(await harness.jobs()) == 1

        play(tmp_path, scenario)

    def test_an_event_beyond_the_program_is_answered_and_the_next_one_handled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: EngineHarness) -> None:
            take, failures = harness.turns.take, iter([LookupError("a mistake of ours")])

            async def mistaken(*arguments: Any) -> AfterCommit:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(harness.turns, "take", mistaken)
            await harness.say("1", "hello")
            await harness.say("2", "hello")
            first, second = await harness.heard(2)
            assert "went wrong" in first
            assert "went wrong" not in second

        async def after_a_restart(harness: EngineHarness) -> None:
            await harness.say("3", "hello")
            assert len(await harness.heard(3)) == 3

        play(tmp_path, scenario, after_a_restart)

    def test_an_unreadable_session_begins_anew_and_says_so(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            async with harness.store.begin() as transaction:
                await transaction.keep_session(ROOM, ANN_ID, '{"version": 99}', None)
            await harness.say("1", "hello")
            first, second = await harness.heard(2)
            assert "begin anew" in first
            assert second

        play(tmp_path, scenario)
