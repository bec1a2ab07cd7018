"""What a written text means."""

from typing import Any

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.text_events import event_of_text, slot_named
from core.model.address import Address
from core.model.event import CommandGiven, Photo, PhotoSent, TextSent
from core.model.person import Person
from core.plugins.effect import Slot
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import COMMANDS, EFFECTS, Blend

EFFECT = EFFECTS["blend"]
BASE: dict[str, Any] = {"id": "1", "address": Address("web", "web", "7"), "sender": Person(id="7", name="Ada")}
OLDER = Photo(reference="older")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Use this as the style!", "style"),
        ("Style!", "style"),
        ("вот стиль", "style"),
        ("the photo, please", "content"),
        ("«ФОТО»", "content"),
        ("a photo for the style", None),
        ("stylish", None),
        ("hello", None),
        ("", None),
    ],
)
def test_a_slot_that_is_named(text: str, slot: str | None) -> None:
    assert slot_named(EFFECT, text) == slot


class Sandwich(Blend):
    """An effect with a slot that is called by two words, one of which means another slot too."""

    texts = None
    slots = (Slot(name="bread"), Slot(name="second-bread"), Slot(name="top_left"))


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("bread", "bread"),
        ("The second bread!", "second-bread"),
        ("second-bread", "second-bread"),
        ("TOP LEFT", "top_left"),
        ("bread, and the second bread", None),
        ("second", None),
        ("top", None),
        ("second top left bread", None),
    ],
)
def test_words_that_mean_a_slot_together_mean_no_other_by_themselves(text: str, slot: str | None) -> None:
    assert slot_named(install({"blend": Sandwich()}, framework_texts())["blend"], text) == slot


def test_only_the_languages_that_are_asked_for_count() -> None:
    assert slot_named(EFFECT, "стиль", ["en"]) is None
    assert slot_named(EFFECT, "style", ["ru"]) == "style"  # Russians write that too


class TestEvents:
    """``event_of_text``."""

    def test_a_command_is_a_command(self) -> None:
        event = event_of_text(COMMANDS, BASE, "/language ru", ("language", "ru"), None)
        assert event == CommandGiven(**BASE, name="language", argument="ru")

    def test_style_takes_its_style_from_the_picture_that_it_answers(self) -> None:
        event = event_of_text(COMMANDS, BASE, "/style", ("style", ""), OLDER)
        assert event == CommandGiven(**BASE, name="style", photos={"style": OLDER})

    def test_other_commands_take_none(self) -> None:
        event = event_of_text(COMMANDS, BASE, "/help", ("help", ""), OLDER)
        assert event == CommandGiven(**BASE, name="help")

    def test_a_slots_name_fills_it_with_the_picture_that_is_answered(self) -> None:
        event = event_of_text(COMMANDS, BASE, "the photo", None, OLDER)
        assert event == PhotoSent(**BASE, photo=OLDER, caption="the photo", slot="content")

    @pytest.mark.parametrize(("text", "older"), [("the photo", None), ("thank you", OLDER)])
    def test_anything_else_is_a_text(self, text: str, older: Photo | None) -> None:
        assert event_of_text(COMMANDS, BASE, text, None, older) == TextSent(**BASE, text=text)
