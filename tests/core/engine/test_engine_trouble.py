"""The engine in trouble: cancelled, failed by the database or by its own program, it answers every event once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from core.conversation.engine import _Item
from core.conversation.events import Photo, TextSent
from core.conversation.store import Unit
from core.conversation.turns import Outcome
from core.errors import StorageError
from tests.core.conversation.desk import HALL, ROOM, Desk, Platform, play
from tests.core.conversation.talk import ANN


def test_who_brings_an_event_may_be_cancelled_at_any_point_and_it_is_answered_once(tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        events = [f"{steps}" for steps in range(0, 1500, 25)]
        for id in events:
            bringing = asyncio.create_task(desk.say(id, "hello"))
            for _ in range(int(id)):
                await asyncio.sleep(0)
            bringing.cancel()
            await asyncio.wait([bringing])
            await desk.say(id, "hello")  # its platform, which was told nothing, brings it again
        await desk.say("last", "hello")
        await desk.heard(len(events) + 1)
        assert len(desk.platform.sent) == len(events) + 1

    play(tmp_path, scene)


def test_what_was_committed_although_the_database_did_not_say_so_is_answered_when_it_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(desk: Desk) -> None:
        begin, failures = desk.store.begin, iter([StorageError("the connection is lost")])

        @asynccontextmanager
        async def commit_and_fail() -> AsyncIterator[Unit]:
            async with begin() as unit:
                yield unit
            for failure in failures:
                raise failure

        monkeypatch.setattr(desk.store, "begin", commit_and_fail)
        with pytest.raises(StorageError):
            await desk.say("1", "hello")
        assert await desk.say("1", "hello")
        assert not await desk.say("1", "hello")
        await desk.say("2", "hello", at=HALL)
        assert len(await desk.heard(2)) == 2

    play(tmp_path, scene)


def test_an_event_that_waits_twice_is_answered_once(tmp_path: Path) -> None:
    """As where its repeat is looked up while the commit that brought it is still being told of."""

    async def scene(desk: Desk) -> None:
        event = TextSent(id="1", address=ROOM, sender=ANN, text="hello")
        await desk.engine.receive(event)
        await desk.heard(1)
        await desk.engine._handle(_Item(ROOM, event.person, event))
        await desk.say("2", "hello")
        assert len(await desk.heard(2)) == 2
        assert desk.platform.sent[-1][1].answers == "2"

    play(tmp_path, scene)


class TestTrouble:
    def test_the_databases_bad_weather_is_waited_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scene(desk: Desk) -> None:
            take, failures = desk.turns.take, iter([StorageError("locked"), StorageError("full")])

            async def stormy(*arguments: Any) -> Outcome:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(desk.turns, "take", stormy)
            await desk.say("1", "hello")
            assert len(await desk.heard(1)) == 1

        play(tmp_path, scene)

    def test_a_photo_is_fetched_once_however_often_the_database_fails(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Counting(Platform):
            fetched = 0

            async def fetch(self, photo: Photo) -> bytes:
                self.fetched += 1
                return await super().fetch(photo)

        platform = Counting()

        async def scene(desk: Desk) -> None:
            take, failures = desk.turns.take, iter([StorageError("locked"), StorageError("full")])

            async def stormy(*arguments: Any) -> Outcome:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(desk.turns, "take", stormy)
            await desk.photo("a")
            assert "picture whose style" in (await desk.heard(1))[0]
            assert platform.fetched == 1

        play(tmp_path, scene, platform=platform)

    def test_a_turn_that_was_committed_although_the_database_did_not_say_so_has_all_its_effects_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scene(desk: Desk) -> None:
            await desk.photo("a")
            await desk.heard(1)
            begin, take = desk.store.begin, desk.turns.take
            failures = iter([StorageError("the connection is lost")])
            taken: list[Outcome] = []

            @asynccontextmanager
            async def commit_and_fail() -> AsyncIterator[Unit]:
                async with begin() as unit:
                    yield unit
                if taken:
                    for failure in failures:
                        raise failure

            async def note(*arguments: Any) -> Outcome:
                taken.append(await take(*arguments))
                return taken[-1]

            monkeypatch.setattr("core.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(desk.store, "begin", commit_and_fail)
            monkeypatch.setattr(desk.turns, "take", note)
            await desk.photo("b")
            await desk.say("1", "hello")
            await desk.heard(3)
            assert len(taken) == 2
            assert desk.ordered == 1
            assert len(await desk.jobs()) == 1

        play(tmp_path, scene)

    def test_an_event_beyond_the_program_is_answered_and_the_next_one_handled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scene(desk: Desk) -> None:
            take, failures = desk.turns.take, iter([LookupError("a mistake of ours")])

            async def mistaken(*arguments: Any) -> Outcome:
                for failure in failures:
                    raise failure
                return await take(*arguments)

            monkeypatch.setattr("core.outage.FIRST_PAUSE", 0.001)
            monkeypatch.setattr(desk.turns, "take", mistaken)
            await desk.say("1", "hello")
            await desk.say("2", "hello")
            first, second = await desk.heard(2)
            assert "went wrong" in first
            assert "went wrong" not in second

        async def after_a_restart(desk: Desk) -> None:
            await desk.say("3", "hello")
            assert len(await desk.heard(3)) == 3

        play(tmp_path, scene, after_a_restart)

    def test_an_unreadable_session_begins_anew_and_says_so(self, tmp_path: Path) -> None:
        async def scene(desk: Desk) -> None:
            async with desk.store.begin() as unit:
                await unit.keep_session(ROOM, "desk:one:ann", '{"version": 99}', None)
            await desk.say("1", "hello")
            first, second = await desk.heard(2)
            assert "begin anew" in first
            assert second

        play(tmp_path, scene)
