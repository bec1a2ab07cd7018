"""Draws the pictures of docs/telegram.md: chats with the bot as people see them, from the emulator's record.

Run it as ``python -m tools.draw_chat docs/images``. The bot is the real one, and paints.
"""

import asyncio
import io
import sys
import tempfile
import textwrap
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from core.nst.effect import StyleTransfer
from core.nst.options import Studio
from tests.adapters.telegram.booth import TOKEN, spec, telegram
from tests.adapters.telegram.test_golden import Guest as Person
from tests.golden import Guest, Sent, Shown, bot
from tests.platforms.telegram import Server
from tests.platforms.telegram_world import Message, World

ROOT = Path(__file__).parents[1]
WIDTH, MARGIN, PADDING, LINE, PHOTO = 560, 16, 12, 24, 300
LETTERS = 42
PAPER, MINE, BOT, BUTTON, INK = "#dfe7ea", "#e3f7cf", "#ffffff", "#c3d3da", "#1d2327"
FONT = ImageFont.load_default(17)


class Bubble(NamedTuple):
    """One message: whose it is, its photo, its text and its rows of buttons."""

    mine: bool
    photo: Image.Image | None
    lines: list[str]
    rows: list[list[str]]

    @property
    def height(self) -> int:
        photo = self.photo.height if self.photo else 0
        text = len(self.lines) * LINE + PADDING if self.lines else 0
        return PADDING + photo + text + len(self.rows) * (LINE + 14)


def draw(bubbles: list[Bubble]) -> Image.Image:
    """A chat, as high as it needs to be."""
    height = sum(bubble.height + MARGIN for bubble in bubbles) + MARGIN
    picture = Image.new("RGB", (WIDTH, height), PAPER)
    top = MARGIN
    for bubble in bubbles:
        _bubble(picture, bubble, top)
        top += bubble.height + MARGIN
    return picture


def _bubble(picture: Image.Image, bubble: Bubble, top: int) -> None:
    pen = ImageDraw.Draw(picture)
    width = max([_length(line) for line in bubble.lines] + [bubble.photo.width if bubble.photo else 0])
    width = max([width] + [len(row) * (max(map(_length, row)) + 2 * PADDING) for row in bubble.rows]) + 2 * PADDING
    left = WIDTH - MARGIN - width if bubble.mine else MARGIN
    body = bubble.height - len(bubble.rows) * (LINE + 14)
    pen.rounded_rectangle((left, top, left + width, top + body), 12, fill=MINE if bubble.mine else BOT)
    y = top + PADDING
    if bubble.photo:
        picture.paste(bubble.photo, (left + PADDING, y))
        y += bubble.photo.height + PADDING // 2
    for line in bubble.lines:
        pen.text((left + PADDING, y), line, INK, FONT)
        y += LINE
    y = top + body + 6
    for row in bubble.rows:
        _row(pen, row, left, y, width)
        y += LINE + 14


def _row(pen: ImageDraw.ImageDraw, labels: list[str], left: int, top: int, width: int) -> None:
    each = width / len(labels)
    for number, label in enumerate(labels):
        x = left + number * each
        pen.rounded_rectangle((x + 1, top, x + each - 1, top + LINE + 8), 8, fill=BUTTON)
        pen.text((x + (each - _length(label)) / 2, top + 6), label, INK, FONT)


def _length(text: str) -> int:
    return round(FONT.getlength(text))


def bubble(world: World, message: Message) -> Bubble:
    """A message of the record."""
    photo = None
    if "photo" in message:
        photo = Image.open(io.BytesIO(world.files[message["photo"][-1]["file_id"]])).convert("RGB")
        photo.thumbnail((PHOTO, PHOTO))
    text = message.get("text") or message.get("caption", "")
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, LETTERS)]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return Bubble(message["from"] != world.bot, photo, lines, [[_label(button) for button in row] for row in rows])


def _label(button: dict[str, str]) -> str:
    return button["text"].replace("•", "·")  # which the font has


async def paint(guest: Guest) -> None:
    """Two photos, and their painting."""
    for name, answer in (("photo", "Got your photo"), ("style", "Here it is")):
        await guest.photos(Sent((ROOT / "samples" / f"{name}.jpg").read_bytes()))
        await hear(guest, answer)


async def choose(guest: Guest) -> None:
    """The settings, and one of them."""
    await guest.command("settings")
    await hear(guest, "Your settings")
    await guest.press("Strength")
    shown = await hear(guest, "0 keeps your photo")
    await guest.press(shown.buttons[-1][-1])
    await hear(guest, "Your settings")


async def hear(guest: Guest, text: str) -> Shown:
    """Waits until the bot's last message begins like that."""
    while not (shown := await guest.seen()) or not shown[-1].text.startswith(text):
        await guest.changed()
    return shown[-1]


async def record(scene: Callable[[Guest], Awaitable[None]]) -> Image.Image:
    """Plays a scene and draws it."""
    with tempfile.TemporaryDirectory() as folder:
        effect = partial(StyleTransfer, Studio(), Path(folder))
        async with (
            Server(TOKEN, spec(), time.time) as server,
            bot(Path(folder), {"telegram": telegram(server)}, effect),
        ):
            await scene(Person(server.world, server.world.person("Ann")))
            messages = sorted(server.world.messages.values(), key=lambda message: message["message_id"])
            return draw([bubble(server.world, message) for message in messages])


def main(folder: Path) -> None:
    for name, scene in (("painting", paint), ("settings", choose)):
        path = folder / f"telegram-{name}.png"
        asyncio.run(record(scene)).quantize(256).save(path, optimize=True)
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
