"""People on the three platforms who send large photos from their phones and wait for the painting."""

import io
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np
from PIL import Image

from tests.adapters.discord.wire import harness as discord_harness
from tests.adapters.telegram import harness as telegram_harness
from tests.chaos.program import Visitor
from tests.platforms import discord, telegram
from tests.platforms.discord_people import File

PHOTO_SIZE = 4000, 3000
SAMPLES = Path(__file__).parents[2] / "samples"
GRAIN = 6.0
QUALITY = 85
TIMEOUT = 900.0
"""Seconds in which a painting is done, the others before it included."""
READY = "Here it is, painted"


class Person(Protocol):
    """Somebody in a conversation of their own."""

    async def have_painted(self, photo: bytes, style: bytes) -> None:
        """Sends both pictures and waits for the painting."""


@dataclass(frozen=True)
class Platform:
    """Where a program finds a platform: a table of plugins.toml, variables of the environment, and somebody new."""

    table: str
    environment: Mapping[str, str]
    person: "NewPerson"


class NewPerson(Protocol):
    """Makes a person, for as long as it is open."""

    def __call__(self) -> AbstractAsyncContextManager[Person]:
        """Somebody whom the bot doesn't know."""


def phone_photo(name: str) -> bytes:
    """A sample picture as a phone would take it: 12 megapixels, a JPEG file with the grain of a sensor."""
    picture = Image.open(SAMPLES / name).convert("RGB").resize(PHOTO_SIZE, Image.Resampling.BICUBIC)
    grain = np.random.default_rng(0).normal(0, GRAIN, (PHOTO_SIZE[1], PHOTO_SIZE[0], 1))
    out = io.BytesIO()
    Image.fromarray((np.asarray(picture) + grain).clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def page(port: int) -> Platform:
    """The web page at a port of this machine."""
    return Platform(f"[adapters.web]\nport = {port}\n", {}, partial(_visitor, f"http://127.0.0.1:{port}"))


@asynccontextmanager
async def emulated_telegram() -> AsyncIterator[Platform]:
    """Telegram; photos come as files, which is how a phone's whole photo arrives."""
    async with telegram.Server(telegram_harness.TOKEN, telegram_harness.spec(), time.time) as server:
        table = f'[adapters.telegram]\ntoken = {{ env = "TELEGRAM_TOKEN" }}\napi_url = "{server.url}"\n'
        yield Platform(table, {"TELEGRAM_TOKEN": telegram_harness.TOKEN}, partial(_telegram_user, server))


@asynccontextmanager
async def emulated_discord() -> AsyncIterator[Platform]:
    """Discord, where the bot is talked to in private."""
    async with discord.Server(discord_harness.TOKEN, discord_harness.spec(), time.time) as server:
        table = f'[adapters.discord]\ntoken = {{ env = "DISCORD_TOKEN" }}\napi_url = "{server.url}"\n'
        yield Platform(table, {"DISCORD_TOKEN": discord_harness.TOKEN}, partial(_discord_user, server))


class _PageVisitor:
    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def have_painted(self, photo: bytes, style: bytes) -> None:
        await self._visitor.upload(photo)
        await self._visitor.upload(style)
        await self._visitor.until(lambda items: any(item["text"].startswith(READY) for item in items), TIMEOUT)


class _TelegramUser:
    def __init__(self, server: telegram.Server) -> None:
        self._state, self._user = server.state, server.state.person("Ann")

    async def have_painted(self, photo: bytes, style: bytes) -> None:
        for data in (photo, style):
            self._state.document(self._user, data, "photo.jpg", "image/jpeg")
        await self._state.until(self._is_ready, TIMEOUT)

    def _is_ready(self) -> bool:
        shown = map(telegram_harness.text_of, self._state.shown(self._user["id"]))
        return any(text.startswith(READY) for text in shown)


class _DiscordUser:
    def __init__(self, server: discord.Server) -> None:
        self._server, self._user = server, server.state.person("Ann")

    async def have_painted(self, photo: bytes, style: bytes) -> None:
        state = self._server.state
        await state.until(lambda: self._server.gateway.connected and self._server.commands.all, TIMEOUT)
        for data in (photo, style):
            self._server.people.say(self._user, "", [File("photo.jpg", data)])
        await state.until(self._is_ready, TIMEOUT)

    def _is_ready(self) -> bool:
        shown = self._server.state.shown(self._user, self._server.state.dm(self._user))
        return any(message["content"].startswith(READY) for message in shown)


@asynccontextmanager
async def _visitor(url: str) -> AsyncIterator[Person]:
    visitor = Visitor(url)
    try:
        await visitor.enter()
        yield _PageVisitor(visitor)
    finally:
        await visitor.close()


@asynccontextmanager
async def _telegram_user(server: telegram.Server) -> AsyncIterator[Person]:
    yield _TelegramUser(server)


@asynccontextmanager
async def _discord_user(server: discord.Server) -> AsyncIterator[Person]:
    yield _DiscordUser(server)
