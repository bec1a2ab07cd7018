"""The bot as it is, around an adapter in memory: engine, database, outbox, runner, and the processes that compute."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from atelier_bot.testing.kit import Kit
from atelier_bot.testing.memory_adapter import MemoryAdapter
from atelier_bot.testing.person import PATIENCE, Person
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.effect_run import MakeEffect
from core.jobs.runner import RunnerConfig
from core.plugins.adapter import Adapter, Engine
from core.plugins.installed_effect import NO_LIMITS, install
from core.plugins.sizes import SizeLimits
from storage.store import open_store

WATCHED = ("core.engine.containment", "core.jobs.runner")
"""Whose warnings are of plugins; all others' errors are."""


@asynccontextmanager
async def bot_at(
    folder: Path,
    adapters: Mapping[str, Adapter],
    makes: Mapping[str, MakeEffect],
    sizes: SizeLimits = NO_LIMITS,
) -> AsyncIterator[Bot]:
    """A bot that runs, with effects by the names of their tables and its database in a folder."""
    effects = {name: make() for name, make in makes.items()}
    installed = install(effects, framework_texts(), sizes=sizes)
    online = frozenset(name for name, effect in installed.items() if effect.network)
    async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
        bot = Bot(
            store,
            Plugins(adapters, makes, {}),
            Rules(installed),
            RunnerConfig(online=online),
            clock=time.time,
            token=lambda: uuid4().hex,
            end=lambda _culprit: None,
        )
        stop = asyncio.Event()
        running = asyncio.create_task(bot.run(stop))
        try:
            yield bot
        finally:
            stop.set()
            await running


class Complaints(logging.Handler):
    """What the bot has said of plugins, a line each."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps what is about a plugin."""
        if record.levelno >= logging.ERROR or record.name in WATCHED:
            self.lines.append(record.getMessage())


class RunningBot:
    """A bot in the kit's loop, from its making to ``close``; people come by ``person``.

    Pictures are ``small`` pixels long by default, where effects let people choose.
    """

    def __init__(self, kit: Kit, folder: Path, makes: Mapping[str, MakeEffect], small: int | None = None) -> None:
        self._kit = kit
        self.adapter = MemoryAdapter()
        self._stop = asyncio.Event()
        self._complaints = Complaints()
        logging.getLogger("core").addHandler(self._complaints)
        self._running = kit.loop.begin(self._run(folder, makes, SizeLimits(default=small)))
        try:
            self.engine = kit.loop.wait(self._ready())
        except BaseException:
            self.close()
            raise

    @property
    def complaints(self) -> list[str]:
        """What it has said of plugins so far."""
        return list(self._complaints.lines)

    def person(self, name: str = "ann", locale: str = "en", patience: float = PATIENCE) -> Person:
        """Somebody in a chat of their own; a name that is new is a new person."""
        return Person(self._kit.loop, self.adapter, self.engine, name, locale, patience)

    def close(self) -> None:
        """Stops it."""
        logging.getLogger("core").removeHandler(self._complaints)
        self._kit.loop.wait(self._end())

    async def _run(self, folder: Path, makes: Mapping[str, MakeEffect], sizes: SizeLimits) -> None:
        async with bot_at(folder, {self.adapter.account: self.adapter}, makes, sizes):
            await self._stop.wait()

    async def _ready(self) -> Engine:
        ready = asyncio.create_task(self.adapter.engine())
        await asyncio.wait({ready, self._running}, return_when=asyncio.FIRST_COMPLETED)
        if not ready.done():
            ready.cancel()
            await self._running
        return await ready

    async def _end(self) -> None:
        self._stop.set()
        await asyncio.wait({self._running})
