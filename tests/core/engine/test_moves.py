"""A conversation that goes on at another address loses nothing on the way, whenever that is told."""

import asyncio
from pathlib import Path

import pytest

from core.engine.adapter_engine import AdapterEngine
from core.model.event import CommandGiven, PhotoSent
from core.model.event import Photo as PhotoReference
from core.model.person import PersonId
from core.plugins.adapter import Receipt
from core.plugins.capabilities import Capabilities
from core.plugins.message import Message
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

NEW_ROOM = ROOM._replace(chat="new")


class SlowAdapter(FakeAdapter):
    """An adapter that fetches and sends when a test says so."""

    def __init__(self) -> None:
        super().__init__(Capabilities(edit_interval=0.0))
        self.may_fetch, self.may_send, self.sending = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def fetch(self, photo: PhotoReference, limit: int) -> bytes:
        await self.may_fetch.wait()
        return await super().fetch(photo, limit)

    async def send(self, address: object, message: Message) -> str:
        self.sending.set()
        if address != OTHER_ROOM:
            await self.may_send.wait()
        return await super().send(address, message)  # type: ignore[arg-type]


def test_a_photo_before_and_one_after_it_become_a_painting_there(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.heard(1)
        await harness.engine.moved(ROOM, NEW_ROOM)
        await harness.engine.moved(ROOM, NEW_ROOM)
        await harness.photo("b", at=NEW_ROOM)
        await harness.heard(2)
        (job,) = await harness.jobs()
        assert job.address == NEW_ROOM
        assert [address for address, _ in harness.platform.sent] == [ROOM, NEW_ROOM]

    play(tmp_path, scenario)


def test_so_they_do_where_the_first_was_being_fetched_when_that_was_told(tmp_path: Path) -> None:
    platform = SlowAdapter()

    async def scenario(harness: EngineHarness) -> None:
        platform.may_send.set()
        await harness.photo("a")
        await harness.engine.moved(ROOM, NEW_ROOM)
        platform.may_fetch.set()
        await harness.heard(1)
        await harness.photo("b", at=NEW_ROOM)
        await harness.heard(2)
        (job,) = await harness.jobs()
        assert job.address == NEW_ROOM
        assert [address for address, _ in platform.sent] == [NEW_ROOM, NEW_ROOM]

    play(tmp_path, scenario, platform=platform)


def test_what_was_not_answered_before_a_restart_is_answered_there(tmp_path: Path) -> None:
    platform = SlowAdapter()

    async def life(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.engine.moved(ROOM, NEW_ROOM)

    async def next_life(harness: EngineHarness) -> None:
        platform.may_send.set()
        platform.may_fetch.set()
        await harness.heard(1)
        assert [address for address, _ in platform.sent] == [NEW_ROOM]

    play(tmp_path, life, next_life, platform=platform)


def test_what_still_comes_from_the_old_address_is_said_at_the_new_one(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.heard(1)
        await harness.engine.moved(ROOM, NEW_ROOM)
        await harness.photo("b", at=ROOM)
        await harness.heard(2)
        (job,) = await harness.jobs()
        assert job.address == NEW_ROOM

    play(tmp_path, scenario)


def test_a_job_that_the_runner_has_in_hand_ends_there(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b")
        await harness.heard(2)
        (job,) = await harness.jobs()
        await harness.engine.moved(ROOM, NEW_ROOM)
        await harness.finish(job)
        await harness.platform.until(lambda: harness.platform.edited)
        async with harness.store.begin() as transaction:
            assert await transaction.history(ROOM, 10) == []

    play(tmp_path, scenario)


def test_a_message_that_is_being_sent_is_not_sent_twice_and_those_behind_it_keep_their_order(tmp_path: Path) -> None:
    platform = SlowAdapter()

    async def scenario(harness: EngineHarness) -> None:
        await harness.post("one", "two")
        await platform.sending.wait()
        await harness.engine.moved(ROOM, NEW_ROOM)
        await harness.post("three", at=NEW_ROOM)
        await harness.post("elsewhere", at=OTHER_ROOM)
        await harness.platform.until(lambda: "elsewhere" in platform.texts)  # the dispatcher has looked again
        platform.may_send.set()
        await harness.settled()
        assert [text for text in platform.texts if text != "elsewhere"] == ["one", "two", "three"]

    play(tmp_path, scenario, platform=platform)


def test_whom_the_bot_listened_to_it_listens_to_there(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.engine.submit(CommandGiven(id="1", address=ROOM, sender=ANN, name="style", is_group=True))
        await harness.engine.moved(ROOM, NEW_ROOM)
        assert (await send_photo(harness, "a")).new

    async def send_photo(harness: EngineHarness, id: str) -> Receipt:
        photo = PhotoReference(reference=id)
        event = PhotoSent(id=id, address=NEW_ROOM, sender=ANN, photo=photo, is_group=True, addressed=False)
        return await harness.engine.submit(event)

    play(tmp_path, scenario)


def test_an_adapter_moves_its_own_conversations_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(harness: EngineHarness) -> None:
        engine = AdapterEngine(harness.engine, "fake", "one", notices=True)
        strange = NEW_ROOM._replace(account="two")
        await harness.photo("a")
        await harness.heard(1)
        for old, new in ((ROOM, strange), (strange, ROOM), (ROOM, NEW_ROOM)):
            await engine.moved(old, new)
        person = PersonId.of("fake", "one", ANN.id)
        assert set((await harness.engine.settings(NEW_ROOM, person)).photos) == {"content"}
        assert (await harness.engine.settings(strange, person)).photos == {}

    play(tmp_path, scenario)
    assert caplog.text.count("a move is refused") == 2
