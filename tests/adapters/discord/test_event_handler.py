"""The reception: what came is kept first and acknowledged then, and always in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.discord.errors import Gone, Refused
from adapters.discord.interactions import Openings
from adapters.discord.places import Places
from adapters.discord.reading import Reader, menu_names
from adapters.discord.reception import Desk, Reception
from adapters.discord.words import Words
from core.conversation.address import Address
from core.conversation.events import CommandGiven, OtherSent, PhotoSent, Slot
from core.conversation.texts import Texts
from core.errors import StorageError
from core.plugins.adapter import Settings
from tests.adapters.discord.arriving import BOT, PRIVATE, command, interaction
from tests.adapters.discord.wires import Wire
from tests.adapters.telegram.clocks import Still
from tests.adapters.telegram.ears import Ears

CALLBACK = ("POST", "/interactions/11/interaction-token/callback")
EPHEMERAL = {"flags": 64}
TEXTS = Texts.load()


class Room:
    """A reception with an engine that a test holds back, and a line that it listens to."""

    def __init__(self, patience: float = 0.05, engine: Ears | None = None) -> None:
        self.wire, self.ears, self.clock = Wire(), engine or Ears(), Still()
        self.openings = Openings(self.clock)
        reader = Reader("discord", "discord", Words(TEXTS), menu_names(TEXTS))
        places = Places(self.wire, self.clock)
        desk = Desk(self.wire, self.openings, places, reader, TEXTS, self.clock, self.clock.sleep, patience)
        self.reception = Reception(desk, self.ears)

    @property
    def responses(self) -> list[Any]:
        return [asked.json for asked in self.wire.asked if (asked.method, asked.path) == CALLBACK]


def played(act: Callable[[Room], Awaitable[None]], **more: Any) -> None:
    async def scene() -> None:
        await act(Room(**more))

    asyncio.run(scene())


def test_it_is_kept_before_it_is_acknowledged() -> None:
    async def act(room: Room) -> None:
        kept: list[int] = []
        room.wire.answers[CALLBACK] = lambda asked: kept.append(len(room.ears.events))  # noqa: ARG005
        await room.reception.interaction(interaction(command("status")))
        assert kept == [1]
        assert room.responses == [{"type": 5, "data": EPHEMERAL}]
        opening = room.openings.find("11")
        assert opening is not None
        assert await opening.acknowledged

    played(act)


def test_where_keeping_takes_long_it_is_acknowledged_meanwhile() -> None:
    async def act(room: Room) -> None:
        room.ears.open.clear()
        task = asyncio.create_task(room.reception.interaction(interaction(command("status"))))
        while not room.responses:
            await asyncio.sleep(0.005)
        assert room.ears.events == []
        room.ears.open.set()
        await task
        assert len(room.ears.events) == 1

    played(act)


def test_the_database_may_be_away_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    async def act(room: Room) -> None:
        room.ears.troubles += [StorageError("the disk is full"), StorageError("the disk is full")]
        await room.reception.interaction(interaction(command("status")))
        assert len(room.ears.events) == 1
        assert room.clock.pauses == [0.5, 1.0]
        assert len(room.responses) == 1

    with caplog.at_level(logging.ERROR):
        played(act)
    assert "an event waits for the database: the disk is full" in caplog.text


def test_what_comes_again_is_acknowledged_once() -> None:
    async def act(room: Room) -> None:
        for _ in range(2):
            await room.reception.interaction(interaction(command("status")))
        assert len(room.responses) == 1

    played(act)


@pytest.mark.parametrize(
    ("failure", "good", "tries"),
    [
        (ConnectionError("cut"), False, 3),
        (Refused("already acknowledged", 40060), True, 1),
        (Gone("Unknown interaction", 10062), False, 1),
    ],
)
def test_whether_it_was_acknowledged(failure: Exception, good: bool, tries: int) -> None:
    async def act(room: Room) -> None:
        room.wire.answers[CALLBACK] = failure
        await room.reception.interaction(interaction(command("status")))
        opening = room.openings.find("11")
        assert opening is not None
        assert await opening.acknowledged is good
        assert len(room.responses) == tries
        assert len(room.ears.events) == 1

    played(act)


@pytest.mark.parametrize(
    ("data", "more", "response"),
    [
        (command("help"), {}, {"type": 5, "data": EPHEMERAL}),
        (command("help"), {"context": PRIVATE}, {"type": 5, "data": EPHEMERAL}),
        (command("help"), {"context": BOT}, {"type": 5}),
        ({"custom_id": "cancel:1", "component_type": 2}, {"type": 3}, {"type": 6}),
    ],
)
def test_how_it_is_acknowledged(data: dict[str, Any], more: dict[str, Any], response: dict[str, Any]) -> None:
    async def act(room: Room) -> None:
        await room.reception.interaction(interaction(data, **more))
        assert room.responses == [response]

    played(act)


@pytest.mark.parametrize(
    ("data", "type"),
    [
        (command("of-another-version"), 2),
        ({"type": 3, "id": "1", "name": "Another menu", "target_id": "1", "resolved": {}}, 2),
        ({"custom_id": "another-form", "components": []}, 5),
        ({"custom_id": "menu", "component_type": 3, "values": []}, 3),
        (command("style"), 4),
    ],
)
def test_what_isnt_ours_is_left_alone(data: dict[str, Any], type: int) -> None:
    async def act(room: Room) -> None:
        await room.reception.interaction(interaction(data, type=type))
        assert room.wire.asked == []
        assert room.ears.events == []

    played(act)


class TestForm:
    class Sleepy(Ears):
        """Doesn't find the settings in time, or not at all."""

        def __init__(self, error: Exception | None = None) -> None:
            super().__init__()
            self._error = error

        async def settings(self, address: Address, person: str, locale: str = "") -> Settings:  # noqa: ARG002
            if self._error is not None:
                raise self._error
            await asyncio.Event().wait()
            raise AssertionError

    @pytest.mark.parametrize("error", [None, StorageError("locked")])
    def test_the_settings_come_as_a_message_if_there_is_no_time(self, error: Exception | None) -> None:
        async def act(room: Room) -> None:
            await room.reception.interaction(interaction(command("settings")))
            assert room.responses == [{"type": 5, "data": EPHEMERAL}]
            assert len(room.ears.events) == 1

        played(act, engine=self.Sleepy(error))

    def test_or_if_there_is_nothing_to_set(self) -> None:
        async def act(room: Room) -> None:
            await room.reception.interaction(interaction(command("settings")))
            assert len(room.ears.events) == 1

        played(act)


