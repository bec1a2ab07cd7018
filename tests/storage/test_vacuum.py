"""SQLite's file grows with what is kept and shrinks with what is deleted, also one that an earlier version made."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from storage import vacuum
from storage.store import open_store
from tests.storage.harness import blob, tamper

PHOTO = bytes(1 << 20)
PHOTOS = 12


class Disk(NamedTuple):
    """What ``shutil.disk_usage`` tells."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks often, and leaves little free."""
    monkeypatch.setattr(vacuum, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(vacuum, "SPARE_PAGES", 8)


async def fill_and_empty(file: Path) -> None:
    """Has pictures come and go, faster than their room is given back."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(vacuum, "LOOK_SECONDS", 3600.0)
        await _fill_and_empty(file)


async def _fill_and_empty(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        for number in range(PHOTOS):
            async with store.begin() as transaction:
                await transaction.put_blob(blob(str(number), data=PHOTO, expires=1.0))
        async with store.begin() as transaction:
            if await transaction.missing_blobs(["kept"]):
                await transaction.put_blob(blob("kept", data=b"kept", expires=9.0))
            assert await transaction.delete_expired(2.0, 100) == PHOTOS


def pages(file: Path, what: str) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"PRAGMA {what}").fetchone()[0])


def make_old(file: Path) -> None:
    """As versions before this one made it: free pages stay in it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA auto_vacuum = NONE")
        connection.execute("VACUUM")
    assert pages(file, "auto_vacuum") == 0


async def shrunk(file: Path) -> None:
    """Waits until no more than the spare pages are free."""
    async with asyncio.timeout(60):
        while pages(file, "freelist_count") > vacuum.SPARE_PAGES:
            await asyncio.sleep(0.01)


async def test_what_was_deleted_is_given_back_while_others_write(file: Path) -> None:
    await fill_and_empty(file)
    assert file.stat().st_size > PHOTOS * len(PHOTO)
    async with open_store(f"sqlite:///{file}") as store:
        async with store.begin() as transaction:
            await transaction.put_blob(blob("more", data=b"more"))
        await shrunk(file)
        async with store.begin() as transaction:
            assert await transaction.blob("kept") == blob("kept", data=b"kept", expires=9.0)
            assert await transaction.blob("more") == blob("more", data=b"more")
    assert file.stat().st_size < len(PHOTO)


async def test_a_file_of_an_earlier_version_is_written_anew_once_and_shrinks_from_then_on(file: Path) -> None:
    await fill_and_empty(file)
    make_old(file)
    await fill_and_empty(file)
    assert pages(file, "auto_vacuum") == 2
    async with open_store(f"sqlite:///{file}"):
        await shrunk(file)
    assert file.stat().st_size < len(PHOTO)
    assert tamper(f"sqlite:///{file}", "SELECT id FROM blobs") == [("kept",)]


async def test_without_room_for_that_it_is_left_as_it_is_and_that_is_said(
    file: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_store(f"sqlite:///{file}") as store, store.begin() as transaction:
        await transaction.put_blob(blob("kept", data=PHOTO))
    make_old(file)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(9_000_000, 8_000_000, 1_000_000))
    async with open_store(f"sqlite:///{file}") as store, store.begin() as transaction:
        assert await transaction.blob("kept") == blob("kept", data=PHOTO)
    assert "can't be made to shrink: that takes 3 MB of disk" in caplog.text
    assert pages(file, "auto_vacuum") == 0
