"""A database is looked at beside whoever uses it, and is left as it was."""

from pathlib import Path

import pytest

from core.model.errors import StorageError
from storage.checkup import look_at
from storage.migrate import HEAD, VERSION_TABLE
from storage.store import SqlStore, open_store
from tests.storage.harness import back_to_2, said, tamper


async def test_one_in_use_is_well_and_its_version_is_told(store: SqlStore, url: str) -> None:
    async with store.begin() as transaction:
        await transaction.receive(said("1"), 1.0)
    assert look_at(url).endswith(f"was written to; it is of version {HEAD}")
    async with store.begin() as transaction:
        assert await transaction.unhandled() == [said("1")]


async def test_one_of_an_older_version_is_upgraded_for_a_trial_and_stays_as_it_is(url: str) -> None:
    async with open_store(url):
        pass
    back_to_2(url)
    assert look_at(url).endswith(f"it is of version 2, and can be upgraded to {HEAD} at the next start")
    assert tamper(url, f"SELECT version_num FROM {VERSION_TABLE}") == [("2",)]


async def test_where_that_fails_it_is_said(url: str) -> None:
    async with open_store(url):
        pass
    tamper(url, f"UPDATE {VERSION_TABLE} SET version_num = '2'")  # what version 3 adds is there already
    with pytest.raises(StorageError, match="used"):
        look_at(url)
    assert tamper(url, f"SELECT version_num FROM {VERSION_TABLE}") == [("2",)]


async def test_a_newer_versions_is_refused(url: str) -> None:
    async with open_store(url):
        pass
    tamper(url, f"UPDATE {VERSION_TABLE} SET version_num = '99'")
    with pytest.raises(StorageError, match=rf"\(99, this one knows {HEAD}\): install that one again"):
        look_at(url)


def test_where_there_is_none_yet_none_is_made(file: Path) -> None:
    assert "isn't there yet" in look_at(f"sqlite:///{file}")
    assert not file.parent.exists()


async def test_nothing_is_left_beside_it(file: Path) -> None:
    url = f"sqlite:///{file}"
    async with open_store(url):
        pass
    back_to_2(url)
    look_at(url)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_one_that_can_not_be_written_to_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "atelier.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(StorageError, match="is no SQLite database"):
        look_at(f"sqlite:///{tmp_path / 'atelier.db'}")
