"""An adapter that is checked: a bot around it, people on its platform, and what it hands in."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from atelier_bot.testing.adapters.golden_effect import Blend
from atelier_bot.testing.adapters.harness import AdapterHarness, Guest, OpenHarness
from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.running_bot import bot_at
from core.engine.bot import Bot
from core.model.event import Event, TextSent
from core.plugins.adapter import Adapter, Engine, Receipt

TIMEOUT = 60.0
READY_TIMEOUT = 60.0


class NotApplicable(Exception):
    """A check asks for what the platform hasn't got."""


class ObservedAdapter:
    """An adapter whose events are kept in ``events`` before the engine has them.

    ``troubles`` are raised in turn, instead of an event's being kept.
    """

    def __init__(self, adapter: Adapter) -> None:
        self.adapter = adapter
        self.events: list[Event] = []
        self.brought: list[Event] = []
        self.troubles: deque[Exception] = deque()
        self.changed = asyncio.Condition()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.adapter, name)

    async def run(self, engine: Engine) -> None:
        """See Adapter."""
        await self.adapter.run(_ObservedEngine(engine, self))  # type: ignore[arg-type]

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

        def found() -> list[Event]:
            several = [one for one in self.brought if wanted(one)]
            return several if len(several) >= times else []

        return await self._until(found, what)

    async def _until(self, found: Callable[[], Any], what: str) -> Any:
        try:
            async with asyncio.timeout(TIMEOUT), self.changed:
                return await self.changed.wait_for(found)
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

    async def said(self, guest: Guest, text: str) -> Event:
        """The event of a text that somebody says."""
        await guest.text(text)
        return await self.adapter.heard(lambda event: text_of(event) == text, f"the text {text!r}")


@dataclass(frozen=True)
class AdapterUnderTest:
    """``open`` is the author's harness, ``account`` the table's name, ``folder`` a new one for this check."""

    open: OpenHarness
    folder: Path
    account: str = "bot"

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
                look(harness.make(self.account, self.folder / "adapter"))

        asyncio.run(look_at_it())

    @asynccontextmanager
    async def stage(self, harness: AdapterHarness, account: str = "") -> AsyncIterator[Stage]:
        """A bot with the adapter for an account, which has a database and a folder of its own."""
        account = account or self.account
        own = self.folder / f"adapter-{account}"
        adapter = ObservedAdapter(harness.make(account, own))
        async with bot_at(self._new(f"bot-{account}"), {account: adapter}, {Blend.name: Blend}) as bot:  # type: ignore[dict-item]
            try:
                async with asyncio.timeout(READY_TIMEOUT):
                    await harness.ready(adapter.adapter)
            except TimeoutError:
                raise ConformanceError(f"it doesn't hear its platform after {READY_TIMEOUT:g} s") from None
            yield Stage(harness, adapter, bot, own)

    def _new(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder


def text_of(event: Event) -> str:
    """What was said, if that was a text."""
    return event.text if isinstance(event, TextSent) else ""


async def until_seen(guest: Guest, wanted: Callable[[Any], bool], what: str) -> Any:
    """The newest message as wanted that somebody sees, as soon as they do. Raises ConformanceError where none comes."""
    seen: list[Any] = []
    try:
        async with asyncio.timeout(TIMEOUT):
            while True:
                seen = await guest.seen()
                found = next((shown for shown in reversed(seen) if wanted(shown)), None)
                if found is not None:
                    return found
                await guest.changed()
    except TimeoutError:
        last = f"{seen[-1].text!r:.100}" if seen else "nothing"
        raise ConformanceError(f"{what} isn't seen; what is seen last is {last}") from None
