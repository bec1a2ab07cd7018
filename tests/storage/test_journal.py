"""SQLite's journal begins anew again and again while people write, and nothing of what they wrote is lost."""

import asyncio
from pathlib import Path

import pytest

from storage import journal
from storage.store import open_store
from tests.storage.harness import blob

MEGABYTE = 1 << 20


async def test_it_stays_short_while_others_write(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(journal, "LONG", MEGABYTE)
    data = bytes(MEGABYTE // 2)
    written = 0
    async with open_store(f"sqlite:///{file}") as store:
        # Without help it begins anew after 200 MB only.
        while written < 4 or file.with_name(f"{file.name}-wal").stat().st_size > written * len(data) / 2:
            assert written < 200
            async with store.begin() as transaction:
                await transaction.put_blob(blob(str(written), data=data))
            written += 1
            await asyncio.sleep(0.005)
        async with store.begin() as transaction:
            assert await transaction.missing_blobs(str(number) for number in range(written)) == set()
