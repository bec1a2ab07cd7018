"""What goes wrong is one clear line, and damages nothing."""

import asyncio
import errno
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from core.model.errors import StorageError
from storage.store import SqlStore, open_store
from tests.storage.harness import ROOM, blob, said, tamper
from tests.storage.postgres import Server

NOBODY = 65534


async def refusal(url: str, busy_seconds: float = 5.0) -> str:
    """The line that opening a database ends with."""
    with pytest.raises(StorageError) as failure:
        async with open_store(url, busy_seconds=busy_seconds):
            pass
    line = str(failure.value)
    assert "\n" not in line
    return line


async def store_one(store: SqlStore, id: str, data: bytes = b"") -> None:
    async with store.begin() as transaction:
        await transaction.receive(said(id), 1.0)
        await transaction.put_blob(blob(id, data=data))


async def stored(store: SqlStore) -> list[str]:
    async with store.begin() as transaction:
        return [event.id for event in await transaction.unhandled()]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into, and only its owner may write to."""
    with tempfile.TemporaryDirectory(prefix="atelier-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@contextmanager
def as_another_user(folder: Path) -> Iterator[None]:
    """Without the right to write to a folder and what is in it: root needs to be somebody else for that."""
    root = os.geteuid() == 0
    modes = {}
    for path in (folder, *folder.rglob("*")):
        with suppress(FileNotFoundError):  # a database that was closed just now takes its journal away
            modes[path] = path.stat().st_mode
            path.chmod(modes[path] & 0o7555 | 0o444)
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in modes.items():
            with suppress(FileNotFoundError):
                path.chmod(mode)


@contextmanager
def files_limited_to(size: int) -> Iterator[None]:
    """As with ``ulimit -f``: no file grows beyond ``size`` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "data/atelier.db",
            "mysql://me:secret@host/db",
            "oracle+cx_oracle://me:secret@host/db",
            "sqlite://",
            "sqlite:///:memory:",
            "sqlite://me:secret@host/file.db",
            "sqlite:///file.db?mode=secret",
            "postgresql+psycopg://me:secret@host:port/db",
            "",
        ],
    )
    async def test_one_that_cannot_be_is_refused_without_repeating_its_password(self, url: str) -> None:
        line = await refusal(url)
        assert line.startswith("database: ")
        assert "secret" not in line

    async def test_a_server_that_is_not_there_is_named_without_the_password(self) -> None:
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        line = await refusal(f"postgresql+psycopg://me:secret@127.0.0.1:{port}/atelier")
        assert line.startswith(f"PostgreSQL, 127.0.0.1:{port}/atelier: can't be used: ")
        assert "refused" in line
        assert "secret" not in line

    async def test_a_database_that_the_server_does_not_have_is_named(self, server: Server) -> None:
        url = f"postgresql+psycopg://atelier@/missing?host={server.folder}"
        assert 'database "missing" does not exist' in await refusal(url)


class TestFolders:
    async def test_one_that_is_missing_is_made(self, tmp_path: Path) -> None:
        file = tmp_path / "a" / "b" / "atelier.db"
        async with open_store(f"sqlite:///{file}"):
            assert file.exists()

    async def test_one_that_cannot_be_made_is_named(self, open_folder: Path) -> None:
        with as_another_user(open_folder):
            line = await refusal(f"sqlite:///{open_folder}/data/atelier.db")
        assert line == f"{open_folder}/data: can't be made: {os.strerror(errno.EACCES)}"
        assert list(open_folder.iterdir()) == []

    async def test_a_file_in_its_place_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("mine")
        assert (await refusal(f"sqlite:///{tmp_path}/data/atelier.db")).startswith(f"{tmp_path}/data: can't be made: ")
        assert (tmp_path / "data").read_text() == "mine"

    async def test_one_that_may_not_be_written_to_is_named(self, open_folder: Path) -> None:
        with as_another_user(open_folder):
            line = await refusal(f"sqlite:///{open_folder}/atelier.db")
        assert line == f"{open_folder}/atelier.db: can't be opened; may this user write to its folder?"

    async def test_a_database_that_may_not_be_written_to_is_named(self, open_folder: Path) -> None:
        url = f"sqlite:///{open_folder}/atelier.db"
        async with open_store(url) as store:
            await store_one(store, "1")
        with as_another_user(open_folder):
            line = await refusal(url)
        assert line.startswith(f"{open_folder}/atelier.db: can't be ")
        assert "may this user write" in line
        async with open_store(url) as store:
            assert await stored(store) == ["1"]

    async def test_a_folder_in_the_files_place_is_named(self, file: Path) -> None:
        file.mkdir(parents=True)
        assert (await refusal(f"sqlite:///{file}")).startswith(f"{file}: can't be opened; ")


