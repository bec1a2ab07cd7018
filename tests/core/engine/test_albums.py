"""Albums at the engine: each photo moves the moment at which one is complete, and jobs end meanwhile."""

import asyncio
from pathlib import Path

from core.engine.engine import _Item
from core.model.session import Session
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, play

ANN = ANN_ID


async def session(harness: EngineHarness) -> Session:
    async with harness.store.begin() as transaction:
        return await harness.turns.session(transaction, ROOM, ANN)


async def growing(harness: EngineHarness, photos: int) -> Session:
    """The session, as soon as its album has so many photos."""
    while True:
        found = await session(harness)
        if found.album is not None and len(found.album.photos) == photos:
            return found
        await asyncio.sleep(0.001)


def test_one_that_still_grows_is_not_complete_when_an_earlier_deadline_passes(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a", album="x")
        await growing(harness, 1)
        harness.now += 0.9
        await harness.photo("b", album="x")
        album = (await growing(harness, 2)).album
        harness.now += 0.2
        await harness.engine._handle(_Item(ROOM, ANN))  # the first photo's deadline has passed
        assert (await session(harness)).album == album
        harness.now += 1.0
        await harness.engine._handle(_Item(ROOM, ANN))
        assert len(await harness.jobs()) == 1
        assert (await session(harness)).album is None

    play(tmp_path, scenario)


def test_one_that_grows_goes_on_when_a_job_ends(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b")
        await harness.heard(2)
        (job,) = await harness.jobs()
        await harness.photo("c", album="x")
        await growing(harness, 1)
        await harness.finish(job, result=job.order.inputs["content"])
        await harness.platform.until(lambda: harness.platform.edited)
        assert len(harness.platform.sent) == 2
        await harness.photo("d", album="x")
        await growing(harness, 2)
        harness.now += 2.0
        await harness.engine._handle(_Item(ROOM, ANN))
        assert len(await harness.jobs()) == 1

    play(tmp_path, scenario)
