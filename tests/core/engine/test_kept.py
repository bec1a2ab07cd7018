"""What is kept, for how long and whose: pictures outlive what was last done with them, and nobody reaches another's."""

from pathlib import Path

from core.model.blob import Blob
from core.model.person import Person
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, play

ANN, BEN = ANN_ID, Person(id="ben", locale="en")
HOUR = 3600.0


async def left(harness: EngineHarness, person: str = ANN) -> set[str]:
    """The blobs that a sweep leaves now."""
    async with harness.store.begin() as transaction:
        await transaction.delete_expired(harness.now, 100)
        return set((await transaction.person_data(person)).blobs)


async def ordered(harness: EngineHarness) -> set[str]:
    """Two photos; their blobs."""
    await harness.photo("a")
    await harness.photo("b")
    await harness.heard(2)
    (job,) = await harness.jobs()
    return set(job.order.inputs.values())


def test_a_painting_and_its_pictures_are_kept_for_an_hour_after_its_end(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        kept = await ordered(harness) | {"painting"}
        harness.now += HOUR - 10
        (job,) = await harness.jobs()
        blob = Blob(id="painting", person=ANN, kind="image/png", data=b"PNG", expires=harness.now + 1)
        async with harness.store.begin() as transaction:
            await transaction.put_blob(blob)
        await harness.finish(job, result="painting")
        await harness.platform.until(lambda: harness.platform.edited)
        harness.now += HOUR - 1
        assert await left(harness) == kept
        harness.now += 1
        assert await left(harness) == set()

    play(tmp_path, scenario)


def test_so_are_the_pictures_of_one_that_was_cancelled(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        kept = await ordered(harness)
        harness.now += HOUR - 10
        await harness.command("1", "cancel")
        await harness.heard(3)
        await harness.platform.until(lambda: harness.platform.edited)
        harness.now += HOUR - 1
        assert await left(harness) == kept

    play(tmp_path, scenario)


def test_a_photo_that_waits_is_kept_for_an_hour_after_the_last_word(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.heard(1)
        harness.now += HOUR - 10
        await harness.say("1", "hello")
        await harness.heard(2)
        harness.now += HOUR - 1
        assert len(await left(harness)) == 1
        harness.now += 1
        assert await left(harness) == set()

    play(tmp_path, scenario)


def test_a_photo_of_an_album_that_is_gone_is_said_and_left_out(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a", album="x")
        await harness.photo("b", album="x")
        while len(await left(harness)) < 2:
            pass
        (first, _) = sorted(await left(harness), key=lambda blob: int(blob[1:]))
        async with harness.store.begin() as transaction:
            await transaction.delete_blob(first)
        await harness.say("1", "hello")
        texts = await harness.heard(2)
        assert "deleted meanwhile" in texts[0]
        assert await harness.jobs() == []

    play(tmp_path, scenario)


def test_neither_a_stop_nor_forgetting_reaches_anothers_painting(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        for id in ("a", "b"):
            await harness.photo(id, at=OTHER_ROOM, by=BEN)
        await harness.heard(2)
        (job,) = await harness.jobs()
        await harness.command("1", "cancel", at=ROOM)
        assert "nothing to stop" in (await harness.heard(3))[2]
        await harness.press("2", "forget-yes", at=ROOM)
        await harness.heard(4)
        assert harness.cancelled == []
        assert await harness.jobs() == [job]
        assert len(await left(harness, job.person)) == 2

    play(tmp_path, scenario)
