"""Whose a button is: its id ends in a mark of the person to whom it was shown, so that nobody else's press counts."""

import re
from hashlib import blake2b

from core.model.person import PersonId
from core.model.reply import Button

MARKED = re.compile(r"(?s)(?P<id>.*)~(?P<mark>[0-9a-f]{6})")

Rows = tuple[tuple[Button, ...], ...]


def mark_buttons(rows: Rows, owner: PersonId) -> Rows:
    """Buttons with their owner's mark: seven bytes more each."""
    mark = _mark(owner)
    return tuple(tuple(button.model_copy(update={"id": f"{button.id}~{mark}"}) for button in row) for row in rows)


def unmarked(button: str, presser: PersonId) -> str | None:
    """A button's id without the mark; None where it is another person's. One without a mark is anybody's."""
    found = MARKED.fullmatch(button)
    if found is None:
        return button
    return found["id"] if found["mark"] == _mark(presser) else None


def _mark(person: PersonId) -> str:
    return blake2b(person.encode(), digest_size=3).hexdigest()
