"""Draws the pictures of docs/telegram.md and docs/discord.md: chats as people see them, from the emulators' records.

Run it as ``python -m tests.platforms.draw_chat docs/images``. The bot is the real one, and paints.
"""

import asyncio
import io
import sys
import tempfile
import textwrap
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from core.jobs.effect_run import MakeEffect
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig
from tests.adapters.discord.wire import harness as discords
from tests.adapters.discord.wire.test_golden import Guest as DiscordGuest
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram import harness as telegrams
from tests.adapters.telegram.test_golden import Guest as TelegramGuest
from tests.golden import Guest, Sent, Shown, bot
from tests.platforms.discord import Server as DiscordServer
from tests.platforms.discord_state import DiscordState, Place
from tests.platforms.telegram import Server as TelegramServer
from tests.platforms.telegram_state import TelegramState

Scenario = Callable[[Guest], Awaitable[None]]

ROOT = Path(__file__).parents[2]
WIDTH, MARGIN, PADDING, LINE, PHOTO = 560, 16, 12, 24, 300
LETTERS = 42
FONT = ImageFont.load_default(17)


class Theme(NamedTuple):
    """A platform's colours."""

    paper: str
    mine: str
    bot: str
    button: str
    ink: str


LIGHT = Theme("#dfe7ea", "#e3f7cf", "#ffffff", "#c3d3da", "#1d2327")
DARK = Theme("#1a1a1e", "#2b2b33", "#222227", "#3d3d46", "#e3e3e6")


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


def draw(bubbles: list[Bubble], theme: Theme) -> Image.Image:
    """A chat, as high as it needs to be."""
    height = sum(bubble.height + MARGIN for bubble in bubbles) + MARGIN
    picture = Image.new("RGB", (WIDTH, height), theme.paper)
    top = MARGIN
    for bubble in bubbles:
        _bubble(picture, bubble, top, theme)
        top += bubble.height + MARGIN
    return picture


def _bubble(picture: Image.Image, bubble: Bubble, top: int, theme: Theme) -> None:
    pen = ImageDraw.Draw(picture)
    width = max([_length(line) for line in bubble.lines] + [bubble.photo.width if bubble.photo else 0])
    width = max([width] + [len(row) * (max(map(_length, row)) + 2 * PADDING) for row in bubble.rows]) + 2 * PADDING
    left = WIDTH - MARGIN - width if bubble.mine else MARGIN
    body = bubble.height - len(bubble.rows) * (LINE + 14)
    pen.rounded_rectangle((left, top, left + width, top + body), 12, fill=theme.mine if bubble.mine else theme.bot)
    y = top + PADDING
    if bubble.photo:
        picture.paste(bubble.photo, (left + PADDING, y))
        y += bubble.photo.height + PADDING // 2
    for line in bubble.lines:
        pen.text((left + PADDING, y), line, theme.ink, FONT)
        y += LINE
    y = top + body + 6
    for row in bubble.rows:
        _row(pen, row, left, y, width, theme)
        y += LINE + 14


def _row(pen: ImageDraw.ImageDraw, labels: list[str], left: int, top: int, width: int, theme: Theme) -> None:
    each = width / len(labels)
    for number, label in enumerate(labels):
        x = left + number * each
        pen.rounded_rectangle((x + 1, top, x + each - 1, top + LINE + 8), 8, fill=theme.button)
        pen.text((x + (each - _length(label)) / 2, top + 6), label, theme.ink, FONT)


def _length(text: str) -> int:
    return round(FONT.getlength(text))


def bubble(mine: bool, photo: bytes | None, text: str, rows: list[list[str]]) -> Bubble:
    """A message as it is drawn."""
    shown = Image.open(io.BytesIO(photo)).convert("RGB") if photo else None
    if shown is not None:
        shown.thumbnail((PHOTO, PHOTO))
    lines = [line for part in text.splitlines() for line in textwrap.wrap(part, LETTERS)]
    return Bubble(mine, shown, lines, [[label.replace("•", "·") for label in row] for row in rows])  # the font has ·


def on_telegram(state: TelegramState) -> Iterator[Bubble]:
    """The messages of Telegram's record."""
    for message in sorted(state.messages.values(), key=lambda message: message["message_id"]):
        photo = state.files[message["photo"][-1]["file_id"]] if "photo" in message else None
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        labels = [[button["text"] for button in row] for row in rows]
        yield bubble(message["from"] != state.bot, photo, message.get("text") or message.get("caption", ""), labels)


def on_discord(state: DiscordState, place: Place) -> Iterator[Bubble]:
    """The messages of Discord's record."""
    for message in place.messages.values():
        photo = state.files[message["attachments"][0]["id"]] if message["attachments"] else None
        labels = [[button["label"] for button in row["components"]] for row in message["components"]]
        yield bubble(not message["author"].get("bot"), photo, message["content"], labels)


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


@contextmanager
def painter() -> Iterator[tuple[Path, MakeEffect]]:
    """Where the bot keeps its things, and what it paints with."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder), partial(StyleTransfer, StyleTransferConfig(), Path(folder))


async def telegram(scenario: Scenario) -> Image.Image:
    """Plays a scenario on Telegram and draws it."""
    with painter() as (folder, effect):
        async with (
            TelegramServer(telegrams.TOKEN, telegrams.spec(), time.time) as server,
            bot(folder, {"telegram": telegrams.telegram(server)}, effect),
        ):
            await scenario(TelegramGuest(server.state, server.state.person("Ann")))
            return draw(list(on_telegram(server.state)), LIGHT)


async def discord(scenario: Scenario) -> Image.Image:
    """Plays a scenario on Discord and draws it."""
    with painter() as (folder, effect):
        async with (
            DiscordServer(discords.TOKEN, discords.spec(), time.time) as server,
            bot(folder, {"discord": discords.discord(server)}, effect),
        ):
            ann = server.state.person("Ann")
            await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            await scenario(DiscordGuest(server, ann))
            return draw(list(on_discord(server.state, server.state.dm(ann))), DARK)


def main(folder: Path) -> None:
    for platform in (telegram, discord):
        for name, scenario in (("painting", paint), ("settings", choose)):
            path = folder / f"{platform.__name__}-{name}.png"
            asyncio.run(platform(scenario)).quantize(256).save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
