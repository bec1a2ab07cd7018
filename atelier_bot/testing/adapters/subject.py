"""An adapter that is checked: a bot around it, people on its platform, and what it hands in."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from atelier_bot.testing.adapters.golden_effect import Blend
from atelier_bot.testing.adapters.harness import AdapterHarness, Guest, OpenHarness, Shown
from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.running_bot import bot_at
from core.engine.bot import Bot
from core.model.event import Event, TextSent
from core.plugins.adapter import Adapter, Engine, Receipt

ACCOUNT = "bot"

Found = TypeVar("Found")


class ObservedAdapter:
    """An adapter whose events are kept in ``events`` before the engine has them.

    ``troubles`` are raised in turn, instead of an event's being kept.
    """

    def __init__(self, adapter: Adapter, patience: float) -> None:
        self.adapter, self._patience = adapter, patience
        self.running: asyncio.Task[None] | None = None
        self.events: list[Event] = []
        self.brought: list[Event] = []
        self.troubles: deque[Exception] = deque()
        self.changed = asyncio.Condition()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.adapter, name)

    async def run(self, engine: Engine) -> None:
        """See Adapter."""
        observed: Any = _ObservedEngine(engine, self)
        self.running = asyncio.create_task(self.adapter.run(observed))
        await self.running

    async def take(self, engine: Engine, event: Event) -> Receipt:
        """What Engine.submit does. ``brought`` has all events, ``events`` those that were kept."""
        await self._note(self.brought, event)
        if self.troubles:
            raise self.troubles.popleft()
        receipt = await engine.submit(event)
        await self._note(self.events, event)
        return receipt

    async def heard(self, wanted: Callable[[Event], bool], what: str) -> Event:
        """The newest kept event that is as wanted, as soon as there is one."""
        return await self._until(lambda: next((one for one in reversed(self.events) if wanted(one)), None), what)

    async def heard_again(self, wanted: Callable[[Event], bool], times: int, what: str) -> list[Event]:
        """Events as wanted that were brought, as soon as there are so many."""

        def found() -> list[Event] | None:
            several = [one for one in self.brought if wanted(one)]
            return several if len(several) >= times else None

        return await self._until(found, what)

    async def _until(self, found: Callable[[], Found | None], what: str) -> Found:
        try:
            async with asyncio.timeout(self._patience), self.changed:
                await self.changed.wait_for(lambda: found() is not None)
                return cast(Found, found())
        except TimeoutError:
            raise ConformanceError(f"{what} isn't handed in") from None

    async def _note(self, events: list[Event], event: Event) -> None:
        async with self.changed:
            events.append(event)
            self.changed.notify_all()


class _ObservedEngine:
    """The engine, but for ``submit``."""

    def __init__(self, engine: Engine, adapter: ObservedAdapter) -> None:
        self._engine, self._adapter = engine, adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def submit(self, event: Event) -> Receipt:
        """See Engine."""
        return await self._adapter.take(self._engine, event)


@dataclass(frozen=True)
class Stage:
    """A bot that runs on the platform: ``adapter`` is observed, ``harness`` the author's."""

    harness: AdapterHarness
    adapter: ObservedAdapter
    bot: Bot
    folder: Path
    patience: float

    async def said(self, guest: Guest, text: str) -> Event:
        """The event of a text that somebody says."""
        await guest.text(text)
        return await self.adapter.heard(lambda event: text_of(event) == text, f"the text {text!r}")

    async def seen(self, guest: Guest, wanted: Callable[[Shown], object], what: str) -> Shown:
        """The newest message as wanted that somebody sees, as soon as they do.

        Raises ConformanceError where none comes.
        """
        shown: list[Shown] = []
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    shown = await guest.seen()
                    if found := next((one for one in reversed(shown) if wanted(one)), None):
                        return found
                    await guest.changed()
        except TimeoutError:
            last = f"{shown[-1].text!r:.100}" if shown else "nothing"
            raise ConformanceError(f"{what} isn't seen; what is seen last is {last}") from None


@dataclass(frozen=True)
class AdapterUnderTest:
    """``open`` is the author's harness, ``folder`` a new one for this check.

    ``patience`` are the seconds after which what should happen on the platform won't.
    """

    open: OpenHarness
    folder: Path
    patience: float = 60.0

    def play(self, *scenarios: Callable[[Stage], Awaitable[None]]) -> None:
        """Plays scenarios one after another, each in a life of the bot's own, at one database and one platform."""

        async def play() -> None:
            async with self.open(self._new("platform")) as harness:
                for scenario in scenarios:
                    async with self.stage(harness) as stage:
                        await scenario(stage)

        asyncio.run(play())

    def made(self, look: Callable[[Adapter], None]) -> None:
        """Has a look at an adapter that doesn't run."""

        async def look_at_it() -> None:
            async with self.open(self._new("platform")) as harness:
                look(harness.make(ACCOUNT, self.folder / "adapter"))

        asyncio.run(look_at_it())

    @asynccontextmanager
    async def stage(self, harness: AdapterHarness, account: str = ACCOUNT) -> AsyncIterator[Stage]:
        """A bot with the adapter for an account, which has a database and a folder of its own."""
        own = self.folder / f"adapter-{account}"
        adapter = ObservedAdapter(harness.make(account, own), self.patience)
        adapters: dict[str, Any] = {account: adapter}
        async with bot_at(self._new(f"bot-{account}"), adapters, {Blend.name: Blend}) as bot:
            try:
                async with asyncio.timeout(self.patience):
                    await harness.ready(adapter.adapter)
            except TimeoutError:
                raise ConformanceError(f"it doesn't hear its platform after {self.patience:g} s") from None
            yield Stage(harness, adapter, bot, own, self.patience)

    def _new(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder


def text_of(event: Event) -> str:
    """What was said, if that was a text."""
    return event.text if isinstance(event, TextSent) else ""
