"""The last that is allowed: a photo's last byte, the longest pause between tries; and what is learned at once."""

import asyncio
from pathlib import Path

import pytest

from core.engine.outbox import MAX_RETRY_PAUSE
from core.engine.photo_intake import PhotoIntake
from core.model.errors import Refusal
from core.model.event import Photo, PhotoSent
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import NO_GALLERIES, ROOM, EngineHarness, FakeAdapter, decode, play


@pytest.mark.parametrize(("size", "refusal"), [(1000, None), (1001, Refusal.TOO_LARGE), (None, None)])
def test_a_photo_may_have_as_many_bytes_as_are_allowed(size: int | None, refusal: Refusal | None) -> None:
    platform = FakeAdapter()
    platform.photos["a"] = b"a"
    intake = PhotoIntake({("fake", "one"): platform}, decode, lambda: "x", 1000, galleries=NO_GALLERIES)
    photo = PhotoSent(id="1", address=ROOM, sender=ANN, photo=Photo(reference="a", size=size))
    event, _ = asyncio.run(intake.bring(photo, expires=50.0))
    assert isinstance(event, PhotoSent)
    assert event.photo.refusal is refusal


def test_however_long_an_outage_lasts_a_message_is_tried_every_five_minutes(tmp_path: Path) -> None:
    platform = FakeAdapter()
    platform.troubles.extend([ConnectionError("reset")] * 12)

    async def scenario(harness: EngineHarness) -> None:
        await harness.post("one")
        while platform.troubles:
            before = harness.outbox._put_off_until
            harness.now += MAX_RETRY_PAUSE
            while harness.outbox._put_off_until == before:
                harness.outbox.wake()
                await asyncio.sleep(0.001)
        harness.now += MAX_RETRY_PAUSE
        harness.outbox.wake()
        assert await harness.heard(1) == ["one"]

    play(tmp_path, scenario, platform=platform)


def test_how_long_a_painting_took_is_known_for_the_next_one(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b")
        assert "can't tell yet how long" in (await harness.heard(2))[1]
        (job,) = await harness.jobs()
        await harness.finish(job, result=job.order.inputs["content"], attempt=1)  # it took three seconds
        await harness.photo("c")
        await harness.photo("d")
        assert "It won't take long." in (await harness.heard(4))[3]

    play(tmp_path, scenario)
