"""Copies of a database: whole and checked though others write, made before every upgrade, and put back again."""

import asyncio
import os
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest

from core.model.errors import StorageError
from storage import backup
from storage.migrate import HEAD, VERSION_TABLE
from storage.store import open_store
from tests.storage.harness import ANN, back_to_2, blob, person, said, tamper

NOW = 1_800_000_000.0
DAY = 24 * 3600.0


async def fill(file: Path, *ids: str) -> None:
    async with open_store(f"sqlite:///{file}") as opened, opened.begin() as transaction:
        for id in ids:
            await transaction.receive(said(id), 1.0)


async def events(file: Path) -> list[str]:
    async with open_store(f"sqlite:///{file}") as opened, opened.begin() as transaction:
        return [event.id for _, event in await transaction.events_of(person(ANN), 0, 100)]


def make_version_2(file: Path) -> None:
    back_to_2(f"sqlite:///{file}")


class TestACopy:
    async def test_is_of_one_moment_though_others_write(self, file: Path, tmp_path: Path) -> None:
        made = []
        async with open_store(f"sqlite:///{file}") as opened:
            for number in range(40):
                async with opened.begin() as transaction:
                    for part in ("a", "b"):  # a pair is there or isn't
                        await transaction.put_blob(blob(f"{number}{part}", data=bytes(50_000)))
                if number % 10 == 0:
                    target = tmp_path / f"{number}.db"
                    made.append((target, asyncio.create_task(asyncio.to_thread(backup.copy, file, target))))
            for target, task in made:
                assert await task == HEAD
                found = [row[0] for row in tamper(f"sqlite:///{target}", "SELECT id FROM blobs ORDER BY id")]
                assert found
                assert {id[:-1] for id in found if id.endswith("a")} == {id[:-1] for id in found if id.endswith("b")}

    async def test_is_one_file_for_its_owner_alone(self, file: Path, tmp_path: Path) -> None:
        await fill(file, "1")
        folder = tmp_path / "there"
        folder.mkdir()
        backup.copy(file, folder / "copy.db")
        (made,) = folder.iterdir()
        assert stat.S_IMODE(made.stat().st_mode) == 0o600

    async def test_of_a_damaged_database_is_none(self, file: Path, tmp_path: Path) -> None:
        async with open_store(f"sqlite:///{file}") as opened, opened.begin() as transaction:
            for number in range(200):
                await transaction.receive(said(str(number), text="x" * 500), 1.0)
        with file.open("r+b") as data:
            data.seek(file.stat().st_size // 2)
            data.write(os.urandom(20_000))
        with pytest.raises(StorageError, match="is damaged") as failure:
            backup.copy(file, tmp_path / "copy.db")
        assert "\n" not in str(failure.value)
        assert not (tmp_path / "copy.db").exists()

    def test_of_nothing_is_none_and_nothing_is_made(self, tmp_path: Path) -> None:
        with pytest.raises(StorageError, match="there is no database there yet"):
            backup.copy(tmp_path / "atelier.db", tmp_path / "copy.db")
        assert list(tmp_path.iterdir()) == []


class TestChecking:
    def test_another_programs_database_is_refused(self, tmp_path: Path) -> None:
        tamper(f"sqlite:///{tmp_path / 'other.db'}", "CREATE TABLE songs (title TEXT)")
        with pytest.raises(StorageError, match="is no database of Atelier's"):
            backup.check(tmp_path / "other.db")

    def test_what_is_no_database_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "photo.jpg").write_bytes(os.urandom(5000))
        with pytest.raises(StorageError, match="is no SQLite database"):
            backup.check(tmp_path / "photo.jpg")

    async def test_a_newer_versions_is_refused_and_an_older_ones_is_not(self, file: Path) -> None:
        await fill(file)
        make_version_2(file)
        assert backup.check(file) == "2"
        tamper(f"sqlite:///{file}", f"UPDATE {VERSION_TABLE} SET version_num = '99'")
        with pytest.raises(StorageError, match=rf"newer version of Atelier \(99, this one knows {HEAD}\)"):
            backup.check(file)


