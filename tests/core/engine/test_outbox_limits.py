"""What the outbox doesn't do: go on after a stop, speak twice at once in one place, try for ever, shrink a file."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest

from core.engine.outbox import MAX_ADAPTER_FAILURES
from core.model.address import Address
from core.model.blob import Blob
from core.model.job import Job, JobState, Order
from core.model.reply import Reply
from core.plugins.capabilities import Capabilities
from core.plugins.message import Message
from tests.conftest import picture
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play


class Held(FakeAdapter):
    """A platform that holds back the message "slow"."""

    def __init__(self) -> None:
        super().__init__(Capabilities(edit_interval=0.0))
        self.sending, self.gate = asyncio.Event(), asyncio.Event()

    async def send(self, address: Address, message: Message) -> str:
        if message.text == "slow":
            self.sending.set()
            await self.gate.wait()
        return await super().send(address, message)


def test_after_a_stop_what_is_being_sent_is_the_last(tmp_path: Path) -> None:
    platform = Held()

    async def scenario(harness: EngineHarness) -> None:
        await harness.post("slow", "two")
        await platform.sending.wait()
        finishing = asyncio.create_task(harness.outbox.finish(60))
        await asyncio.sleep(0)
        platform.gate.set()
        await finishing
        assert platform.texts == ["slow"]

    play(tmp_path, scenario, platform=platform)


def test_an_adapters_documents_are_brought_one_at_a_time_and_hold_up_nothing_else(tmp_path: Path) -> None:
    platform = Held()

    async def scenario(harness: EngineHarness) -> None:
        async with harness.store.begin() as transaction:
            for id in ("first", "second"):
                kept = Blob(id=id, person=ANN_ID, kind="application/zip", data=id.encode(), expires=1e12)
                await transaction.put_blob(kept)
        await harness.post("slow", document="first")
        await platform.sending.wait()
        await harness.post("a document too", document="second", at=OTHER_ROOM)
        await harness.post("words", at=ROOM._replace(chat="third"))
        assert await harness.heard(1) == ["words"]
        platform.gate.set()
        assert await harness.heard(3) == ["words", "slow", "a document too"]

    play(tmp_path, scenario, platform=platform)


def test_progress_waits_for_what_is_being_sent_in_its_conversation_and_for_no_other(tmp_path: Path) -> None:
    platform = Held()

    async def begin(harness: EngineHarness, id: str, at: Address) -> None:
        order = Order(id=id, effect="blend", inputs={}, options={})
        job = Job(order=order, address=at, person=ANN_ID, created=1.0, state=JobState.RUNNING)
        async with harness.store.begin() as transaction:
            await transaction.add_job(job)
        sent = len(platform.sent)
        await harness.post("queued", at=at, job=id)
        await harness.heard(sent + 1)

    async def scenario(harness: EngineHarness) -> None:
        await begin(harness, "here", ROOM)
        await begin(harness, "there", OTHER_ROOM)
        await harness.post("slow", at=ROOM)
        await platform.sending.wait()
        harness.outbox.progress(ROOM, ANN_ID, Reply(text="here", job="here"), None, 0.5)
        for percent in range(5):
            harness.outbox.progress(OTHER_ROOM, ANN_ID, Reply(text=f"there {percent}", job="there"), None, 0.5)
            await platform.until(lambda seen=percent: len(platform.edited) > seen)
        assert {message.text[:5] for _, message in platform.edited} == {"there"}
        platform.gate.set()
        await platform.until(lambda: platform.edited[-1][1].text == "here")

    play(tmp_path, scenario, platform=platform)


@pytest.mark.parametrize(
    ("failures", "said"),
    [(MAX_ADAPTER_FAILURES, ["one", "two"]), (MAX_ADAPTER_FAILURES + 1, ["two"])],
    ids=["as often as that", "once more"],
)
def test_a_message_that_makes_an_adapter_fail_is_tried_so_often_and_then_given_up(
    tmp_path: Path, failures: int, said: list[str]
) -> None:
    platform = FakeAdapter()
    platform.troubles.extend([LookupError("a mistake")] * failures)

    async def scenario(harness: EngineHarness) -> None:
        await harness.post("one", "two")
        hearing = asyncio.create_task(harness.heard(len(said)))
        while not hearing.done():  # time goes on
            harness.now += 1000
            harness.outbox.wake()
            await asyncio.sleep(0.001)
        assert await hearing == said
        assert not platform.troubles

    play(tmp_path, scenario, platform=platform)


@pytest.mark.parametrize(("as_file", "whole"), [(True, True), (False, False)])
def test_a_file_has_the_room_of_files_and_a_picture_that_of_pictures(
    tmp_path: Path, as_file: bool, whole: bool
) -> None:
    platform = FakeAdapter(Capabilities(picture_limit=20_000, file_limit=10_000_000))
    out = BytesIO()
    picture(300, 200, 0).save(out, "PNG")

    async def scenario(harness: EngineHarness) -> None:
        painting = Blob(id="p", person=ANN_ID, kind="image/png", data=out.getvalue(), expires=1e12)
        async with harness.store.begin() as transaction:
            await transaction.put_blob(painting)
        await harness.post("here", picture="p", as_file=as_file)
        await harness.heard(1)
        assert (platform.sent[0][1].picture == out.getvalue()) is whole

    play(tmp_path, scenario, platform=platform)
