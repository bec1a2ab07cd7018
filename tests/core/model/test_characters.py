"""Halves of characters are replaced wherever they are in an event, and nothing else changes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.address import Address
from core.model.characters import with_whole_characters
from core.model.event import EVENT, CommandGiven, Photo, TextSent
from core.model.person import Person

ROOM = Address("fake", "one", "room")
ANN = Person(id="ann", locale="en")
ANY_TEXT = st.text(st.characters(), max_size=5) | st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("half \ud83d", "half \ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "\N{GRINNING FACE}"),
        ("whole \N{GRINNING FACE}", "whole \N{GRINNING FACE}"),
    ],
)
def test_what_is_half_is_replaced(sent: str, kept: str) -> None:
    assert with_whole_characters(TextSent(id="1", address=ROOM, sender=ANN, text=sent)).text == kept


@given(ANY_TEXT, ANY_TEXT, st.dictionaries(ANY_TEXT, ANY_TEXT | st.integers() | st.lists(ANY_TEXT), max_size=3))
def test_whatever_comes_can_be_stored(text: str, chat: str, options: dict[str, Any]) -> None:
    there, photos = ROOM._replace(chat=f"room {chat}"), {text: Photo(reference=chat)}
    sender = Person(id=chat)
    event = CommandGiven(id=text, address=there, sender=sender, name=text, options=options, photos=photos)
    mended = with_whole_characters(event)
    assert EVENT.validate_json(mended.model_dump_json()) == mended
    assert with_whole_characters(mended) == mended
