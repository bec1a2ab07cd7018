"""A bot on a simulated Discord: the real adapter, engine and courier at a real database; tests do the painting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
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
from core.conversation.arrival import Arrival
from core.conversation.courier import Courier
from core.conversation.engine import Engine, Hooks
from core.conversation.events import Lost
from core.conversation.replies import Button, Reply
from core.conversation.store import Blob, Store
from core.conversation.texts import Texts
from core.conversation.turn import Rules
from core.conversation.turns import Turns
from core.jobs.forecast import forecast
from core.jobs.model import Job, JobState
from core.nst.errors import Refusal
from core.plugins.adapter import PhotoLost
from storage.store import open_store
from tests.adapters.telegram.booth import inspect, picture
from tests.core.conversation.talk import Blend

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.simulated-simulated"
MOST_BYTES = 50_000_000
HOUR = 3600.0
PATIENCE = 10.0

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
        self.store = store
        self.more = 0.0
        self.cancelled: list[str] = []
        self.died: BaseException | None = None
        self._line = SimLine()
        self._env: simcord.Env | None = None
        self._ids = count(1)
        self._ready, self._over = asyncio.Event(), asyncio.Event()
        options = DiscordOptions.model_validate({"token": TOKEN})
        self.discord = Discord("discord", options, folder, clock=self.clock, line=self._line, listen=self._listen)
        adapters = {("discord", "discord"): self.discord}
        effect = Blend()
        self.courier = Courier(store, adapters, self.clock)
        self.turns = Turns(Rules({effect.name: effect}), Texts.load(), forecast, self._id)
        self.arrival = Arrival(adapters, inspect, self._id, MOST_BYTES)
        hooks = Hooks(posted=self.courier.wake, ordered=lambda: None, cancelled=self.cancelled.append)
        self.engine = Engine(store, self.turns, self.arrival, hooks, self.clock)
        self._parts: list[asyncio.Task[None]] = []

    @property
    def env(self) -> simcord.Env:
        assert self._env is not None
        return self._env

    def clock(self) -> float:
        return time.time() + self.more

    async def open(self) -> None:
        runs = (self.engine.run, self.courier.run, self._run_adapter)
        self._parts = [asyncio.create_task(run()) for run in runs]
        await asyncio.wait_for(self._ready.wait(), PATIENCE)

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        left = PATIENCE
        while not await self._ended(whatever=left <= 0):
            await asyncio.sleep(0.01)
            left -= 0.01
        await asyncio.wait(self._parts)
        if self.died is not None:
            raise self.died

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

    async def job(self, number: int = 0) -> Job:
        """An active job."""
        async with self.store.begin() as unit:
            return (await unit.active_jobs())[number]

    async def finish(self, job: Job, result: bytes | None = None, state: JobState = JobState.DONE) -> None:
        """What the runner does at the end of a job."""
        data = picture("olive", format="PNG") if result is None else result
        blob = Blob(id=self._id(), person=job.person, kind="image/png", data=data, expires=self.clock() + HOUR)
        now = self.clock()
        ended = job.model_copy(update={"state": state, "started": now, "ended": now + 3, "result": blob.id})
        async with self.store.begin() as unit:
            await unit.put_blob(blob)
            assert await unit.update_job(ended, job.attempt)
            await self.engine.ended(unit, ended)
        self.courier.wake()

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

    async def _run_adapter(self) -> None:
        try:
            await self.discord.run(self.engine)
        except Exception as error:  # noqa: BLE001 - tests look at it
            self.died = error
            self._ready.set()

    async def _ended(self, *, whatever: bool) -> bool:
        """Ends all parts if nothing waits to be sent, and nobody is in the middle of a transaction but this."""
        async with self.store.begin() as unit:
            if await unit.unsent(self.clock()) and not whatever:
                return False
        self._over.set()
        await asyncio.sleep(0)
        async with self.store.begin():
            for part in self._parts:
                part.cancel()
        return True

    def _id(self) -> str:
        return f"{time.monotonic_ns():x}{next(self._ids)}"


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
