"""The engine: what it has taken in is answered once, in order and for good, whatever happens in between."""

import asyncio
from pathlib import Path

import pytest

from core.model.address import Address
from core.model.event import Photo, PhotoSent, TextSent
from core.model.job import JobState
from core.model.person import Person, PersonId
from core.model.reply import Reply
from core.plugins.message import Answered
from storage.transaction import SqlTransaction
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

BEN = Person(id="ben", locale="ru")


def test_two_photos_become_an_order_and_its_end_is_told(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b")
        first, second = await harness.heard(2)
        assert "picture whose style" in first
        assert "I have the pictures" in second
        (job,) = await harness.jobs()
        assert harness.ordered == 1
        async with harness.store.begin() as transaction:
            content, style = [await transaction.blob(job.order.inputs[slot]) for slot in ("content", "style")]
            assert content is not None
            assert style is not None
            assert (content.data, style.data) == (b"\x89PNG a", b"\x89PNG b")
        await harness.finish(job, result=content.id)
        await harness.platform.until(lambda: harness.platform.edited)
        reference, message = harness.platform.edited[0]
        assert reference == "m2"
        assert message.picture == b"\x89PNG a"
        assert message.kept.blob == content.id

    play(tmp_path, scenario)


def test_an_answer_names_the_event_that_it_answers_and_the_end_of_a_job_none(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.engine.submit(TextSent(id="e1", address=ROOM, sender=ANN, text="hello", answer_by="a ticket"))
        await harness.photo("a")
        await harness.photo("b")
        await harness.heard(3)
        told = [message.answers for _, message in harness.platform.sent]
        assert told == [Answered(id="e1", answer_by="a ticket"), Answered(id="a"), Answered(id="b")]
        (job,) = await harness.jobs()
        await harness.finish(job, result=job.order.inputs["content"])
        await harness.platform.until(lambda: harness.platform.edited)
        assert harness.platform.edited[0][1].answers is None

    play(tmp_path, scenario)


def test_what_comes_twice_is_answered_once(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        assert await harness.say("1", "hello")
        assert not await harness.say("1", "hello")
        assert await harness.say("2", "hello")
        await harness.heard(2)

    async def after_a_restart(harness: EngineHarness) -> None:
        assert not await harness.say("2", "hello")
        assert await harness.say("3", "hello")
        await harness.heard(3)
        assert len(harness.platform.sent) == 3

    play(tmp_path, scenario, after_a_restart)


def test_what_was_taken_in_before_a_crash_is_answered_after_it(tmp_path: Path) -> None:
    async def crash(harness: EngineHarness) -> None:
        async with harness.store.begin() as transaction:  # the engine dies between taking it in and its turn
            for id in ("a", "b"):
                harness.platform.photos[id] = id.encode()
                photo = PhotoSent(id=id, address=ROOM, sender=ANN, photo=Photo(reference=id))
                await transaction.receive(photo, harness.now)

    async def after(harness: EngineHarness) -> None:
        await harness.heard(2)
        assert len(await harness.jobs()) == 1

    play(tmp_path, crash, after)


def test_one_conversation_is_handled_in_order_and_others_meanwhile(tmp_path: Path) -> None:
    """A slow photo holds up what came after it in its conversation, and nobody else."""

    class Slow(FakeAdapter):
        gate: asyncio.Event

        async def fetch(self, photo: Photo, limit: int) -> bytes:
            await self.gate.wait()
            return await super().fetch(photo, limit)

    platform = Slow()

    async def scenario(harness: EngineHarness) -> None:
        platform.gate = asyncio.Event()
        await harness.photo("a")
        await harness.command("1", "privacy")
        await harness.command("2", "privacy", at=OTHER_ROOM, by=BEN)
        await harness.heard(1)
        assert [address for address, _ in platform.sent] == [OTHER_ROOM]
        platform.gate.set()
        texts = await harness.heard(3)
        assert "picture whose style" in texts[1]
        assert "/forget" in texts[2]

    play(tmp_path, scenario, platform=platform)


def test_an_album_is_complete_a_second_after_its_last_photo(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a", album="x")
        await harness.photo("b", album="x")
        await asyncio.sleep(0)
        harness.now += 2

    async def after_a_restart(harness: EngineHarness) -> None:
        hearing = asyncio.create_task(harness.heard(1))
        while not hearing.done():  # time goes on
            harness.now += 10
            await asyncio.sleep(0.01)
        (job,) = await harness.jobs()
        assert set(job.order.inputs) == {"content", "style"}

    play(tmp_path, scenario, after_a_restart)


class TestJobs:
    def test_cancelling_ends_a_job_at_once_and_tells_the_runner(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.photo("b")
            await harness.heard(2)
            (job,) = await harness.jobs()
            await harness.press("1", f"cancel:{job.id}")
            await harness.platform.until(lambda: harness.platform.edited)
            assert harness.cancelled == [job.id]
            assert await harness.jobs() == []
            async with harness.store.begin() as transaction:
                ended = await transaction.job(job.id)
            assert ended is not None
            assert ended.state is JobState.CANCELLED

        play(tmp_path, scenario)

    def test_conversations_that_a_turn_speaks_to_are_spoken_to_in_one_order(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Whoever cancels here what was ordered there mustn't wait for who cancels there what was ordered here."""
        posted: list[Address] = []
        post = SqlTransaction.post

        async def note(transaction: SqlTransaction, address: Address, person: str, reply: Reply, now: float) -> int:
            posted.append(address)
            return await post(transaction, address, person, reply, now)

        async def scenario(harness: EngineHarness) -> None:
            for at, by in ((ROOM, ANN), (OTHER_ROOM, BEN)):
                for id in ("a", "b"):
                    await harness.photo(f"{id} of {by.id}", at=at, by=by)
            await harness.heard(4)
            posted.clear()
            await harness.command("1", "cancel", at=OTHER_ROOM, by=ANN)
            await harness.command("2", "cancel", at=ROOM, by=BEN)
            await harness.heard(6)
            assert posted == [OTHER_ROOM, ROOM, OTHER_ROOM, ROOM]

        monkeypatch.setattr(SqlTransaction, "post", note)
        play(tmp_path, scenario)

    def test_its_progress_is_said_in_the_language_it_was_ordered_in_and_nothing_is_read_for_it(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a", by=BEN)
            await harness.photo("b", by=BEN)
            await harness.heard(2)
            (job,) = await harness.jobs()

            def begin() -> None:
                raise AssertionError("a transaction began")

            with monkeypatch.context() as patch:
                patch.setattr(harness.store, "begin", begin)
                reply = harness.engine.progress(job.model_copy(update={"fraction": 0.5}), 20.0)
            assert (reply.job, reply.text) == (job.id, "Рисую: 50\N{NO-BREAK SPACE}%. Осталось около 20 секунд.")
            ((cancel,),) = reply.buttons
            assert (cancel.id, cancel.typed) == (f"cancel:{job.id}", "/cancel")  # no number: it is no menu

        play(tmp_path, scenario)

    def test_a_job_belongs_to_who_ordered_it(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.photo("b")
            await harness.heard(2)
            (job,) = await harness.jobs()
            receipt = await harness.press("1", f"cancel:{job.id}", by=BEN)
            assert not receipt.new
            assert "только тот" in receipt.notice
            assert len(await harness.jobs()) == 1
            assert await harness.engine.job(job.id, "fake:one:ben") is None
            assert await harness.engine.job(job.id, job.person) is not None
            blob = job.order.inputs["content"]
            assert await harness.engine.blob(blob, "fake:one:ben") is None
            assert await harness.engine.blob(blob, job.person) is not None

        play(tmp_path, scenario)

    def test_the_second_job_of_one_person_ranks_behind_the_first_of_another(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            for id in ("a", "b", "c", "d"):
                await harness.photo(id)
            await harness.heard(4)
            for id in ("e", "f"):
                await harness.photo(id, at=OTHER_ROOM, by=BEN)
            texts = await harness.heard(6)
            assert "One painting comes before yours" in texts[3]
            ranks = {(job.person, job.rank) for job in await harness.jobs()}
            assert ranks == {(ANN_ID, 0), (ANN_ID, 1), ("fake:one:ben", 0)}

        play(tmp_path, scenario)


class TestLanguage:
    def test_what_a_person_speaks_elsewhere_is_spoken_where_the_platform_says_none(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.command("1", "status", at=OTHER_ROOM, by=BEN)
            silent = BEN.model_copy(update={"locale": ""})
            await harness.say("2", "hello", by=silent)
            assert (await harness.heard(2))[1] == "Пришлите фото, которое нужно нарисовать."
            assert (
                await harness.engine.settings(Address("fake", "one", "third"), PersonId.of("fake", "one", "ben"))
            ).language == "ru"
            await harness.say("3", "hello", by=Person(id="cid"))
            assert (await harness.heard(3))[2] == "Send me the photo you want painted."

        play(tmp_path, scenario)


class TestSettings:
    def test_what_is_chosen_in_one_conversation_holds_in_all_of_the_persons(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.press("1", "set:strength:1.0", at=OTHER_ROOM)
            await harness.press("2", "language:ru", at=OTHER_ROOM)
            await harness.heard(2)
            here = await harness.engine.settings(ROOM, ANN_ID)
            assert (here.language, here.values["strength"]) == ("ru", 1.0)
            bens = await harness.engine.settings(ROOM, PersonId.of("fake", "one", "ben"))
            assert bens.values["strength"] == 0.5
            for id in ("a", "b"):
                await harness.photo(id)
            await harness.heard(4)
            (job,) = await harness.jobs()
            assert job.order.options["strength"] == 1.0

        play(tmp_path, scenario)

    def test_they_are_forgotten_too(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.press("1", "set:strength:1.0", at=OTHER_ROOM)
            await harness.press("2", "forget-yes")
            await harness.heard(2)
            assert (await harness.engine.settings(ROOM, ANN_ID)).values["strength"] == 0.5

        play(tmp_path, scenario)


class TestPersonData:
    def test_forget_leaves_nothing_and_stops_the_work(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.photo("b")
            await harness.heard(2)
            (job,) = await harness.jobs()
            await harness.press("1", "forget-yes")
            assert "Everything is deleted: 2 pictures, one painting" in (await harness.heard(3))[2]
            assert harness.cancelled == [job.id]
            async with harness.store.begin() as transaction:
                assert (await transaction.person_data(job.person)).blobs == ()
                assert await transaction.jobs_of(job.person, 0, 9) == []
                assert await transaction.events_of(job.person, 0, 9) == []

        play(tmp_path, scenario)

    def test_photos_that_expired_are_asked_for_again(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.photo("a")
            await harness.heard(1)
            harness.now += 7200
            async with harness.store.begin() as transaction:
                assert await transaction.delete_expired(harness.now, 100) == 1
            await harness.photo("b")
            texts = await harness.heard(3)
            assert "deleted" in texts[1]
            assert await harness.jobs() == []

        play(tmp_path, scenario)


def test_settings_and_history_are_what_a_page_of_our_own_shows(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.heard(1)
        settings = await harness.engine.settings(ROOM, ANN_ID)
        assert settings.language == "en"
        assert set(settings.photos) == {"content"}
        assert [slot.name for slot in settings.effect.slots] == ["content", "style"]
        assert settings.values["strength"] == 0.5
        said = await harness.engine.history(ROOM, 100)
        assert [line.event is not None for line in said] == [True, False]

    play(tmp_path, scenario)
