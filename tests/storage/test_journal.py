"""SQLite's journal begins anew again and again while people write, and nothing of what they wrote is lost."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import journal
from storage.store import SqlStore, open_store
from tests.storage.harness import ANN, BEN, blob, person, said

MEGABYTE = 1 << 20
WORDS = b"ultramarine zanzibar"


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


def raw(file: Path) -> bytes:
    """All bytes of the database's files."""
    return b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))


async def until_gone(file: Path) -> None:
    async with asyncio.timeout(30):
        while WORDS in raw(file):
            await asyncio.sleep(0.01)


async def speak(store: SqlStore) -> None:
    """Ann says and gives something; Ben too."""
    async with store.begin() as transaction:
        await transaction.receive(said("1", text=WORDS.decode()), 1.0)
        await transaction.put_blob(blob("a", data=WORDS * 1000))
        await transaction.receive(said("2", text="hello", by=BEN), 1.0)


class TestForgotten:
    async def test_what_was_deleted_is_in_no_file_soon_after(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(journal, "LOOK_SECONDS", 0.01)
        async with open_store(f"sqlite:///{file}") as store:
            await speak(store)
            assert WORDS in raw(file)
            async with store.begin() as transaction:
                await transaction.forget(person(ANN))
            await until_gone(file)
            async with store.begin() as transaction:
                assert await transaction.unhandled() == [said("2", text="hello", by=BEN)]

    async def test_a_process_that_had_no_time_for_it_has_the_next_do_so(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with open_store(f"sqlite:///{file}") as store:
            await asyncio.sleep(0)  # the first look is over
            reader = sqlite3.connect(file)  # who reads keeps the log from going when the database is closed
            with closing(reader):
                await speak(store)
                async with store.begin() as transaction:
                    await transaction.forget(person(ANN))
                reader.execute("SELECT count(*) FROM inbox").fetchall()
                copy = file.with_name("copy.db")
                for part in ("", "-wal"):
                    copy.with_name(f"copy.db{part}").write_bytes(file.with_name(f"{file.name}{part}").read_bytes())
        assert WORDS in raw(copy)
        monkeypatch.setattr(journal, "LOOK_SECONDS", 0.01)
        async with open_store(f"sqlite:///{copy}"):
            await until_gone(copy)

    async def test_another_program_that_reads_delays_it_and_nobody_is_held_up(
        self, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(journal, "LOOK_SECONDS", 0.01)
        async with open_store(f"sqlite:///{file}") as store:
            await speak(store)
            with closing(sqlite3.connect(file, isolation_level=None)) as reader:
                reader.execute("BEGIN")
                reader.execute("SELECT count(*) FROM inbox").fetchall()
                async with store.begin() as transaction:
                    await transaction.forget(person(ANN))
                for _ in range(20):
                    await asyncio.sleep(0.01)
                    async with store.begin() as transaction:
                        await transaction.unhandled()
                assert WORDS in raw(file)
            await until_gone(file)