class TestFiles:
    async def test_one_that_is_no_database_is_named_and_left_as_it_is(self, tmp_path: Path) -> None:
        file = tmp_path / "atelier.db"
        file.write_bytes(b"a diary, not a database " * 1000)
        assert await refusal(f"sqlite:///{file}") == f"{file}: is no SQLite database"
        assert file.read_bytes() == b"a diary, not a database " * 1000

    async def test_one_that_is_damaged_is_named(self, file: Path) -> None:
        url = f"sqlite:///{file}"
        async with open_store(url) as store:
            for number in range(300):
                await store_one(store, str(number), b"x" * 1000)
        content = file.read_bytes()
        file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
        assert await refusal(url) == f"{file}: is damaged; restore it from a copy or move it away to begin anew"


class TestLocks:
    async def test_a_file_that_another_program_holds_is_named(self, file: Path) -> None:
        url = f"sqlite:///{file}"
        async with open_store(url) as store:
            await store_one(store, "1")
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert await refusal(url, busy_seconds=0.01) == f"{file}: is locked by another program"
        async with open_store(url) as store:
            assert await stored(store) == ["1"]

    async def test_a_transaction_that_waits_in_vain_fails_and_the_next_one_works(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}", busy_seconds=0.01) as store:
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(StorageError, match=r"is locked by another program$"):
                    await store_one(store, "1")
            await store_one(store, "2")
            assert await stored(store) == ["2"]

    async def test_a_lock_that_is_let_go_in_time_is_waited_for(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}", busy_seconds=60.0) as store:
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                waiting = asyncio.create_task(store_one(store, "1"))
                await asyncio.sleep(0)
                other.execute("COMMIT")
                await waiting
            assert await stored(store) == ["1"]


class TestFullDisks:
    async def test_a_transaction_that_does_not_fit_is_undone_and_smaller_ones_go_on(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}") as store:
            await store_one(store, "1")
            size = max(path.stat().st_size for path in file.parent.iterdir())
            with files_limited_to(size + 200_000):
                with pytest.raises(StorageError, match="is the disk full or failing"):
                    await store_one(store, "2", bytes(10_000_000))
                await store_one(store, "3")
                assert await stored(store) == ["1", "3"]
            await store_one(store, "4", bytes(10_000_000))
        async with open_store(f"sqlite:///{file}") as store:
            assert await stored(store) == ["1", "3", "4"]

    async def test_a_full_disk_is_named_and_keeps_what_was_committed(self, small_disk: Path) -> None:
        url = f"sqlite:///{small_disk}/atelier.db"
        committed = []
        async with open_store(url) as store:

            async def fill() -> None:
                for number in range(100):
                    await store_one(store, str(number), bytes(100_000))
                    committed.append(str(number))

            with pytest.raises(StorageError, match=r"atelier\.db: can't .*disk"):
                await fill()
            assert committed
            assert await stored(store) == committed
        async with open_store(url) as store:
            assert await stored(store) == committed

    async def test_a_disk_without_room_for_a_new_database_is_named(self, small_disk: Path) -> None:
        (small_disk / "other").write_bytes(bytes(2 * 1024 * 1024))
        line = await refusal(f"sqlite:///{small_disk}/atelier.db")
        assert line.startswith(f"{small_disk}/atelier.db: can't ")
        assert "disk" in line


class TestServers:
    async def test_a_connection_that_the_server_ends_costs_one_transaction(self, server: Server) -> None:
        url = server.new_database()
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"

        async def lose_the_connection(store: SqlStore) -> None:
            async with store.begin() as transaction:
                await transaction.receive(said("2"), 1.0)
                tamper(url, end)
                await transaction.history(ROOM, 100)

        async with open_store(url) as store:
            await store_one(store, "1")
            with pytest.raises(StorageError, match="can't be used") as failure:
                await lose_the_connection(store)
            assert "\n" not in str(failure.value)
            assert await stored(store) == ["1"]
