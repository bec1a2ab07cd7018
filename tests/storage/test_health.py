"""What is said of a database that can't be written to, whatever keeps it from that, and that it is well again."""

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from core.engine.part_checks import PartChecks
from core.engine.parts import database_check
from storage.store import SqlStore, open_store
from tests.storage.harness import tamper
from tests.storage.postgres import Server
from tests.storage.test_errors import as_another_user, files_limited_to, open_folder

__all__ = ["open_folder"]


def checks_of(store: SqlStore) -> PartChecks:
    ids = (f"probe{number}" for number in itertools.count())
    return PartChecks({"database": database_check(store, lambda: next(ids))}, clock=lambda: 0.0, fresh_seconds=0.0)


async def trouble(checks: PartChecks) -> str:
    """What is wrong with the database now."""
    await checks.look()
    (health,) = checks.health
    assert health.good is not bool(health.reason)
    return health.reason


async def test_one_that_is_well_is_left_as_it_was(store: SqlStore, url: str) -> None:
    checks = checks_of(store)
    assert [await trouble(checks) for _ in range(3)] == ["", "", ""]
    assert tamper(url, "SELECT id FROM blobs") == []


def version_seen_by(connection: sqlite3.Connection) -> int:
    """A number that changes whenever another connection has written."""
    return int(connection.execute("PRAGMA data_version").fetchone()[0])


class TestSqlite:
    async def test_one_that_is_written_to_gets_something_to_write(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}") as store:
            checks = checks_of(store)
            with closing(sqlite3.connect(file)) as other:
                before = version_seen_by(other)
                await trouble(checks)
                assert version_seen_by(other) != before

    async def test_one_that_another_program_has_locked(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}", busy_seconds=0.1) as store:
            checks = checks_of(store)
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                assert await trouble(checks) == f"{file}: is locked by another program"
            assert await trouble(checks) == ""

    async def test_one_that_is_locked_for_longer_than_anybody_waits(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}", busy_seconds=60.0) as store:
            checks = PartChecks(
                {"database": database_check(store, lambda: "probe")},
                clock=lambda: 0.0,
                fresh_seconds=0.0,
                answer_seconds=0.1,
            )
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                assert await trouble(checks) == "it hasn't answered for 0.1 s"
            while await trouble(checks):
                pass

    async def test_one_that_may_only_be_read(self, open_folder: Path) -> None:
        file = open_folder / "atelier.db"
        async with open_store(f"sqlite:///{file}") as store:
            checks = checks_of(store)
            with as_another_user(open_folder):
                assert await trouble(checks) == (
                    f"{file}: can't be written to; may this user write to it and to its folder?"
                )
            assert await trouble(checks) == ""

    async def test_one_that_may_not_grow(self, file: Path) -> None:
        async with open_store(f"sqlite:///{file}") as store:
            checks = checks_of(store)
            await trouble(checks)
            journal = file.with_name("atelier.db-wal")
            with files_limited_to(journal.stat().st_size):
                assert await trouble(checks) == f"{file}: can't be read or written; is the disk full or failing?"
            assert await trouble(checks) == ""


class TestPostgres:
    async def test_one_that_is_down(self, server: Server) -> None:
        async with open_store(server.new_database()) as store:
            checks = checks_of(store)
            assert await trouble(checks) == ""
            with gone(server):
                assert "/test" in (told := await trouble(checks))
                assert ": can't be used: " in told
            assert await trouble(checks) == ""


@contextmanager
def gone(server: Server) -> Iterator[None]:
    """As if a server had stopped: nobody is connected to it any more, and nobody can connect."""
    socket = server.folder / ".s.PGSQL.5432"
    hidden = socket.with_name("hidden")
    with psycopg.connect(host=str(server.folder), user="atelier", dbname="postgres", autocommit=True) as admin:
        socket.rename(hidden)
        try:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test%'")
            yield
        finally:
            hidden.rename(socket)
