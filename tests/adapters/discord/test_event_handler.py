"""The event handler: what came is kept first and acknowledged then, and always in time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.discord.channels import ChannelCache
from adapters.discord.errors import InteractionExpired
from adapters.discord.event_handler import Context, EventHandler
from adapters.discord.event_parser import EventParser
from adapters.discord.interactions import PendingInteractions
from adapters.discord.last_seen import LastSeen
from core.model.address import Address
from core.model.errors import StorageError
from core.model.event import CommandGiven, OtherSent, PhotoSent
from core.plugins.adapter import PersonSettings
from core.plugins.answers import Refused
from core.plugins.message import Answered
from tests.adapters.discord.harness import BOT, FILE, NOWHERE, PRIVATE, ScriptedApi, command, interaction, names_of
from tests.adapters.telegram.harness import RecordingEngine, StillClock

CALLBACK = ("POST", "/interactions/11/interaction-token/callback")
EPHEMERAL = {"flags": 64}


class HandlerHarness:
    """An event handler with an engine that a test holds back, and a scripted API."""

    def __init__(self, acknowledge_timeout: float = 0.05, engine: RecordingEngine | None = None) -> None:
        self.wire, self.listener, self.clock = ScriptedApi(), engine or RecordingEngine(), StillClock()
        self.interactions = PendingInteractions(self.clock)
        parser = EventParser("discord", "discord", names_of())
        channels = ChannelCache(self.wire, self.clock)
        context = Context(
            self.wire,
            self.interactions,
            channels,
            parser,
            self.clock,
            self.clock.sleep,
            acknowledge_timeout,
            LastSeen(NOWHERE, self.clock),
        )
        self.handler = EventHandler(context, self.listener)

    @property
    def responses(self) -> list[Any]:
        return [asked.json for asked in self.wire.asked if (asked.method, asked.path) == CALLBACK]


def played(act: Callable[[HandlerHarness], Awaitable[None]], **more: Any) -> None:
    async def scenario() -> None:
        await act(HandlerHarness(**more))

    asyncio.run(scenario())


def test_it_is_kept_before_it_is_acknowledged() -> None:
    async def act(room: HandlerHarness) -> None:
        kept: list[int] = []
        room.wire.answers[CALLBACK] = lambda asked: kept.append(len(room.listener.events))  # noqa: ARG005
        await room.handler.interaction(interaction(command("status")))
        assert kept == [1]
        assert room.responses == [{"type": 5, "data": EPHEMERAL}]
        pending = room.interactions.find(Answered(id="11"))
        assert pending is not None
        assert await pending.acknowledged

    played(act)


def test_where_keeping_takes_long_it_is_acknowledged_meanwhile() -> None:
    async def act(room: HandlerHarness) -> None:
        room.listener.open.clear()
        task = asyncio.create_task(room.handler.interaction(interaction(command("status"))))
        while not room.responses:
            await asyncio.sleep(0.005)
        assert room.listener.events == []
        room.listener.open.set()
        await task
        assert len(room.listener.events) == 1

    played(act)


def test_the_database_may_be_away_for_a_while(caplog: pytest.LogCaptureFixture) -> None:
    async def act(room: HandlerHarness) -> None:
        room.listener.troubles += [StorageError("the disk is full"), StorageError("the disk is full")]
        await room.handler.interaction(interaction(command("status")))
        assert len(room.listener.events) == 1
        assert room.clock.pauses == [0.5, 1.0]
        assert len(room.responses) == 1

    with caplog.at_level(logging.ERROR):
        played(act)
    assert ": waits for the database: the disk is full" in caplog.text


def test_what_comes_again_is_acknowledged_once() -> None:
    async def act(room: HandlerHarness) -> None:
        for _ in range(2):
            await room.handler.interaction(interaction(command("status")))
        assert len(room.responses) == 1

    played(act)


@pytest.mark.parametrize(
    ("failure", "good", "tries"),
    [
        (ConnectionError("cut"), False, 3),
        (Refused("already acknowledged", 40060), True, 1),
        (InteractionExpired("Unknown interaction", 10062), False, 1),
    ],
)
def test_whether_it_was_acknowledged(failure: Exception, good: bool, tries: int) -> None:
    async def act(room: HandlerHarness) -> None:
        room.wire.answers[CALLBACK] = failure
        await room.handler.interaction(interaction(command("status")))
        pending = room.interactions.find(Answered(id="11"))
        assert pending is not None
        assert await pending.acknowledged is good
        assert len(room.responses) == tries
        assert len(room.listener.events) == 1

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
    async def act(room: HandlerHarness) -> None:
        await room.handler.interaction(interaction(data, **more))
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
    async def act(room: HandlerHarness) -> None:
        await room.handler.interaction(interaction(data, type=type))
        assert room.wire.asked == []
        assert room.listener.events == []

    played(act)


class TestForm:
    class Sleepy(RecordingEngine):
        """Doesn't find the settings in time, or not at all."""

        def __init__(self, error: Exception | None = None) -> None:
            super().__init__()
            self._error = error

        async def settings(self, address: Address, person: str, locale: str = "") -> PersonSettings:
            if self._error is not None:
                raise self._error
            await asyncio.Event().wait()
            raise AssertionError

    @pytest.mark.parametrize("error", [None, StorageError("locked")])
    def test_the_settings_come_as_a_message_if_there_is_no_time(self, error: Exception | None) -> None:
        async def act(room: HandlerHarness) -> None:
            await room.handler.interaction(interaction(command("settings")))
            assert room.responses == [{"type": 5, "data": EPHEMERAL}]
            assert len(room.listener.events) == 1

        played(act, engine=self.Sleepy(error))

    def test_it_is_asked_for_in_the_persons_own_language(self) -> None:
        asked: list[str] = []

        class Asked(RecordingEngine):
            async def settings(self, address: Address, person: str, locale: str = "") -> PersonSettings:
                asked.append(locale)
                raise StorageError("locked")

        async def act(room: HandlerHarness) -> None:
            await room.handler.interaction(interaction(command("settings")))

        played(act, engine=Asked())
        assert asked == ["en-US"]

    def test_or_if_there_is_nothing_to_set(self) -> None:
        async def act(room: HandlerHarness) -> None:
            await room.handler.interaction(interaction(command("settings")))
            assert len(room.listener.events) == 1

        played(act)


