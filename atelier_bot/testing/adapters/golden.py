"""The golden conversation, which reads the same on every platform: golden.txt is both the script and the transcript.

A line that begins with ``>`` is what a person does: ``/command``, a text, ``[Button]``, ``(teal photo) caption``, two
of these with a ``+`` between them for two at once, ``(broken file)``. Below it are the bot's messages as they are in
the end, each begun with ``-``, or with ``~`` where it has taken an earlier one's place: a picture, a file, the text,
rows of buttons. Where nothing stands, what comes next follows at once.
"""

import asyncio
import io
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from PIL import Image

from atelier_bot.testing.adapters.harness import Guest, Sent, Shown
from atelier_bot.testing.check import ConformanceError

SCRIPT = files("atelier_bot.testing.adapters") / "golden.txt"
TIMEOUT = 60.0
SIZE = 80, 60
PHOTO = re.compile(r"\((\w+) photo\)\s*([^+]*)")
SECONDS = re.compile(r"in (one second|\d+ seconds)")
"""How long a painting took, which is different each time."""


class Section(NamedTuple):
    """What a person does, and what is there to be read of it in the end."""

    doing: str
    answer: str


async def converse(guest: Guest, file: Traversable = SCRIPT, patience: float = TIMEOUT) -> None:
    """Goes through a whole conversation; what isn't read after ``patience`` seconds is a ConformanceError."""
    before: list[Shown] = []
    for section in script(file):
        await _do(guest, section.doing, patience)
        if section.answer:
            before = await _read(guest, section, before, patience)


def script(file: Traversable = SCRIPT) -> list[Section]:
    """The sections of golden.txt, or of another file; what comes before the first is a remark."""
    blocks = file.read_text(encoding="utf-8").split("\n> ")
    found = []
    for block in blocks[1:]:
        doing, _, answer = block.partition("\n")
        found.append(Section(doing, answer.strip()))
    return found


def photo(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", SIZE, colour).save(buffer, "JPEG")
    return buffer.getvalue()


async def _do(guest: Guest, doing: str, patience: float) -> None:
    photos = [Sent(photo(colour), caption.strip()) for colour, caption in PHOTO.findall(doing)]
    if photos:
        await guest.photos(*photos)
    elif doing == "(broken file)":
        await guest.file(b"this is no picture", "photo.jpg")
    elif doing.startswith("["):
        await _press(guest, doing.strip("[]"), patience)
    elif doing.startswith("/"):
        await guest.command(doing.removeprefix("/"))
    else:
        await guest.text(doing)


async def _press(guest: Guest, label: str, patience: float) -> None:
    """Presses a button as soon as it is there."""
    try:
        async with asyncio.timeout(patience):
            while not any(label in row for shown in await guest.seen() for row in shown.buttons):
                await guest.changed()
    except TimeoutError:
        raise ConformanceError(f"there is no button {label!r}") from None
    await guest.press(label)


async def _read(guest: Guest, section: Section, before: list[Shown], patience: float) -> list[Shown]:
    """Waits until the answer reads as it should; the messages that there are then.

    Where the conversation was deleted on both sides, the answer is all that there is.
    """
    lines: list[Shown] = []
    try:
        async with asyncio.timeout(patience):
            while True:
                lines = await guest.seen()
                if _answer(lines, before) == section.answer:
                    return lines
                await guest.changed()
    except TimeoutError:
        read = _answer(lines, before) or "nothing"
        raise ConformanceError(f"after {section.doing!r} it reads {read!r} and not {section.answer!r}") from None


def _answer(lines: list[Shown], before: list[Shown]) -> str:
    """What has been changed and what is new, as golden.txt has it."""
    if len(lines) < len(before):
        return render(lines[:1])
    changed = [now for now, was in zip(lines, before, strict=False) if now != was]
    return "\n".join([*(_message(line, "~") for line in changed), *map(_message, lines[len(before) :])])


def render(lines: list[Shown]) -> str:
    """New messages as golden.txt has them."""
    return "\n".join(map(_message, lines))


def _message(shown: Shown, sign: str = "-") -> str:
    lines = []
    if shown.file:
        lines.append("(file)")
    elif shown.picture:
        lines.append(f"(picture {shown.picture[0]} x {shown.picture[1]})")
    lines += SECONDS.sub("in N seconds", shown.text).split("\n")
    lines += [" ".join(f"[{label}]" for label in row) for row in shown.buttons]
    return "\n".join(f"{' ' if number else sign} {line}".rstrip() for number, line in enumerate(lines))
