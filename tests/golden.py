"""The golden conversation, which reads the same on every platform: golden.txt is both the script and the transcript.

A line that begins with ``>`` is what a person does: ``/command``, a text, ``[Button]``, ``(teal photo) caption``, two
of these with a ``+`` between them for two at once, ``(broken file)``. Below it are the bot's messages as they are in
the end, each begun with ``-``, or with ``~`` where it has taken an earlier one's place: a picture, a file, the text,
rows of buttons. Where nothing stands, what comes next follows at once. An adapter's test brings a Guest.
"""

import asyncio
import io
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol
from uuid import uuid4

import pytest
from PIL import Image

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.effect_run import MakeEffect
from core.jobs.runner import RunnerConfig
from core.model.base import Model
from core.plugins.adapter import Adapter
from core.plugins.installed_effect import install
from examples.pencil.effect import Pencil
from examples.triptych.effect import Triptych
from storage.store import open_store
from tests.golden_effect import Mixture, OfferingMixture, VariedMixture

SCRIPT = Path(__file__).with_name("golden.txt")
SECOND_STYLE_SCRIPT = Path(__file__).with_name("golden_second_style.txt")
"""The same effect with its optional picture."""
MENUS_SCRIPT = Path(__file__).with_name("golden_menus.txt")
"""The same effect, with the menus under a painting and those of the settings."""
EFFECTS_SCRIPT = Path(__file__).with_name("golden_effects.txt")
"""The same with two other effects: one of a single picture, one of three and an optional one."""
VARIANTS_SCRIPT = Path(__file__).with_name("golden_variants.txt")
"""An effect that offers variants."""
GALLERY_SCRIPT = Path(__file__).with_name("golden_gallery.txt")
"""The same effect with pictures to choose from."""
KEPT_SCRIPT = Path(__file__).with_name("golden_kept.txt")
"""The same, and what is kept of it."""
TWO_EFFECTS: tuple[MakeEffect, ...] = partial(Pencil, Model(), Path()), partial(Triptych, Model(), Path())
CONVERSATIONS = pytest.mark.parametrize(
    ("file", "makes"),
    [
        (SCRIPT, ()),
        (SECOND_STYLE_SCRIPT, ()),
        (MENUS_SCRIPT, ()),
        (EFFECTS_SCRIPT, TWO_EFFECTS),
        (VARIANTS_SCRIPT, (VariedMixture,)),
        (GALLERY_SCRIPT, (OfferingMixture,)),
        (KEPT_SCRIPT, (OfferingMixture,)),
    ],
    ids=[
        *("two pictures", "an optional picture", "menus", "one and three pictures"),
        *("variants", "a gallery", "kept pictures"),
    ],
)
TIMEOUT = 60.0
SIZE = 80, 60
PHOTO = re.compile(r"\((\w+) photo\)\s*([^+]*)")
SECONDS = re.compile(r"in (one second|\d+ seconds)")
"""How long a painting took, which is different each time."""


class Shown(NamedTuple):
    """A message of the bot's as a person sees it: ``picture`` is its size, ``file`` whether there is one to save."""

    text: str
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: tuple[int, int] | None = None
    file: bool = False


class Sent(NamedTuple):
    """A photo and its caption."""

    data: bytes
    caption: str = ""


class Guest(Protocol):
    """A person on a platform, in a conversation that is new."""

    async def text(self, text: str) -> None:
        """Says something that is no command."""

    async def command(self, name: str) -> None:
        """Gives a command, the way the platform has them."""

    async def photos(self, *photos: Sent) -> None:
        """Sends photos: one, or several at once."""

    async def file(self, data: bytes, name: str) -> None:
        """Sends a file that claims to be a picture."""

    async def press(self, label: str) -> None:
        """Presses the newest button of this name; it is there."""

    async def seen(self) -> list[Shown]:
        """All of the bot's messages, oldest first, as they are now."""

    async def changed(self) -> None:
        """Returns when something may have changed since ``seen``."""


class Section(NamedTuple):
    """What a person does, and what is there to be read of it in the end."""

    doing: str
    answer: str


@asynccontextmanager
async def bot(folder: Path, adapters: Mapping[str, Adapter], *makes: MakeEffect) -> AsyncIterator[Bot]:
    """The bot as it is; without other effects it has one that tests can afford."""
    async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
        effects = {effect.name: (effect, make) for make in makes or (Mixture,) for effect in (make(),)}
        plugins = Plugins(adapters, {name: make for name, (_, make) in effects.items()}, {})
        installed = install({name: effect for name, (effect, _) in effects.items()}, framework_texts())
        rules, settings = Rules(installed), RunnerConfig()
        made = Bot(store, plugins, rules, settings, clock=time.time, token=lambda: uuid4().hex)
        stop = asyncio.Event()
        running = asyncio.create_task(made.run(stop))
        try:
            yield made
        finally:
            stop.set()
            await running


async def converse(guest: Guest, file: Path = SCRIPT) -> None:
    """Goes through a whole conversation; what reads differently is an AssertionError."""
    before: list[Shown] = []
    for section in script(file):
        await _do(guest, section.doing)
        if section.answer:
            before = await _read(guest, section, before)


def script(file: Path = SCRIPT) -> list[Section]:
    """The sections of golden.txt, or of another file."""
    blocks = file.read_text(encoding="utf-8").split("\n> ")
    found = []
    for block in blocks[1:]:  # what comes before the first is a remark
        doing, _, answer = block.partition("\n")
        found.append(Section(doing, answer.strip()))
    return found


def photo(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", SIZE, colour).save(buffer, "JPEG")
    return buffer.getvalue()


async def _do(guest: Guest, doing: str) -> None:
    photos = [Sent(photo(colour), caption.strip()) for colour, caption in PHOTO.findall(doing)]
    if photos:
        await guest.photos(*photos)
    elif doing == "(broken file)":
        await guest.file(b"this is no picture", "photo.jpg")
    elif doing.startswith("["):
        await _press(guest, doing.strip("[]"))
    elif doing.startswith("/"):
        await guest.command(doing.removeprefix("/"))
    else:
        await guest.text(doing)


async def _press(guest: Guest, label: str) -> None:
    """Presses a button as soon as it is there."""
    async with asyncio.timeout(TIMEOUT):
        while not any(label in row for shown in await guest.seen() for row in shown.buttons):
            await guest.changed()
    await guest.press(label)


async def _read(guest: Guest, section: Section, before: list[Shown]) -> list[Shown]:
    """Waits until the answer reads as it should; the messages that there are then.

    Where the conversation was deleted on both sides, the answer is all that there is.
    """
    lines: list[Shown] = []
    try:
        async with asyncio.timeout(TIMEOUT):
            while True:
                lines = await guest.seen()
                if _answer(lines, before) == section.answer:
                    return lines
                await guest.changed()
    except TimeoutError:
        assert _answer(lines, before) == section.answer, f"after > {section.doing}"
        raise


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
