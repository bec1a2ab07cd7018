"""Buttons where there are none: rows of numbers in the text, chosen by a reaction, an answer or the number alone.

Which id belongs to which number is in the message itself, in a field that clients don't show: it is known after a
restart, and whichever message is answered.
"""

from collections.abc import Mapping
from typing import Any, Final

from atelier_bot import Button

FIELD: Final = "io.atelier.buttons"
BETWEEN: Final = " · "
KEYCAP: Final = "\ufe0f\u20e3"
TEN: Final = "\U0001f51f"

Rows = tuple[tuple[Button, ...], ...]


def menu(rows: Rows) -> str:
    """The rows as lines, numbered as the dialogue numbers them; what destroys has to be written out."""
    number = 0
    lines = []
    for row in rows:
        labels = []
        for button in row:
            number += not button.typed
            numbered = button.label if button.numbered else f"{number}. {button.label}"
            labels.append(f"{button.typed}: {button.label}" if button.typed else numbered)
        lines.append(BETWEEN.join(labels))
    return "\n".join(lines)


def ids_of(rows: Rows) -> list[str]:
    """The ids of the buttons that have a number, in its order."""
    return [button.id for row in rows for button in row if not button.typed]


def chosen(content: Mapping[str, Any], said: str) -> str | None:
    """The id of the button of a message's content that a number, or a number's emoji, chooses."""
    digits = "10" if said == TEN else said.strip().rstrip(KEYCAP)
    ids = content.get(FIELD)
    if not isinstance(ids, list) or not digits.isascii() or not digits.isdigit() or len(digits) > 2:
        return None
    number = int(digits)
    return str(ids[number - 1]) if 1 <= number <= len(ids) else None
