"""People on the three platforms who send photos, wait for what is made of them, and never give up."""

import io
from random import Random
from typing import Protocol

from PIL import Image

from tests.adapters.telegram.harness import text_of
from tests.chaos.ledger import Kind, Line
from tests.chaos.program import State, Visitor
from tests.platforms import discord, telegram
from tests.platforms.discord_people import File

BEGINNINGS = {
    Kind.MADE: ("Here is your drawing", "Here it is, painted"),
    Kind.ASKED: ("Got your photo",),
    Kind.REFUSED: (
        *("I can't read this as", "This is a kind of file", "This file is cut short", "This file unpacks"),
        *("This picture has too many", "This picture is too small", "This picture is too long"),
    ),
}
"""How the bot's messages begin that answer a photo."""


class Person(Protocol):
    """Somebody with a conversation of their own. ``platform`` is the adapter's name."""

    platform: str
    name: str

    async def send(self, photo: bytes) -> None:
        """Sends a photo; returns when the platform has it."""

    async def write(self, text: str) -> None:
        """Writes a text."""

    async def shown(self) -> list[Line]:
        """What the bot has said to them, as it is now."""


def photo(luck: Random) -> bytes:
    """A small picture that there wasn't before."""
    colours = [tuple(luck.randrange(256) for _ in range(3)) for _ in range(16)]
    picture = Image.new("RGB", (4, 4))
    picture.putdata(colours)
    out = io.BytesIO()
    picture.resize((luck.randrange(64, 129), luck.randrange(64, 129)), Image.Resampling.BICUBIC).save(out, "JPEG")
    return out.getvalue()


class TelegramUser:
    """Somebody in a private chat with the bot, in their app."""

    platform = "telegram"

    def __init__(self, server: telegram.Server, name: str) -> None:
        self.name = f"{name} on Telegram"
        self._state, self._user = server.state, server.state.person(name)

    async def send(self, photo: bytes) -> None:
        """See Person."""
        self._state.document(self._user, photo, "photo.jpg", "image/jpeg")

    async def write(self, text: str) -> None:
        """See Person."""
        self._state.text(self._user, text)

    async def shown(self) -> list[Line]:
        """See Person."""
        return [_line(str(one["message_id"]), text_of(one)) for one in self._state.shown(self._user["id"])]


class DiscordUser:
    """Somebody who writes to the bot in private."""

    platform = "discord"

    def __init__(self, server: discord.Server, name: str) -> None:
        self.name = f"{name} on Discord"
        self._server, self._user = server, server.state.person(name)
        self._place = server.state.dm(self._user)

    async def send(self, photo: bytes) -> None:
        """See Person."""
        self._server.people.say(self._user, "", [File("photo.jpg", photo)])

    async def write(self, text: str) -> None:
        """See Person."""
        self._server.people.say(self._user, text)

    async def shown(self) -> list[Line]:
        """See Person."""
        return [_line(one["id"], one["content"]) for one in self._server.state.shown(self._user, self._place)]


class PageVisitor:
    """Somebody at the page, behind an address of their own; the page in their browser repeats what wasn't taken."""

    platform = "web"

    def __init__(self, visitor: Visitor, name: str) -> None:
        self.name = f"{name} at the page"
        self._visitor = visitor

    async def send(self, photo: bytes) -> None:
        """See Person."""
        await self._visitor.upload(photo)

    async def write(self, text: str) -> None:
        """See Person."""
        await self._visitor.write(text)

    async def shown(self) -> list[Line]:
        """See Person. Waits until the page can be had."""
        return [_line(item["id"], item["text"]) for item in await self._visitor.chat() if _is_said(item)]

    async def close(self) -> None:
        """Leaves."""
        await self._visitor.close()


def _is_said(item: State) -> bool:
    return not item["mine"]


def _line(id: str, text: str) -> Line:
    found = (kind for kind, beginnings in BEGINNINGS.items() if text.startswith(beginnings))
    return Line(id, next(found, Kind.OTHER), text)
