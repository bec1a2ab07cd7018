"""Menus without buttons."""

import pytest
from atelier_matrix.menus import FIELD, chosen, ids_of, menu

from atelier_bot import Button

ROWS = (
    (Button(id="a", label="English"), Button(id="b", label="Русский")),
    (Button(id="c", label="Delete it", typed="/forget yes"), Button(id="d", label="No")),
)


def test_what_destroys_has_no_number_but_is_written_out() -> None:
    assert menu(ROWS) == "1. English · 2. Русский\n/forget yes: Delete it · 3. No"
    assert ids_of(ROWS) == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("said", "button"),
    [
        ("1", "a"),
        ("2\ufe0f\u20e3", "b"),
        ("3\u20e3", "d"),
        (" 3 ", "d"),
        ("0", None),
        ("4", None),
        ("👍", None),
        ("²", None),
    ],
)
def test_a_number_chooses_and_so_does_its_emoji(said: str, button: str | None) -> None:
    assert chosen({FIELD: ids_of(ROWS)}, said) == button


def test_ten_has_an_emoji_of_its_own() -> None:
    assert chosen({FIELD: [str(number) for number in range(1, 11)]}, "🔟") == "10"


def test_other_messages_have_no_buttons() -> None:
    assert chosen({}, "1") is None
    assert chosen({FIELD: "abc"}, "1") is None
