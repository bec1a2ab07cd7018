"""Where private conversations were left: kept over restarts for its owner alone, and no longer than it is of use."""

import json
import logging
import stat
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.last_seen import CACHE_SIZE, DAYS, FILE_NAME, LastSeen, Left
from core.model.address import Address
from core.model.event import Event, TextSent
from core.model.person import Person

EPOCH = 1_420_070_400
DAY = 24 * 3600.0


def id_of(seconds: float) -> int:
    """The id that something has which was done so many seconds after Discord's first ones."""
    return int(seconds * 1000) << 22


def about(person: str = "7", channel: str = "5") -> dict[str, Any]:
    return {"id": "1", "address": Address("discord", "discord", channel), "sender": Person(id=person)}


def said(person: str = "7", channel: str = "5") -> Event:
    return TextSent(**about(person, channel), text="hello")


class Clock:
    def __init__(self) -> None:
        self.now = EPOCH + 100 * DAY

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


NOW = id_of(100 * DAY)


def test_it_is_known_after_a_restart_and_to_its_owner_alone(tmp_path: Path, clock: Clock) -> None:
    folder = tmp_path / "discord"
    LastSeen(folder, clock).note(said(), NOW)
    assert LastSeen(folder, clock).all() == [Left(5, NOW)]
    assert stat.S_IMODE((folder / FILE_NAME).stat().st_mode) == 0o600


def test_it_only_moves_on(tmp_path: Path, clock: Clock) -> None:
    seen = LastSeen(tmp_path, clock)
    for last in (NOW, NOW - 1):
        seen.note(said(), last)
    assert seen.all() == [Left(5, NOW)]


def test_who_wants_to_be_forgotten_is(tmp_path: Path, clock: Clock) -> None:
    seen = LastSeen(tmp_path, clock)
    seen.note(said(), NOW)
    seen.forget("8")
    assert seen.all() == [Left(5, NOW)]
    seen.forget("7")
    assert seen.all() == []
    assert json.loads((tmp_path / FILE_NAME).read_text()) == {}


def test_the_newest_come_first_and_the_oldest_are_dropped(tmp_path: Path, clock: Clock) -> None:
    seen = LastSeen(tmp_path, clock)
    for number in range(CACHE_SIZE + 1):
        seen.note(said(str(number), str(number)), NOW + number)
    kept = LastSeen(tmp_path, clock).all()
    assert [left.channel for left in kept[:2]] == [CACHE_SIZE, CACHE_SIZE - 1]
    assert len(kept) == CACHE_SIZE


def test_those_of_long_ago_are_not_asked_about(tmp_path: Path, clock: Clock) -> None:
    seen = LastSeen(tmp_path, clock)
    seen.note(said(), NOW)
    clock.now += DAYS * DAY + 1
    assert seen.all() == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"7": 5}', '{"7": ["a", 1]}', '{"7": [1]}'])
def test_a_file_that_cannot_be_read_costs_only_what_was_in_it(
    text: str, tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    seen = LastSeen(tmp_path, clock)
    assert "can't be read" in caplog.text
    seen.note(said(), NOW)
    assert LastSeen(tmp_path, clock).all() == [Left(5, NOW)]


def test_nor_does_a_folder_that_cannot_be_written(
    tmp_path: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    caplog.set_level(logging.WARNING)
    seen = LastSeen(tmp_path / "file", clock)
    seen.note(said(), NOW)
    assert seen.all() == [Left(5, NOW)]
    assert "can't be kept" in caplog.text
