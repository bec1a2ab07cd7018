"""Pictures that wait for room at the engine: a session's deadline is kept, also over a restart, and watched once."""

import asyncio
from pathlib import Path

from core.dialogue.limits import RETRY_SECONDS
from core.engine.engine import _Item
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, play

PHOTOS = "abcdefgh"
"""Of three paintings, which are as many as one may have at once, and of a fourth."""


async def send_too_many(harness: EngineHarness) -> None:
    for photo in PHOTOS:
        await harness.photo(photo)
    assert "begin" in (await harness.heard(len(PHOTOS)))[-1]


async def deadlines(harness: EngineHarness) -> list[float]:
    async with harness.store.begin() as transaction:
        return [deadline for _, _, deadline in await transaction.deadlines()]


def test_they_begin_when_one_of_the_others_is_done(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await send_too_many(harness)
        harness.now += RETRY_SECONDS
        await harness.engine._handle(_Item(ROOM, ANN_ID))
        assert len(harness.platform.sent) == len(PHOTOS)
        (first, *_) = await harness.jobs()
        await harness.finish(first, result=first.order.inputs["content"])
        harness.now += RETRY_SECONDS
        before = harness.ordered
        await harness.engine._handle(_Item(ROOM, ANN_ID))
        assert harness.ordered == before + 1
        assert len(await harness.jobs()) == 3
        await harness.heard(len(PHOTOS) + 1)
        assert await deadlines(harness) == []

    play(tmp_path, scenario)


def test_a_restart_forgets_nothing_of_it(tmp_path: Path) -> None:
    async def life(harness: EngineHarness) -> None:
        harness.now -= 2 * RETRY_SECONDS
        await send_too_many(harness)
        (first, *_) = await harness.jobs()
        await harness.finish(first, result=first.order.inputs["content"])

    async def next_life(harness: EngineHarness) -> None:
        await harness.heard(len(PHOTOS) + 1)
        assert len(await harness.jobs()) == 3

    play(tmp_path, life, next_life)


def test_however_much_is_said_meanwhile_one_watch_is_kept(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await send_too_many(harness)
        for number in range(5):
            await harness.say(f"text {number}", "and now?")
        await harness.heard(len(PHOTOS) + 5)
        await asyncio.sleep(0)
        assert len(harness.engine._watched) == 1

    play(tmp_path, scenario)
