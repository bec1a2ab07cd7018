"""A bot on a simulated Discord: the real adapter, engine and courier at a real database; tests do the painting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import simcord
from discord import File
from discord.http import Route

from adapters.discord.adapter import Discord
from adapters.discord.errors import translated
from adapters.discord.line import body
from adapters.discord.listener import Listener
from adapters.discord.options import DiscordOptions
from core.conversation.events import Lost
from core.conversation.replies import Button, Reply
from core.conversation.store import Store
from core.jobs.model import Job
from core.nst.errors import Refusal
from core.plugins.adapter import PhotoLost
from storage.store import open_store
from tests.adapters.stall import PATIENCE, Stall, picture

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.simulated-simulated"

TEAL, GOLD = ("teal.jpg", picture("teal")), ("gold.jpg", picture("gold"))
"""A photo and a picture with a style, as they are attached."""
Viewer = Any
"""A member of a guild or a user, as simcord has them."""


class SimLine:
    """A line into the simulation, where the adapter's own would go over the network."""

    def __init__(self) -> None:
        self.bot: discord.Client | None = None

    def open(self) -> None: ...

    async def rest(self) -> None: ...

    async def close(self) -> None: ...

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        return await self._ask(route, json, files, options, open=False)

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        return await self._ask(route, json, files, options, open=True)

    async def download(self, url: str, most: int) -> bytes:
        assert self.bot is not None
        try:
            data: bytes = await self.bot.http.get_from_cdn(url)
        except discord.NotFound as error:
            raise PhotoLost(Lost.EXPIRED) from error
        if len(data) > most:
            raise PhotoLost(Refusal.TOO_LARGE)
        return data

    async def _ask(
        self, route: Route, json: Any, files: list[File] | None, options: dict[str, Any], *, open: bool
    ) -> Any:
        assert self.bot is not None
        try:
            return await self.bot.http.request(route, **body(json, files), **options)
        except discord.HTTPException as error:
            raise translated(error, open=open) or error from error


class Booth:
    """One process's life, from ``open`` to ``close``; ``more`` are seconds by which its clock is ahead."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.more = 0.0
        self._line = SimLine()
        self._env: simcord.Env | None = None
        self._ready, self._over = asyncio.Event(), asyncio.Event()
        options = DiscordOptions.model_validate({"token": TOKEN})
        self.discord = Discord("discord", options, folder, clock=self.clock, line=self._line, listen=self._listen)
        self._stall = Stall(store, self.discord, clock=self.clock, told=self._ready.set)
        self.store, self.courier, self.cancelled = store, self._stall.courier, self._stall.cancelled
        self.job, self.finish = self._stall.job, self._stall.finish

    @property
    def env(self) -> simcord.Env:
        assert self._env is not None
        return self._env

    def clock(self) -> float:
        return time.time() + self.more

    async def open(self) -> None:
        self._stall.open()
        await asyncio.wait_for(self._ready.wait(), PATIENCE)

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        await self._stall.settle()
        self._over.set()
        await asyncio.sleep(0)
        await self._stall.end()
        if self._stall.died is not None:
            raise self._stall.died

    async def until(self, condition: Callable[[], Any]) -> Any:
        """What a condition gives once it is true."""
        async with asyncio.timeout(PATIENCE):
            while not (found := condition()):
                await asyncio.sleep(0.01)
        return found

    async def said(self, channel: Any, viewer: Viewer, *texts: str) -> list[discord.Message]:
        """Waits until these texts are the last that a person sees of the bot in a channel; the bot's messages there."""
        try:
            await self.until(lambda: self._reads(channel, viewer, texts))
        except TimeoutError:
            shown = [message.content for message in self.shown(channel, viewer)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.shown(channel, viewer)

    def shown(self, channel: Any, viewer: Viewer) -> list[discord.Message]:
        """The bot's messages that a person sees in a channel, but for those that still say that it is thinking."""
        history = channel.history(viewer=viewer)
        return [one for one in history if one.author.id == self.env.bot.user.id and not one.flags.loading]

    def progress(self, job: Job, fraction: float, preview: bytes | None = None) -> None:
        """What the runner does in the middle of one."""
        cancel = ((Button(id=f"cancel:{job.id}", label="Cancel"),),)
        reply = Reply(text="Painting", buttons=cancel, job=job.id, spoiler=job.order.spoiler)
        self.courier.progress(job.address, reply, preview, fraction)

    def _reads(self, channel: Any, viewer: Viewer, texts: tuple[str, ...]) -> bool:
        shown = [message.content for message in self.shown(channel, viewer)]
        return len(shown) >= len(texts) and all(map(str.startswith, shown[-len(texts) :], texts))

    async def _listen(self, listener: Listener, token: str) -> None:
        assert token == TOKEN
        self._line.bot = listener
        async with simcord.run(listener) as env:
            self._env = env
            await self.until(lambda: env.backend.commands.get(None))
            self._ready.set()
            await self._over.wait()


def labels(message: discord.Message) -> list[str]:
    """What a message's buttons say."""
    return [button.label or "" for row in message.components for button in row.children]  # type: ignore[union-attr]


def play(folder: Path, scene: Callable[[Booth], Awaitable[None]]) -> None:
    """Plays a scene in a process's life."""

    async def plays() -> None:
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            booth = Booth(store, folder)
            await booth.open()
            try:
                await scene(booth)
            finally:
                await booth.close()

    asyncio.run(plays())
