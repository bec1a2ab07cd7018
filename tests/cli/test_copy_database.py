"""``copy-database`` as a person types it; what is copied is tests/storage/test_copying.py's."""

import asyncio
from pathlib import Path

from storage.lock import only_one
from storage.store import open_store
from tests.cli.harness import assert_one_line, run
from tests.storage.harness import said

OLD, NEW = "sqlite+aiosqlite:///data/atelier.db", "sqlite+aiosqlite:///copy/atelier.db"


def database(folder: Path) -> None:
    async def life() -> None:
        async with open_store(f"sqlite:///{folder}/data/atelier.db") as store, store.begin() as transaction:
            await transaction.receive(said("1"), 1.0)

    asyncio.run(life())


def test_what_is_copied_is_counted(tmp_path: Path) -> None:
    database(tmp_path)
    told = run("copy-database", OLD, NEW, cwd=tmp_path)
    assert told.returncode == 0, told
    assert told.stdout.startswith("copied and counted: ")
    assert ", inbox 1, " in told.stdout
    assert told.stdout.endswith("; now name the new database in plugins.toml\n")
    assert (tmp_path / "copy" / "atelier.db").stat().st_mode & 0o077 == 0


def test_a_password_needs_not_be_typed(tmp_path: Path) -> None:
    database(tmp_path)
    assert_one_line(run("copy-database", OLD, "env:NOT_SET", cwd=tmp_path), 2, "env:NOT_SET", "isn't set")


def test_not_while_a_bot_has_the_data_folder(tmp_path: Path) -> None:
    database(tmp_path)
    with only_one(tmp_path / "data"):
        assert_one_line(run("copy-database", OLD, NEW, cwd=tmp_path), 1, "another Atelier is running there")
    assert not (tmp_path / "copy").exists()
