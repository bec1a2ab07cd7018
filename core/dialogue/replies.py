"""What replies have in common: rows of buttons, and being for one person alone."""

from collections.abc import Sequence

from core.model.reply import Button, Reply

Rows = tuple[tuple[Button, ...], ...]


def in_rows(buttons: Sequence[Button], columns: int = 2) -> Rows:
    """Buttons in rows of so many."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))


def private(reply: Reply) -> Reply:
    """The reply for its person alone."""
    return reply.model_copy(update={"private": True})