class TestReading:
    PHOTO = {"id": "3", "filename": "a.jpg", "size": 10, "url": "https://cdn/a.jpg", "content_type": "image/jpeg"}

    def test_a_command_brings_photos_and_options(self) -> None:
        async def act(room: Room) -> None:
            given = [
                {"name": "photo", "type": 11, "value": "3"},
                {"name": "style", "type": 11, "value": "4"},
                {"name": "strength", "type": 10, "value": 0.25},
            ]
            files = {"3": self.PHOTO, "4": self.PHOTO | {"filename": "SPOILER_b.jpg", "size": 20}}
            await room.reception.interaction(interaction(command("style", *given, resolved={"attachments": files})))
            (event,) = room.ears.events
            assert isinstance(event, CommandGiven)
            assert (event.id, str(event.address), event.person) == ("11", "discord:discord:5", "discord:discord:7")
            assert (event.sender.name, event.sender.locale) == ("Ann", "en-US")
            assert event.options == {"strength": 0.25}
            assert event.photos[Slot.CONTENT].reference == "https://cdn/a.jpg"
            assert [(photo.size, photo.spoiler) for photo in event.photos.values()] == [(10, False), (20, True)]

        played(act)

    def test_one_photo_alone_is_given_for_its_slot(self) -> None:
        async def act(room: Room) -> None:
            given = {"name": "style", "type": 11, "value": "3"}
            files = {"attachments": {"3": self.PHOTO | {"flags": 8}}}
            await room.reception.interaction(interaction(command("style", given, resolved=files)))
            (event,) = room.ears.events
            assert isinstance(event, CommandGiven)
            assert {slot: photo.spoiler for slot, photo in event.photos.items()} == {Slot.STYLE: True}

        played(act)

    @pytest.mark.parametrize("name", ["Use as style", "Взять как стиль"])
    def test_a_message_command_takes_the_first_picture_also_of_what_is_forwarded(self, name: str) -> None:
        async def act(room: Room) -> None:
            notes = self.PHOTO | {"filename": "notes.txt", "content_type": "text/plain"}
            message = {"attachments": [notes], "message_snapshots": [{"message": {"attachments": [self.PHOTO]}}]}
            data = {"id": "1", "type": 3, "name": name, "target_id": "8", "resolved": {"messages": {"8": message}}}
            await room.reception.interaction(interaction(data))
            (event,) = room.ears.events
            assert isinstance(event, PhotoSent)
            assert (event.slot, event.photo.reference) == (Slot.STYLE, "https://cdn/a.jpg")

        played(act)

    def test_one_without_any_is_answered_too(self) -> None:
        async def act(room: Room) -> None:
            data = {"type": 3, "name": "Use as photo", "target_id": "8", "resolved": {"messages": {"8": {}}}}
            await room.reception.interaction(interaction(data))
            assert isinstance(room.ears.events[0], OtherSent)

        played(act)

    def test_a_place_that_isnt_told_is_the_persons_own(self) -> None:
        async def act(room: Room) -> None:
            await room.reception.interaction(interaction(command("help"), context=PRIVATE, channel={}))
            assert room.ears.events[0].address.chat == "7"

        played(act)


def test_an_opening_is_forgotten_after_fourteen_minutes() -> None:
    async def act(room: Room) -> None:
        await room.reception.interaction(interaction(command("status")))
        room.clock.now += 14 * 60 - 1
        assert room.openings.find("11") is not None
        room.clock.now += 2
        assert room.openings.find("11") is None
        assert room.openings.find(None) is None

    played(act)
