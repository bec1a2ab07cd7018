"""What of a message Discord takes, and in which form."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any, Final

from discord import File

from atelier_bot import Address, Button, Message, Obstacle, Undeliverable, fit_into_bytes, split_archive, suffix

TEXT_LENGTH: Final = 2000
ALT_LENGTH: Final = 1024
MENTION_LENGTH: Final = 30
BAR_LENGTH: Final = 20
ROWS, COLUMNS, LABEL_LENGTH = 5, 5, 80
ACTION_ROW, BUTTON = 1, 2
GREY, RED = 2, 4
EPHEMERAL, LOADING = 1 << 6, 1 << 7
DANGEROUS: Final = ("cancel:", "forget-yes")
NONCE_LENGTH: Final = 25


def body_of(message: Message, text: str, mention: str = "") -> dict[str, Any]:
    """A message with this text and without its file; ``mention`` is the id of a user whom it shall call."""
    text = f"{text}\n{bar(message.progress)}" if message.progress is not None else text
    content = f"<@{mention}> {text}".strip() if mention else text
    return {
        "content": content[:TEXT_LENGTH],
        "components": components(message.buttons),
        "allowed_mentions": {"parse": [], "users": [mention]} if mention else {"parse": []},
    }


def bar(progress: float) -> str:
    """How far it is, as a line of a text."""
    full = round(BAR_LENGTH * min(1.0, max(0.0, progress)))
    return "▰" * full + "▱" * (BAR_LENGTH - full)


def components(rows: Sequence[Sequence[Button]]) -> list[dict[str, Any]]:
    """Buttons under a message: their own rows if Discord has room for them, else closely packed."""
    if len(rows) > ROWS or any(len(row) > COLUMNS for row in rows):
        every = [button for row in rows for button in row][: ROWS * COLUMNS]
        rows = [every[n : n + COLUMNS] for n in range(0, len(every), COLUMNS)]
    return [{"type": ACTION_ROW, "components": [_button(button) for button in row]} for row in rows if row]


def file_of(message: Message, limit: int) -> list[File]:
    """A message's picture or document as an upload of at most so many bytes. Raises Undeliverable.

    A picture that is larger is shrunk, which takes a while.
    """
    if message.picture is not None:
        data = fit_into_bytes(message.picture, limit)
        name = "picture" if message.as_file else "painting"
        about = message.alt[:ALT_LENGTH] or None
        return [File(io.BytesIO(data), f"{name}.{suffix(data)}", spoiler=message.spoiler, description=about)]
    if message.document is None:
        return []
    if len(message.document) > limit:
        raise Undeliverable("the file is larger than Discord takes there", Obstacle.SIZE)
    return [File(io.BytesIO(message.document), message.document_name or "file.bin")]


def in_parts(message: Message, limit: int) -> list[Message]:
    """A message with a file of at most so many bytes, or several with one part each. Raises Undeliverable.

    The first has the text.
    """
    if message.document is None or len(message.document) <= limit:
        return [message]
    name = PurePath(message.document_name)
    return [
        message.model_copy(
            update={
                "key": f"{message.key}/{number}",
                "text": message.text if number == 1 else "",
                "document": part,
                "document_name": f"{name.stem}-{number}{name.suffix}",
            }
        )
        for number, part in enumerate(split_archive(message.document, limit), start=1)
    ]


def nonce(address: Address, message: Message) -> str:
    """The same for the same message to the same place, so that Discord shows it once."""
    seed = f"{address} {message.key} {message.text}"
    return hashlib.sha256(seed.encode()).hexdigest()[:NONCE_LENGTH]


def is_about_a_painting(message: Message) -> bool:
    """Whether others may be interested in it too."""
    return message.kept.job is not None or message.picture is not None


def _button(button: Button) -> dict[str, Any]:
    style = RED if button.id.startswith(DANGEROUS) else GREY
    return {"type": BUTTON, "style": style, "label": button.label[:LABEL_LENGTH], "custom_id": button.id}
