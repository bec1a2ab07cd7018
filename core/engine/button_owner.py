"""Whose a button is: its id ends in a mark of the person to whom it was shown, so that nobody else's press counts."""

import re
from hashlib import blake2b

from core.model.history import HistoryEntry
from core.model.person import PersonId
from core.model.reply import Button

MARKED = re.compile(r"(?s)(?P<id>.*)~(?P<mark>[0-9a-f]{6})")

Rows = tuple[tuple[Button, ...], ...]


def mark_buttons(rows: Rows, owner: PersonId) -> Rows:
    """Buttons with their owner's mark: seven bytes more each."""
    mark = _mark(owner)
    return tuple(tuple(button.model_copy(update={"id": f"{button.id}~{mark}"}) for button in row) for row in rows)


def mark_history(line: HistoryEntry) -> HistoryEntry:
    """A line of a conversation's history with its buttons as they were shown."""
    said = line.reply
    if said is None or not said.reply.buttons:
        return line
    reply = said.reply.model_copy(update={"buttons": mark_buttons(said.reply.buttons, said.person)})
    return line.model_copy(update={"reply": said.model_copy(update={"reply": reply})})


def unmarked(button: str, presser: PersonId) -> str | None:
    """A button's id without the mark; None where it is another person's. One without a mark is anybody's."""
    found = MARKED.fullmatch(button)
    if found is None:
        return button
    return found["id"] if found["mark"] == _mark(presser) else None


def _mark(person: PersonId) -> str:
    return blake2b(person.encode(), digest_size=3).hexdigest()