class TestReading:
    PHOTO = {
        "id": "3",
        "filename": "a.jpg",
        "size": 10,
        "url": "https://cdn/a.jpg",
        "proxy_url": "https://media/a.jpg",
        "content_type": "image/jpeg",
    }

    def test_a_command_brings_photos_and_options(self) -> None:
        async def act(room: HandlerHarness) -> None:
            given = [
                {"name": "photo", "type": 11, "value": "3"},
                {"name": "style", "type": 11, "value": "4"},
                {"name": "strength", "type": 10, "value": 0.25},
            ]
            files = {"3": FILE, "4": FILE | {"filename": "SPOILER_b.jpg", "size": 20}}
            await room.handler.interaction(interaction(command("style", *given, resolved={"attachments": files})))
            (event,) = room.listener.events
            assert isinstance(event, CommandGiven)
            assert (event.id, str(event.address), event.person) == ("11", "discord:discord:5", "discord:discord:7")
            assert (event.sender.name, event.sender.locale) == ("Ann", "en-US")
            assert event.options == {"strength": 0.25}
            assert event.photos["content"].reference == "https://cdn/a.jpg"
            assert [(photo.size, photo.spoiler) for photo in event.photos.values()] == [(10, False), (20, True)]

        played(act)

    def test_one_photo_alone_is_given_for_its_slot(self) -> None:
        async def act(room: HandlerHarness) -> None:
            given = {"name": "style", "type": 11, "value": "3"}
            files = {"attachments": {"3": FILE | {"flags": 8}}}
            await room.handler.interaction(interaction(command("style", given, resolved=files)))
            (event,) = room.listener.events
            assert isinstance(event, CommandGiven)
            assert {slot: photo.spoiler for slot, photo in event.photos.items()} == {"style": True}

        played(act)

    @pytest.mark.parametrize("name", ["Use as style", "Взять как стиль"])
    def test_a_message_command_takes_the_first_picture_also_of_what_is_forwarded(self, name: str) -> None:
        async def act(room: HandlerHarness) -> None:
            notes = FILE | {"filename": "notes.txt", "content_type": "text/plain"}
            message = {"attachments": [notes], "message_snapshots": [{"message": {"attachments": [FILE]}}]}
            data = {"id": "1", "type": 3, "name": name, "target_id": "8", "resolved": {"messages": {"8": message}}}
            await room.handler.interaction(interaction(data))
            (event,) = room.listener.events
            assert isinstance(event, PhotoSent)
            assert (event.slot, event.photo.reference) == ("style", "https://cdn/a.jpg")

        played(act)

    def test_one_without_any_is_answered_too(self) -> None:
        async def act(room: HandlerHarness) -> None:
            data = {"type": 3, "name": "Use as photo", "target_id": "8", "resolved": {"messages": {"8": {}}}}
            await room.handler.interaction(interaction(data))
            assert isinstance(room.listener.events[0], OtherSent)

        played(act)

    def test_a_place_that_isnt_told_is_the_persons_own(self) -> None:
        async def act(room: HandlerHarness) -> None:
            await room.handler.interaction(interaction(command("help"), context=PRIVATE, channel={}))
            assert room.listener.events[0].address.chat == "7"

        played(act)


def test_an_opening_is_forgotten_after_fourteen_minutes() -> None:
    async def act(room: HandlerHarness) -> None:
        await room.handler.interaction(interaction(command("status")))
        room.clock.now += 14 * 60 - 1
        assert room.interactions.find(Answered(id="11")) is not None
        room.clock.now += 2
        assert room.interactions.find(Answered(id="11")) is None
        assert room.interactions.find(None) is None

    played(act)
