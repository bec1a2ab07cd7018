"""The bot as a whole: its parts around a store, and what it does by itself."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from core.bot import SWEEP_AT_ONCE, Bot, Plugins
from core.conversation.store import Blob
from core.conversation.turn import Rules
from core.jobs.runner import RunnerSettings
from storage.store import open_store
from storage.unit import SqlUnit
from tests.core.conversation.desk import Platform
from tests.core.conversation.talk import Blend


def test_expired_pictures_are_deleted_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted: list[int] = []
    finished = asyncio.Event()
    delete = SqlUnit.delete_expired

    async def note(unit: SqlUnit, now: float, most: int) -> int:
        deleted.append(await delete(unit, now, most))
        if deleted[-1] < SWEEP_AT_ONCE:
            finished.set()
        return deleted[-1]

    async def scene() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            async with store.begin() as unit:
                for number in range(2 * SWEEP_AT_ONCE + 3):
                    await unit.put_blob(Blob(id=f"{number}", person="ann", kind="photo", data=b"x", expires=1.0))
            ids, stop = count(1), asyncio.Event()
            bot = Bot(
                store,
                Plugins({"desk": Platform()}, {}, {}),
                Rules({"blend": Blend()}),
                RunnerSettings(),
                clock=lambda: 10.0,
                token=lambda: f"t{next(ids)}",
            )
            running = asyncio.create_task(bot.run(stop))
            await asyncio.wait_for(finished.wait(), 60)
            stop.set()
            await running

    monkeypatch.setattr(SqlUnit, "delete_expired", note)
    asyncio.run(scene())
    assert deleted == [SWEEP_AT_ONCE, SWEEP_AT_ONCE, 3]
