"""The outbox dispatcher while the database fails: nobody is disturbed, and nothing is sent twice."""

import asyncio
from pathlib import Path

import pytest

from core.model.address import Address
from core.plugins.message import Message
from tests.core.engine.harness import OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, fail_once, play


class TestOutages:
    """The database fails; ``fail_once`` says where."""

    @pytest.fixture(autouse=True)
    def _quickly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)

    @pytest.mark.parametrize("what", ["unsent", "blob", "sent"])
    def test_they_disturb_nobody_and_nothing_is_sent_twice(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
    ) -> None:
        class Slow(FakeAdapter):
            sending: asyncio.Event
            gate: asyncio.Event

            async def send(self, address: Address, message: Message) -> str:
                sent = await super().send(address, message)
                if address == OTHER_ROOM:
                    self.sending.set()
                    await self.gate.wait()
                return sent

        platform = Slow()

        async def scenario(harness: EngineHarness) -> None:
            platform.sending, platform.gate = asyncio.Event(), asyncio.Event()
            await harness.post("slow", at=OTHER_ROOM)
            await platform.sending.wait()
            failed = fail_once(monkeypatch, what)
            await harness.post("one", "two", picture="gone")
            await failed.wait()
            await harness.heard(3)
            platform.gate.set()
            await harness.post("three", at=OTHER_ROOM)
            assert sorted(await harness.heard(4)) == ["one", "slow", "three", "two"]

        play(tmp_path, scenario, platform=platform)

    def test_they_are_no_mistake_of_the_adapters(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        platform = FakeAdapter()

        async def scenario(harness: EngineHarness) -> None:
            fail_once(monkeypatch, "blob")
            await harness.post("one", picture="gone")
            await harness.heard(1)
            async with harness.store.begin() as transaction:
                (line,) = await transaction.history(ROOM, 100)
            assert line.reply is not None
            assert line.reply.tries == 0

        play(tmp_path, scenario, platform=platform)
