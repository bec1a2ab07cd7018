"""An engine that keeps what an adapter brings, as slowly and as badly as a test likes."""

import asyncio
from collections import deque
from math import inf

from core.conversation.address import Address
from core.conversation.events import Event
from core.conversation.store import Blob, Said
from core.jobs.model import Job
from core.plugins.adapter import Settings


class Ears:
    """Implements Receiver. ``troubles`` are raised in turn; while ``open`` isn't set, events wait."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.troubles: deque[Exception] = deque()
        self.open = asyncio.Event()
        self.open.set()
        self.knocked = asyncio.Event()
        self.news = asyncio.Condition()

    async def receive(self, event: Event) -> bool:
        self.knocked.set()
        await self.open.wait()
        if self.troubles:
            raise self.troubles.popleft()
        self.events.append(event)
        async with self.news:
            self.news.notify_all()
        return True

    async def heard(self, count: int) -> list[Event]:
        """Waits for so many events."""
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(lambda: len(self.events) >= count)
        return self.events

    async def history(self, address: Address, most: int, before: float = inf) -> list[Said]:
        raise NotImplementedError("Telegram has its own")

    async def blob(self, id: str, person: str) -> Blob | None:
        raise NotImplementedError("Telegram has its own")

    async def job(self, id: str, person: str) -> Job | None:
        raise NotImplementedError("Telegram doesn't ask")

    async def settings(self, address: Address, person: str, locale: str = "") -> Settings:  # noqa: ARG002
        return Settings(language="en", photos={}, values={}, options={})
