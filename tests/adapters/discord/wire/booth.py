"""A bot on an emulated Discord: the real adapter, engine and courier at a real database; tests do the painting."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

from adapters.discord.adapter import Discord
from adapters.discord.options import DiscordOptions
from core.conversation.address import Address
from core.conversation.arrival import Arrival
from core.conversation.courier import Courier
from core.conversation.engine import Engine, Hooks
from core.conversation.store import Blob, Store
from core.conversation.texts import Texts
from core.conversation.turn import Rules
from core.conversation.turns import Turns
from core.jobs.forecast import forecast
from core.jobs.model import Job, JobState
from core.plugins.effect import Effect
from storage.store import open_store
from tests.adapters.telegram.booth import inspect, picture
from tests.conftest import SHARED
from tests.core.conversation.talk import Blend
from tests.platforms.discord import Server
from tests.platforms.discord_people import File
from tests.platforms.discord_spec import Spec
from tests.platforms.discord_world import Object, Place, World

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.emulated-token-of-a-bot"
DESCRIPTION = SHARED / "specs" / "discord-openapi.json"
MOST_BYTES = 50_000_000
HOUR = 3600.0
PATIENCE = 10.0
TEAL, GOLD = File("teal.jpg", picture("teal")), File("gold.jpg", picture("gold"))


class Clock:
    """The real time, and as many seconds more as a test adds."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.time() + self.more


def spec() -> Spec | None:
    """The specification to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


def discord(server: Server, account: str = "discord", *, token: str = TOKEN, **more: Any) -> Discord:
    """An adapter for a bot on this server; ``options`` and what the class takes may be given along."""
    options = {"token": token, "api_url": server.url, **more.pop("options", {})}
    return Discord(account, DiscordOptions.model_validate(options), Path(), **more)


class Booth:
    """One process's life, from ``open`` to ``close``."""

    def __init__(self, store: Store, server: Server, adapter: Discord, effect: Effect | None = None) -> None:
        self.store, self.server, self.adapter = store, server, adapter
        self.died: BaseException | None = None
        self._ids = count(1)
        adapters = {("discord", adapter.account): adapter}
        painter: Effect = effect or Blend()
        self.courier = Courier(store, adapters, time.time)
        self.turns = Turns(Rules({painter.name: painter}), Texts.load(), forecast, self._id)
        self.arrival = Arrival(adapters, inspect, self._id, MOST_BYTES)
        hooks = Hooks(posted=self.courier.wake, ordered=lambda: None, cancelled=lambda job: None)  # noqa: ARG005
        self.engine = Engine(store, self.turns, self.arrival, hooks, time.time)
        self._parts: list[asyncio.Task[None]] = []

    @property
    def world(self) -> World:
        return self.server.world

    async def open(self) -> None:
        """Begins, and returns when the bot hears people and its commands are there."""
        runs = (self.engine.run, self.courier.run, self._run_adapter)
        self._parts = [asyncio.create_task(run()) for run in runs]
        await self.world.until(lambda: self.server.gateway.connected and self.server.commands.all, PATIENCE)

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        left = PATIENCE
        while not await self._ended(whatever=left <= 0):
            await asyncio.sleep(0.01)
            left -= 0.01
        await asyncio.wait(self._parts)

    async def _ended(self, *, whatever: bool) -> bool:
        """Ends all parts if nothing waits to be sent, and nobody is in the middle of a transaction but this."""
        async with self.store.begin() as unit:
            if await unit.unsent(time.time()) and not whatever:
                return False
            for part in self._parts:
                part.cancel()
            return True

    async def _run_adapter(self) -> None:
        try:
            await self.adapter.run(self.engine)
        except Exception as error:  # noqa: BLE001 - tests look at it
            self.died = error
            self.world.wake()

    async def said(self, user: Object, place: Place, *texts: str) -> list[Object]:
        """Waits until these texts are the last that a person sees of the bot in a place; its messages."""

        def as_wanted() -> bool:
            shown = [message["content"] for message in self.world.shown(user, place)]
            return len(shown) >= len(texts) and all(map(_reads, shown[-len(texts) :], texts))

        try:
            await self.world.until(as_wanted, PATIENCE)
        except TimeoutError:
            shown = [message["content"] for message in self.world.shown(user, place)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.world.shown(user, place)

    async def job(self, number: int = 0) -> Job:
        """An active job, as soon as there is one."""
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self.store.begin() as unit:
                    jobs = await unit.active_jobs()
                if len(jobs) > number:
                    return jobs[number]
                await asyncio.sleep(0.01)

    async def finish(self, job: Job, result: bytes | None = None, state: JobState = JobState.DONE) -> None:
        """What the runner does at the end of a job."""
        data = picture("olive", format="PNG") if result is None else result
        blob = Blob(id=self._id(), person=job.person, kind="image/png", data=data, expires=time.time() + HOUR)
        now = time.time()
        ended = job.model_copy(update={"state": state, "started": now, "ended": now + 3, "result": blob.id})
        async with self.store.begin() as unit:
            await unit.put_blob(blob)
            assert await unit.update_job(ended, job.attempt)
            await self.engine.ended(unit, ended)
        self.courier.wake()

    def address(self, place: Place) -> Address:
        return Address("discord", self.adapter.account, place.id)

    def _id(self) -> str:
        return f"{time.monotonic_ns():x}{next(self._ids)}"


def _reads(shown: str, text: str) -> bool:
    """Whether a message begins so, whoever it mentions first."""
    return shown.startswith(text) or (shown.startswith("<@") and shown.partition("> ")[2].startswith(text))


def buttons_of(message: Object) -> list[str]:
    return [button["label"] for row in message["components"] for button in row["components"]]


def play(folder: Path, *scenes: Callable[[Booth], Awaitable[None]], clock: Clock | None = None, **more: Any) -> None:
    """Plays scenes one after another, each in a process's life of its own, at one database and one Discord."""
    time_there = clock or Clock()

    async def plays() -> None:
        async with Server(TOKEN, spec(), time_there, strict=more.pop("strict", False)) as server:
            for scene in scenes:
                async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
                    booth = Booth(store, server, discord(server, clock=time_there, **more))
                    await booth.open()
                    try:
                        await scene(booth)
                    finally:
                        await booth.close()

    asyncio.run(plays())
