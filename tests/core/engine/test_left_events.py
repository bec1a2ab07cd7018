"""What an earlier process left unhandled is tried again, but not for ever: one of it may be what has ended that."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.engine.left_events import MAX_TRIES
from core.engine.turn_transaction import AfterCommit
from core.model.errors import StorageError
from core.model.event import TextSent
from tests.core.engine.harness import ROOM, EngineHarness, FakeAdapter, play

Scenario = Callable[[EngineHarness], Awaitable[None]]


def ended_by(text: str, *, brought: bool = False) -> Scenario:
    """A life that ends when an event with this text is handled, with what is ``brought`` in it or was before."""

    async def life(harness: EngineHarness) -> None:
        take, ended = harness.turns.take, asyncio.Event()

        async def deadly(*arguments: Any) -> AfterCommit:
            event = arguments[3]
            if isinstance(event, TextSent) and event.text == text:
                ended.set()
                raise StorageError("locked")  # it is at it until the process is gone, and the database others'
            return await take(*arguments)

        harness.turns.take = deadly  # type: ignore[method-assign]
        if brought:
            await harness.say("poison", "poison")
            await harness.say("behind", "hello")
        await ended.wait()

    return life


def test_an_event_that_ends_the_process_again_and_again_is_given_up_with_an_apology(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    platform = FakeAdapter()

    async def last(harness: EngineHarness) -> None:
        apology, answer = await harness.heard(2)
        assert "went wrong" in apology
        assert "went wrong" not in answer
        await harness.settled()

    async def after_that(harness: EngineHarness) -> None:
        await harness.say("next", "hello")
        assert len(await harness.heard(3)) == 3

    play(tmp_path, ended_by("poison", brought=True), *[ended_by("poison")] * MAX_TRIES, platform=platform)
    assert platform.sent == []
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        play(tmp_path, last, after_that, platform=platform)
    assert len(caplog.messages) == 1
    assert "is given up" in caplog.messages[0]


def test_one_that_is_left_once_more_is_answered_as_ever(tmp_path: Path) -> None:
    async def last(harness: EngineHarness) -> None:
        assert "went wrong" not in (await harness.heard(2))[0]

    play(tmp_path, ended_by("poison", brought=True), *[ended_by("poison")] * (MAX_TRIES - 1), last)


class Stuck:
    """Lives in which no turn ends; ``begun`` are for each the ids of the events whose turns had begun at its end."""

    def __init__(self) -> None:
        self.begun: list[set[str]] = []

    async def live(self, harness: EngineHarness, turns: int) -> None:
        """A life that ends when so many turns have begun."""
        begun, enough = set[str](), asyncio.Event()
        self.begun.append(begun)

        async def take(*arguments: Any) -> AfterCommit:
            begun.add(arguments[3].id)
            if len(begun) == turns:
                enough.set()
            raise StorageError("locked")  # it waits for the database, which others may have meanwhile

        harness.turns.take = take  # type: ignore[method-assign]
        if len(self.begun) == 1:
            for number in range(3):
                await harness.say(f"{number}", "hello", at=ROOM._replace(chat=f"room {number}"))
        await enough.wait()


def test_those_that_were_tried_are_tried_one_at_a_time_so_that_an_end_counts_for_one(tmp_path: Path) -> None:
    stuck = Stuck()
    play(tmp_path, *(partial(stuck.live, turns=turns) for turns in (3, 3, 1, 1, 1)))
    all_of_them = {"0", "1", "2"}
    assert stuck.begun[:2] == [all_of_them, all_of_them]
    assert stuck.begun[2] == stuck.begun[3]
    assert len(stuck.begun[2]) == 1
    assert stuck.begun[4] < all_of_them - stuck.begun[3]
