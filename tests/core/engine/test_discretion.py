"""What was sent hidden is hidden while it is painted and when it is done."""

from pathlib import Path

from core.dialogue.framework_texts import framework_texts
from core.model.event import Photo, PhotoSent
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, FakeAdapter, play


async def hide(harness: EngineHarness, id: str) -> None:
    """Ann sends a photo that nobody is to see who doesn't want to."""
    harness.platform.photos[id] = id.encode()
    photo = Photo(reference=id, spoiler=True)
    await harness.engine.submit(PhotoSent(id=id, address=ROOM, sender=ANN, photo=photo))


def test_a_reply_takes_to_its_platform_that_it_is_private_or_hidden_or_a_file(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.post("plain")
        await harness.post("private", private=True)
        await harness.post("hidden", spoiler=True)
        await harness.post("file", as_file=True)
        await harness.heard(4)
        told = [(message.private, message.spoiler, message.as_file) for _, message in harness.platform.sent]
        assert told == [(False, False, False), (True, False, False), (False, True, False), (False, False, True)]

    play(tmp_path, scenario)


def test_the_progress_of_a_hidden_photo_is_hidden(tmp_path: Path) -> None:
    platform = FakeAdapter()

    async def scenario(harness: EngineHarness) -> None:
        await hide(harness, "a")
        await harness.photo("b")
        await harness.heard(2)
        (job,) = await harness.jobs()
        reply = harness.engine.progress(job, 20.0)
        assert reply.spoiler
        harness.outbox.progress(ROOM, ANN_ID, reply, b"preview", 0.5)
        await platform.until(lambda: platform.edited)
        assert platform.edited[0][1].spoiler

    play(tmp_path, scenario, platform=platform)


def test_when_the_hidden_photo_has_expired_the_next_painting_is_not_hidden(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await hide(harness, "a")
        await harness.heard(1)
        harness.now += 7200
        async with harness.store.begin() as transaction:
            assert await transaction.delete_expired(harness.now, 100) == 1
        await harness.photo("b")
        await harness.photo("c")
        assert framework_texts().say("en", "photos-expired") in await harness.heard(4)
        (job,) = await harness.jobs()
        assert not job.order.spoiler

    play(tmp_path, scenario)
