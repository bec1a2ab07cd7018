"""The outbox overhears no wake-up, whenever it comes, and sends nothing a second time for it."""

import asyncio
from pathlib import Path

import pytest

from core.model.address import Address
from core.model.outbox import OutboxEntry
from core.plugins.message import Message
from tests.core.engine.harness import OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play


class Slow(FakeAdapter):
    """A platform that takes its time for the first message to the room."""

    def __init__(self) -> None:
        super().__init__()
        self.sending, self.gate = asyncio.Event(), asyncio.Event()

    async def send(self, address: Address, message: Message) -> str:
        if address == ROOM and not self.gate.is_set():
            self.sending.set()
            await self.gate.wait()
        return await super().send(address, message)


def sleep_soundly(harness: EngineHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the outbox looks only when it is woken."""

    async def pause(_waiting: bool) -> None:
        await harness.outbox._wake.wait()

    monkeypatch.setattr(harness.outbox, "_pause", pause)


def test_what_is_posted_while_it_finds_nothing_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(harness: EngineHarness) -> None:
        look, posted = harness.outbox._waiting, list[str]()

        async def look_and_post() -> list[OutboxEntry]:
            found = await look()
            if not posted:  # it has looked, and doesn't wait yet
                posted.append("one")
                await harness.post("one")
            return found

        sleep_soundly(harness, monkeypatch)
        monkeypatch.setattr(harness.outbox, "_waiting", look_and_post)
        harness.outbox.wake()
        assert await harness.heard(1) == ["one"]

    play(tmp_path, scenario)


def test_what_is_posted_while_its_conversation_is_busy_is_sent_after_it_and_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = Slow()

    async def scenario(harness: EngineHarness) -> None:
        sleep_soundly(harness, monkeypatch)
        await harness.post("one")
        await platform.sending.wait()
        await harness.post("two")
        await harness.post("elsewhere", at=OTHER_ROOM)
        assert await harness.heard(1) == ["elsewhere"]  # so it has looked, and passed the busy one over
        platform.gate.set()
        assert await harness.heard(3) == ["elsewhere", "one", "two"]
        await harness.post("three")
        assert await harness.heard(4) == ["elsewhere", "one", "two", "three"]

    play(tmp_path, scenario, platform=platform)


def test_what_was_sent_while_it_looked_is_not_sent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL shows a transaction what was there when it began to look."""
    platform = Slow()

    async def scenario(harness: EngineHarness) -> None:
        look, seen = harness.outbox._waiting, asyncio.Event()

        async def look_long() -> list[OutboxEntry]:
            found = await look()
            if platform.sending.is_set() and not seen.is_set():
                seen.set()
                platform.gate.set()
                while harness.outbox._busy:
                    await asyncio.sleep(0)
            return found

        sleep_soundly(harness, monkeypatch)
        monkeypatch.setattr(harness.outbox, "_waiting", look_long)
        await harness.post("one")
        await platform.sending.wait()
        await harness.post("two")
        await seen.wait()
        assert await harness.heard(2) == ["one", "two"]
        await harness.post("three")
        assert await harness.heard(3) == ["one", "two", "three"]

    play(tmp_path, scenario, platform=platform)
