"""The driver: nothing of it is left when the database is closed."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from storage.store import open_store
from tests.storage.harness import ROOM


@pytest.mark.parametrize("round", range(5))
def test_a_transaction_that_is_cancelled_while_it_waits_for_a_lock_leaves_no_thread(tmp_path: Path, round: int) -> None:
    path = tmp_path / "atelier.db"

    async def scenario() -> None:
        async with open_store(f"sqlite:///{path}", busy_seconds=0.5) as store:

            async def read() -> None:
                async with store.begin() as transaction:
                    await transaction.history(ROOM, 100)

            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                reading = asyncio.create_task(read())
                for _ in range(round * 20):
                    await asyncio.sleep(0.001)
                while not reading.done():  # as often as it takes, as the end of a program does
                    reading.cancel()
                    await asyncio.sleep(0.001)

    before = threading.active_count()
    asyncio.run(scenario())
    assert threading.active_count() <= before
