"""The outbox: every reply arrives once and in order, and the last word of a job is the last thing that is seen."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.model.address import Address
from core.model.blob import Blob
from core.model.job import Job, JobState, Order
from core.model.reply import Reply
from core.plugins.adapter import RateLimited, Undeliverable
from core.plugins.capabilities import Capabilities
from core.plugins.message import Answered, Message
from tests.conftest import picture
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, fail_once, play


async def begin_job(harness: EngineHarness) -> Job:
    """A job that is worked on, and its status message."""
    order = Order(id="j", effect="blend", inputs={}, options={})
    job = Job(order=order, address=ROOM, person=ANN_ID, created=harness.now, state=JobState.RUNNING)
    async with harness.store.begin() as transaction:
        await transaction.add_job(job)
    await harness.post("queued", job="j")
    while not await noted(harness):
        await asyncio.sleep(0)
    return job


async def noted(harness: EngineHarness) -> bool:
    """Whether the status message is known to have been sent."""
    async with harness.store.begin() as transaction:
        return await transaction.status_message("j") is not None


async def end(harness: EngineHarness, job: Job) -> None:
    async with harness.store.begin() as transaction:
        assert await transaction.update_job(job.model_copy(update={"state": JobState.DONE}), job.attempt)
    await harness.post("done", job=job.id)


class TestOrder:
    def test_a_conversations_replies_arrive_in_order_whatever_fails(self, tmp_path: Path) -> None:
        platform = FakeAdapter()
        platform.troubles.extend([RateLimited(30), OSError("connection reset"), LookupError("a mistake")])

        async def scenario(harness: EngineHarness) -> None:
            await harness.post("one", "two", "three")
            hearing = asyncio.create_task(harness.heard(3))
            while not hearing.done():  # time goes on
                harness.now += 100
                harness.outbox.wake()
                await asyncio.sleep(0.001)
            assert await hearing == ["one", "two", "three"]
            assert not platform.troubles

        play(tmp_path, scenario, platform=platform)

    def test_one_that_waits_stalls_its_own_conversation_only(self, tmp_path: Path) -> None:
        platform = FakeAdapter()
        platform.troubles.append(RateLimited(30))

        async def scenario(harness: EngineHarness) -> None:
            await harness.post("one", "two")
            while not harness.outbox._put_off_until:
                await asyncio.sleep(0)
            await harness.post("elsewhere", at=OTHER_ROOM)
            assert await harness.heard(1) == ["elsewhere"]
            harness.now += 31
            harness.outbox.wake()
            assert await harness.heard(3) == ["elsewhere", "one", "two"]

        play(tmp_path, scenario, platform=platform)

    def test_what_is_undeliverable_is_given_up_and_the_rest_goes_on(self, tmp_path: Path) -> None:
        platform = FakeAdapter()
        platform.troubles.append(Undeliverable("the bot was blocked"))

        async def scenario(harness: EngineHarness) -> None:
            await harness.post("one", "two")
            assert await harness.heard(1) == ["two"]

        play(tmp_path, scenario, platform=platform)

    def test_what_a_dead_process_left_is_sent_by_the_next(self, tmp_path: Path) -> None:
        async def life(harness: EngineHarness) -> None:
            async with harness.store.begin() as transaction:
                await transaction.post(ROOM, ANN_ID, Reply(text="left over"), harness.now)

        async def next_life(harness: EngineHarness) -> None:
            assert await harness.heard(1) == ["left over"]

        play(tmp_path, life, next_life)

    def test_a_stop_waits_for_what_is_being_sent_and_begins_nothing_new(self, tmp_path: Path) -> None:
        class Slow(FakeAdapter):
            sending: asyncio.Event
            gate: asyncio.Event

            async def send(self, address: Address, message: Message) -> str:
                self.sending.set()
                await self.gate.wait()
                return await super().send(address, message)

        platform = Slow()

        async def scenario(harness: EngineHarness) -> None:
            platform.sending, platform.gate = asyncio.Event(), asyncio.Event()
            await harness.post("one", "two")
            await platform.sending.wait()
            finishing = asyncio.create_task(harness.outbox.finish(60))
            await asyncio.sleep(0)
            platform.gate.set()
            await finishing

        async def next_life(harness: EngineHarness) -> None:
            platform.sending, platform.gate = asyncio.Event(), asyncio.Event()
            platform.gate.set()
            assert await harness.heard(2) == ["one", "two"]
            assert len(platform.sent) == 2

        play(tmp_path, scenario, next_life, platform=platform)

    def test_one_that_was_put_off_is_sent_when_its_time_has_come_though_nothing_else_happens(
        self, tmp_path: Path
    ) -> None:
        platform = FakeAdapter()
        platform.troubles.append(RateLimited(30))

        async def scenario(harness: EngineHarness) -> None:
            await harness.post("one")
            while not harness.outbox._put_off_until:
                await asyncio.sleep(0)
            harness.now += 31
            assert await harness.heard(1) == ["one"]  # well before the half minute after which it looks anyway

        play(tmp_path, scenario, platform=platform)


class TestParts:
    def test_a_rate_limit_between_them_sends_none_again_and_nothing_comes_in_between(self, tmp_path: Path) -> None:
        class Strict(FakeAdapter):
            """Wants to wait after the first part."""

            async def send(self, address: Address, message: Message) -> str:
                sent = await super().send(address, message)
                if message.text == "one two":
                    self.troubles.append(RateLimited(30))
                return sent

        platform = Strict(Capabilities(text_limit=8))

        async def scenario(harness: EngineHarness) -> None:
            async with harness.store.begin() as transaction:
                for text in ("one two three", "four"):
                    await transaction.post(ROOM, ANN_ID, Reply(text=text, private=True, answers="e"), harness.now)
            harness.outbox.wake()
            while not harness.outbox._put_off_until:
                await asyncio.sleep(0.001)
            harness.now += 31
            harness.outbox.wake()
            assert await harness.heard(3) == ["one two", "three", "four"]
            messages = [message for _, message in platform.sent]
            assert len({message.key for message in messages}) == 3
            assert all(message.private and message.answers == Answered(id="e") for message in messages)

        play(tmp_path, scenario, platform=platform)


def test_what_adapters_that_are_gone_have_to_say_is_kept_and_not_looked_at(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        for account in ("two", "On"):
            await harness.post("later", at=ROOM._replace(account=account))
        await harness.post("now")
        assert await harness.heard(1) == ["now"]
        while await harness.outbox._waiting():  # until it is noted that it was sent
            await asyncio.sleep(0)
        async with harness.store.begin() as transaction:
            assert [waiting.reply.text for waiting in await transaction.unsent(harness.now)] == ["later", "later"]

    play(tmp_path, scenario)


class TestPictures:
    def test_one_too_large_for_the_platform_becomes_a_jpeg_that_fits(self, tmp_path: Path) -> None:
        platform = FakeAdapter(Capabilities(picture_limit=20_000))

        async def scenario(harness: EngineHarness) -> None:
            out = BytesIO()
            picture(300, 200, 0).save(out, "PNG")
            async with harness.store.begin() as transaction:
                await transaction.put_blob(
                    Blob(id="p", person=ANN_ID, kind="image/png", data=out.getvalue(), expires=1e12)
                )
            await harness.post("here", picture="p")
            await harness.heard(1)
            sent = platform.sent[0][1].picture
            assert sent is not None
            assert len(sent) <= 20_000
            assert Image.open(BytesIO(sent)).format == "JPEG"

        play(tmp_path, scenario, platform=platform)


class TestProgress:
    @pytest.fixture
    def painting(self) -> Reply:
        return Reply(text="painting", job="j")

    def test_it_edits_the_status_message_and_the_newest_wins(self, tmp_path: Path, painting: Reply) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.01))

        async def scenario(harness: EngineHarness) -> None:
            await begin_job(harness)
            for percent in range(100):
                harness.outbox.progress(ROOM, ANN_ID, painting, None, percent / 100)
            await platform.until(lambda: platform.edited and platform.edited[-1][1].progress == 0.99)
            assert len(platform.edited) < 10
            assert {reference for reference, _ in platform.edited} == {"m1"}

        play(tmp_path, scenario, platform=platform)

    def test_a_preview_waits_for_the_next_edit_whatever_comes_meanwhile(self, tmp_path: Path, painting: Reply) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.01))

        async def scenario(harness: EngineHarness) -> None:
            await begin_job(harness)
            platform.troubles.append(RateLimited(0.01))
            for percent, preview in ((10, b"first"), (20, None), (30, b"second"), (40, None)):
                harness.outbox.progress(ROOM, ANN_ID, painting, preview, percent / 100)
            await platform.until(lambda: platform.edited)
            assert [(message.progress, message.picture) for _, message in platform.edited] == [(0.4, b"second")]
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            await platform.until(lambda: len(platform.edited) == 2)
            assert platform.edited[1][1].picture is None

        play(tmp_path, scenario, platform=platform)

    def test_what_a_platform_had_no_time_for_is_shown_later(self, tmp_path: Path, painting: Reply) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.01))

        async def scenario(harness: EngineHarness) -> None:
            await begin_job(harness)
            platform.troubles.append(RateLimited(0.05))
            harness.outbox.progress(ROOM, ANN_ID, painting, b"preview", 0.5)
            while platform.troubles:
                await asyncio.sleep(0)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.6)
            await platform.until(lambda: platform.edited)
            assert (platform.edited[0][1].progress, platform.edited[0][1].picture) == (0.6, b"preview")

        play(tmp_path, scenario, platform=platform)

    def test_none_comes_after_the_last_word(self, tmp_path: Path, painting: Reply) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.01))

        async def scenario(harness: EngineHarness) -> None:
            job = await begin_job(harness)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            await platform.until(lambda: platform.edited)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.6)
            await end(harness, job)
            await platform.until(lambda: platform.edited[-1][1].text == "done")
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.7)
            while harness.outbox._statuses:
                await asyncio.sleep(0.001)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.8)  # also when nothing of it is remembered
            while harness.outbox._statuses:
                await asyncio.sleep(0.001)
            assert platform.edited[-1][1].text == "done"

        play(tmp_path, scenario, platform=platform)

    @pytest.mark.parametrize("error", [OSError("reset"), Undeliverable("gone"), LookupError("a mistake")], ids=repr)
    def test_an_error_costs_an_edit_and_no_more(self, tmp_path: Path, painting: Reply, error: Exception) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.0))

        async def scenario(harness: EngineHarness) -> None:
            await begin_job(harness)
            platform.troubles.append(error)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            while platform.troubles or harness.outbox._statuses:
                await asyncio.sleep(0.001)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.6)
            await platform.until(lambda: platform.edited)
            assert platform.edited[0][1].progress == 0.6

        play(tmp_path, scenario, platform=platform)

    def test_so_does_an_outage_of_the_database(
        self, tmp_path: Path, painting: Reply, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.0))

        async def scenario(harness: EngineHarness) -> None:
            await begin_job(harness)
            fail_once(monkeypatch, "status_message")
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            while harness.outbox._statuses:
                await asyncio.sleep(0.001)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.6)
            await platform.until(lambda: platform.edited)
            assert [message.progress for _, message in platform.edited] == [0.6]

        play(tmp_path, scenario, platform=platform)

    def test_nothing_is_remembered_of_a_job_when_there_is_nothing_to_show(
        self, tmp_path: Path, painting: Reply
    ) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=0.0))

        async def scenario(harness: EngineHarness) -> None:
            job = await begin_job(harness)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            await platform.until(lambda: platform.edited)
            await end(harness, job)
            await platform.until(lambda: len(platform.edited) == 2)
            while harness.outbox._statuses:
                await asyncio.sleep(0.001)

        play(tmp_path, scenario, platform=platform)

    def test_where_messages_cannot_be_edited_there_is_none(self, tmp_path: Path, painting: Reply) -> None:
        platform = FakeAdapter(Capabilities(edit_interval=None))

        async def scenario(harness: EngineHarness) -> None:
            job = await begin_job(harness)
            harness.outbox.progress(ROOM, ANN_ID, painting, None, 0.5)
            await end(harness, job)
            assert await harness.heard(2) == ["queued", "done"]
            assert platform.edited == []

        play(tmp_path, scenario, platform=platform)
