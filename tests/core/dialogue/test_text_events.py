"""What a written text means."""

from core.dialogue.framework_texts import framework_texts
from typing import Any

import pytest

from core.dialogue.text_events import event_of_text, slot_named
from core.plugins.texts import Texts
from core.model.address import Address
from core.model.event import CommandGiven, Photo, PhotoSent, Slot, TextSent
from core.model.person import Person

TEXTS = framework_texts()
BASE: dict[str, Any] = {"id": "1", "address": Address("web", "web", "7"), "sender": Person(id="7", name="Ada")}
OLDER = Photo(reference="older")


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("Use this as the style!", Slot.STYLE),
        ("Style!", Slot.STYLE),
        ("вот стиль", Slot.STYLE),
        ("the photo, please", Slot.CONTENT),
        ("«ФОТО»", Slot.CONTENT),
        ("a photo for the style", None),
        ("stylish", None),
        ("hello", None),
        ("", None),
    ],
)
def test_a_slot_that_is_named(text: str, slot: Slot | None) -> None:
    assert slot_named(TEXTS, text) == slot


def test_only_the_languages_that_are_asked_for_count() -> None:
    assert slot_named(TEXTS, "стиль", ["en"]) is None
    assert slot_named(TEXTS, "style", ["ru"]) is Slot.STYLE  # Russians write that too


class TestEvents:
    """``event_of_text``."""

    def test_a_command_is_a_command(self) -> None:
        event = event_of_text(TEXTS, BASE, "/language ru", ("language", "ru"), None)
        assert event == CommandGiven(**BASE, name="language", argument="ru")

    def test_style_takes_its_style_from_the_picture_that_it_answers(self) -> None:
        event = event_of_text(TEXTS, BASE, "/style", ("style", ""), OLDER)
        assert event == CommandGiven(**BASE, name="style", photos={Slot.STYLE: OLDER})

    def test_other_commands_take_none(self) -> None:
        event = event_of_text(TEXTS, BASE, "/help", ("help", ""), OLDER)
        assert event == CommandGiven(**BASE, name="help")

    def test_a_slots_name_fills_it_with_the_picture_that_is_answered(self) -> None:
        event = event_of_text(TEXTS, BASE, "the photo", None, OLDER)
        assert event == PhotoSent(**BASE, photo=OLDER, caption="the photo", slot=Slot.CONTENT)

    @pytest.mark.parametrize(("text", "older"), [("the photo", None), ("thank you", OLDER)])
    def test_anything_else_is_a_text(self, text: str, older: Photo | None) -> None:
        assert event_of_text(TEXTS, BASE, text, None, older) == TextSent(**BASE, text=text)