class TestBeforeAnUpgrade:
    async def test_the_older_database_is_kept_beside_the_new_one(self, file: Path) -> None:
        await fill(file, "1")
        make_version_2(file)
        await fill(file, "2")
        (kept,) = file.parent.glob("*.version-2")
        assert backup.check(kept) == "2"
        assert tamper(f"sqlite:///{kept}", "SELECT event_id FROM inbox") == [("1",)]
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    async def test_none_is_made_of_a_new_one_and_of_one_that_is_up_to_date(self, file: Path) -> None:
        await fill(file)
        await fill(file)
        assert not list(file.parent.glob("*.version-*"))

    async def test_without_it_nothing_is_upgraded(self, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        await fill(file, "1")
        make_version_2(file)

        def full(_: Path, target: Path) -> str:
            raise OSError(28, "No space left on device", str(target))

        monkeypatch.setattr(backup, "copy", full)
        with pytest.raises(StorageError, match=r"can't be copied before its upgrade \(No space left on device\)"):
            await fill(file, "2")
        assert tamper(f"sqlite:///{file}", f"SELECT version_num FROM {VERSION_TABLE}") == [("2",)]

    async def test_the_newest_few_are_kept_for_a_while(self, file: Path) -> None:
        await fill(file)
        for day in range(5):
            backup.copy_before_upgrade(file, "2", NOW + day * DAY)
        kept = sorted(file.parent.glob("*.version-2"))
        assert len(kept) == backup.UPGRADES_KEPT
        for number, path in enumerate(kept):
            os.utime(path, (NOW + number, NOW + number))
        backup.delete_old_copies(file, NOW + backup.UPGRADE_SECONDS)
        assert sorted(file.parent.glob("*.version-2")) == kept
        backup.delete_old_copies(file, NOW + backup.UPGRADE_SECONDS + 1)
        assert sorted(file.parent.glob("*.version-2")) == kept[1:]

    async def test_a_program_that_runs_deletes_those_that_have_had_their_time(self, file: Path) -> None:
        await fill(file)
        backup.copy_before_upgrade(file, "2", NOW)
        (kept,) = file.parent.glob("*.version-2")
        os.utime(kept, (0.0, 0.0))
        async with open_store(f"sqlite:///{file}"), asyncio.timeout(60):
            while kept.exists():
                await asyncio.sleep(0.01)

    async def test_who_is_forgotten_is_in_none_of_them(self, file: Path) -> None:
        await fill(file)
        backup.copy_before_upgrade(file, "2", time.time())
        (kept,) = file.parent.glob("*.version-2")
        async with open_store(f"sqlite:///{file}") as store, asyncio.timeout(60):
            async with store.begin() as transaction:
                await transaction.forget(person(ANN))
            while kept.exists():
                await asyncio.sleep(0.01)


class TestPuttingInPlace:
    async def test_what_it_replaces_is_kept_beside_it_with_all_that_was_in_its_journal(
        self, file: Path, tmp_path: Path
    ) -> None:
        await fill(file, "old")
        backup.copy(file, tmp_path / "fresh.db")
        with closing(sqlite3.connect(file)) as killed:  # as kill -9 leaves it: the last event is in the journal alone
            killed.execute("BEGIN")  # what somebody reads an earlier state of can't be cut
            killed.execute("SELECT * FROM inbox").fetchall()
            await fill(file, "new")
            killed.rollback()
            assert file.with_name("atelier.db-wal").stat().st_size
            replaced = backup.put_in_place(tmp_path / "fresh.db", file, NOW)
        assert replaced is not None
        assert await events(file) == ["old"]
        assert await events(replaced) == ["old", "new"]

    async def test_where_there_is_nothing_it_is_just_put(self, file: Path, tmp_path: Path) -> None:
        await fill(file, "1")
        backup.copy(file, tmp_path / "fresh.db")
        there = tmp_path / "atelier.db"
        assert backup.put_in_place(tmp_path / "fresh.db", there, NOW) is None
        assert await events(there) == ["1"]
