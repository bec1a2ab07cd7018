"""The adapter with nothing behind it that answers: what it hands in is kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from atelier_matrix.adapter import Matrix
from harness import Harness, open_harness

from atelier_bot import Event, Receipt

PATIENCE = 60.0


class Recorder:
    """An engine that keeps events and does nothing about them."""

    effects: dict[str, Any] = {}

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._changed = asyncio.Condition()

    async def submit(self, event: Event) -> Receipt:
        """See Engine."""
        async with self._changed:
            self.events.append(event)
            self._changed.notify_all()
        return Receipt()

    async def heard(self, wanted: Callable[[Event], bool]) -> Event:
        """The first event as wanted, as soon as there is one."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: any(map(wanted, self.events)))
        return next(filter(wanted, self.events))

    async def said(self, text: str) -> Event:
        return await self.heard(lambda event: getattr(event, "text", None) == text)


@asynccontextmanager
async def listening(adapter: Matrix) -> AsyncIterator[Recorder]:
    """While an adapter runs; what it handed in."""
    recorder = Recorder()
    running = asyncio.create_task(adapter.run(recorder))  # type: ignore[arg-type]
    try:
        yield recorder
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def play(folder: Path, scenario: Callable[[Harness], Coroutine[Any, Any, None]]) -> None:
    """Plays a scenario on the homeserver, with bots and people of its own."""

    async def play() -> None:
        async with open_harness(folder) as harness:
            await scenario(harness)

    asyncio.run(play())
