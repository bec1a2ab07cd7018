"""What the gateway brings, read: changes that nobody made, who may see the answer, and pictures that are hidden."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from discord import Attachment, InteractionType, MessageType, StickerItem

from adapters.discord.command_names import CommandNames
from adapters.discord.event_parser import EventParser, photos_in
from core.dialogue.commands import declared_commands
from core.dialogue.framework_texts import framework_texts
from core.model.base import Model
from core.model.event import CommandGiven, GalleryChoice, OtherSent, Photo, PhotoSent, TextSent
from core.plugins.installed_effect import install
from effects.style_transfer.effect import StyleTransfer
from tests.adapters.discord.harness import BOT, FILE, GUILD, PRIVATE, command, interaction, names_of
from tests.core.dialogue.harness import COMMANDS, Blend

TEXTS = framework_texts()
PARSER = EventParser("discord", "discord", names_of())


def attachment(**about: Any) -> Attachment:
    """As discord.py has it."""
    return Attachment(data={**FILE, **about}, state=SimpleNamespace(http=None))  # type: ignore[arg-type, typeddict-item]


def message(content: str, *, edited: bool, files: int = 0) -> Any:
    """As discord.py has it; with ``edited`` somebody has changed it."""
    file = attachment()
    return SimpleNamespace(
        id=8,
        content=content,
        edited_at=datetime.fromtimestamp(1000, UTC) if edited else None,
        attachments=[file] * files,
        stickers=[],
        message_snapshots=[],
        embeds=["a preview of the link"],
        reference=None,
        guild=None,
        webhook_id=None,
        type=MessageType.default,
        channel=SimpleNamespace(id=5),
        author=SimpleNamespace(id=7, display_name="Ann", bot=False),
    )


class TestEdits:
    def test_a_link_preview_is_nothing_that_a_person_did(self) -> None:
        assert PARSER.edited(message("look: https://example.org", edited=False)) is None

    def test_a_changed_text_is(self) -> None:
        event = PARSER.edited(message("look: https://example.org", edited=True))
        assert isinstance(event, TextSent)
        assert event.text == "look: https://example.org"

    def test_its_preview_that_comes_later_is_the_same_event_again(self) -> None:
        changed = message("look: https://example.org", edited=True)
        first, again = PARSER.edited(changed), PARSER.edited(changed)
        assert first is not None
        assert first == again
        assert first.id != "8"

    def test_what_is_said_under_a_picture_later_is_no_second_picture(self) -> None:
        for files in (1, 2):
            event = PARSER.edited(message("style", edited=True, files=files))
            assert isinstance(event, TextSent)
            assert event.text == "style"

    def test_a_caption_taken_away_is_nothing(self) -> None:
        assert PARSER.edited(message("", edited=True, files=1)) is None


def hidden(data: dict[str, Any], **more: Any) -> bool:
    """Whether only the person shall see the answer to an interaction."""

    async def read() -> bool:
        parsed = PARSER.interaction(interaction(data, **more))
        assert parsed is not None
        return parsed.hidden

    return asyncio.run(read())


MENU = {
    "type": 3,
    "name": "Use as style",
    "target_id": "8",
    "resolved": {"messages": {"8": {"attachments": [FILE]}}},
}
FORM = {"custom_id": "settings-form", "components": []}


class TestAPictureOfAGallery:
    @pytest.fixture
    def parser(self) -> EventParser:
        class Offering(Blend):
            slots = StyleTransfer.slots

        command_names = CommandNames()
        command_names.learn(declared_commands(install({"blend": Offering()}, TEXTS)))
        return EventParser("discord", "discord", command_names)

    def photos(self, parser: EventParser, *given: dict[str, Any]) -> dict[str, Photo]:
        async def read() -> Any:
            return parser.interaction(interaction(command("style", *given, resolved={"attachments": {"3": FILE}})))

        event = asyncio.run(read()).event
        assert event.options == {}
        photos: dict[str, Photo] = event.photos
        return photos

    def test_is_chosen_with_the_command(self, parser: EventParser) -> None:
        photos = self.photos(parser, {"name": "style-gallery", "type": 3, "value": "mosaic"})
        assert photos == {"style": Photo(gallery=GalleryChoice(effect="blend", slot="style", name="mosaic"))}

    def test_gives_way_to_an_attached_one(self, parser: EventParser) -> None:
        chosen = {"name": "style-gallery", "type": 3, "value": "mosaic"}
        photos = self.photos(parser, chosen, {"name": "style", "type": 11, "value": "3"})
        assert photos["style"].gallery is None
        assert photos["style"].reference == FILE["url"]


class TestWhoSeesTheAnswer:
    @pytest.mark.parametrize("context", [GUILD, PRIVATE, BOT])
    @pytest.mark.parametrize("one", COMMANDS, ids=lambda one: one.name)
    def test_that_of_a_command_where_others_are(self, one: Any, context: int) -> None:
        assert hidden(command(one.name), context=context) is (context != BOT)

    @pytest.mark.parametrize(("photos", "alone"), [(1, True), (2, False)])
    def test_that_of_an_order_with_both_pictures_is_everybodys(self, photos: int, alone: bool) -> None:
        given = [{"name": name, "type": 11, "value": "3"} for name in ("photo", "style")][:photos]
        assert hidden(command("style", *given, resolved={"attachments": {"3": FILE}})) is alone

    def test_that_of_a_personal_command_whatever_it_brings_is_not(self) -> None:
        given = [{"name": name, "type": 11, "value": "3"} for name in ("photo", "style")]
        assert hidden(command("status", *given, resolved={"attachments": {"3": FILE}}))

    @pytest.mark.parametrize(("data", "type"), [(MENU, 2), (FORM, 5)], ids=["menu", "form"])
    def test_that_of_a_menu_and_a_form(self, data: dict[str, Any], type: int) -> None:
        assert hidden(data, type=type)
        assert not hidden(data, type=type, context=BOT)

    @pytest.mark.parametrize("ephemeral", [False, True])
    def test_that_of_a_button_is_hidden_as_the_message_that_it_is_under(self, ephemeral: bool) -> None:
        pressed: Any = SimpleNamespace(
            id=11,
            type=InteractionType.component,
            data={"component_type": 2, "custom_id": "cancel:1"},
            message=SimpleNamespace(flags=SimpleNamespace(ephemeral=ephemeral)),
            user=SimpleNamespace(id=7, display_name="Ann"),
            context=SimpleNamespace(private_channel=True),
            guild_id=None,
            locale="en-US",
            channel_id=5,
        )
        parsed = PARSER.interaction(pressed)
        assert parsed is not None
        assert parsed.update
        assert parsed.hidden is ephemeral

    def test_that_of_a_menu_without_a_picture(self) -> None:
        assert hidden({**MENU, "resolved": {"messages": {"8": {}}}})


class TestVariants:
    """The switch of an effect's command, which is no option of the effect's."""

    @pytest.mark.parametrize("wanted", [True, False])
    def test_are_asked_for_instead_of_the_picture(self, wanted: bool) -> None:
        event = given("style", wanted)
        assert (event.variants, event.options) == (wanted, {})

    def test_of_an_effect_with_an_option_called_so_it_is_the_option(self) -> None:
        event = given("own", True)
        assert (event.variants, event.options) == (False, {"variants": True})


class WithVariants(Model):
    variants: bool = False


class OwnOption(Blend):
    name, command, options = "own", "own", WithVariants  # type: ignore[assignment]


def given(name: str, variants: bool) -> CommandGiven:
    """A command with its switch."""
    effects = {"blend": Blend(), "own": OwnOption()}
    names = names_of(declared_commands(install(effects, framework_texts())))

    async def read() -> Any:
        data = command(name, {"name": "variants", "type": 5, "value": variants})
        parsed = EventParser("discord", "discord", names).interaction(interaction(data))
        assert parsed is not None
        return parsed.event

    event = asyncio.run(read())
    assert isinstance(event, CommandGiven)
    return event


@pytest.mark.parametrize(
    ("about", "spoiler"),
    [
        ({}, False),
        ({"flags": 8}, True),
        ({"flags": 12}, True),
        ({"flags": 4}, False),
        ({"filename": "SPOILER_a.jpg"}, True),
    ],
)
def test_a_picture_is_hidden_by_its_name_or_its_flag(about: dict[str, Any], spoiler: bool) -> None:
    (photo,) = photos_in([attachment(**about)])
    assert photo.spoiler is spoiler


def test_of_several_pictures_the_first_has_the_caption_and_all_are_one_album() -> None:
    events: list[Any] = PARSER.message(message("style", edited=False, files=3))
    assert [event.caption for event in events] == ["style", "", ""]
    assert {event.album for event in events} == {"8"}
    assert len({event.id for event in events}) == 3


class TestFiles:
    @pytest.mark.parametrize(
        "about",
        [{"content_type": None, "filename": "scan"}, {"content_type": "application/pdf"}, {"filename": "a.mp4"}],
    )
    def test_are_brought_in_whatever_they_say(self, about: dict[str, Any]) -> None:
        said = message("", edited=False)
        said.attachments = [attachment(**about)]
        (event,) = PARSER.message(said)
        assert isinstance(event, PhotoSent)

    def test_that_say_so_are_tried_first_where_one_is_wanted(self) -> None:
        files = [attachment(filename="a.txt", content_type="text/plain", url="1"), attachment(url="2")]
        assert [photo.reference for photo in photos_in(files)] == ["2", "1"]

    @pytest.mark.parametrize(("format", "is_picture"), [(1, True), (2, False), (3, False), (4, False), (99, False)])
    def test_stickers_are_pictures_if_they_stand_still(self, format: int, is_picture: bool) -> None:
        said = message("", edited=False)
        data: Any = {"id": "3", "name": "cat", "format_type": format}
        said.stickers = [StickerItem(state=None, data=data)]  # type: ignore[arg-type]
        (event,) = PARSER.message(said)
        assert isinstance(event, PhotoSent if is_picture else OtherSent)
        if isinstance(event, PhotoSent):
            assert event.photo.reference.endswith("/stickers/3.png")


@pytest.mark.parametrize(
    "about",
    [
        {"author": SimpleNamespace(id=9, display_name="robot", bot=True)},
        {"webhook_id": 3},
        {"type": MessageType.pins_add},
        {"guild": SimpleNamespace(id=1)},
    ],
    ids=["a bot", "a webhook", "a note", "a guild"],
)
def test_what_nobody_said_to_the_bot_is_not_heard(about: dict[str, Any]) -> None:
    said = message("hello", edited=False)
    assert len(PARSER.message(said)) == 1
    for name, value in about.items():
        setattr(said, name, value)
    assert PARSER.message(said) == []


@pytest.mark.parametrize(("name", "option", "said"), [("keep", "name", "Waves"), ("language", "language", "ru")])
def test_what_is_all_that_a_command_says_is_its_argument(name: str, option: str, said: str) -> None:
    async def parsed() -> Any:
        parser = EventParser("discord", "discord", names_of())
        return parser.interaction(interaction(command(name, {"name": option, "type": 3, "value": said})))

    event = asyncio.run(parsed()).event
    assert (event.name, event.argument, event.options) == (name, said, {})
