"""``queue``: what waits, runs and has failed is shown beside a bot, and an operator can do something about it."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core.model.blob import Blob
from core.model.job import Job, JobState
from storage.store import SqlStore, open_store
from tests.cli.harness import assert_one_line, run
from tests.storage.harness import blob, job
from tests.storage.postgres import Server

HOUR = 3600.0


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of the database that plugins.toml names, empty yet."""
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path / 'atelier.db'}"
    else:
        server: Server = request.getfixturevalue("server")
        url = server.new_database()
    (tmp_path / "plugins.toml").write_text(f'database = "{url}"\n')
    return url


def at(database: str, work: Callable[[SqlStore], Awaitable[Any]]) -> Any:
    async def life() -> Any:
        async with open_store(database) as store:
            return await work(store)

    return asyncio.run(life())


def ordered(id: str, **values: Any) -> Job:
    return job(id, effect="style-transfer", created=time.time() - 2 * HOUR, **values)


def keep(*jobs: Job, blobs: tuple[Blob, ...] = ()) -> Callable[[SqlStore], Awaitable[None]]:
    async def work(store: SqlStore) -> None:
        async with store.begin() as transaction:
            for one in blobs:
                await transaction.put_blob(one)
            for one in jobs:
                await transaction.add_job(one)

    return work


def found(database: str, id: str) -> tuple[Job | None, list[str]]:
    """A job, and what is to be said to its person."""

    async def work(store: SqlStore) -> tuple[Job | None, list[str]]:
        async with store.begin() as transaction:
            return await transaction.job(id), [entry.reply.text for entry in await transaction.unsent(time.time())]

    result: tuple[Job | None, list[str]] = at(database, work)
    return result


RUNNING = ordered("r", state=JobState.RUNNING, attempt=2, fraction=0.25)
FAILED = ordered("f", inputs={"content": "b"}, state=JobState.FAILED, ended=5.0, attempt=3, crashes=3, reason="died")
DONE = ordered("d", state=JobState.DONE, ended=5.0)


class TestShowing:
    def test_each_has_a_line_and_nobody_is_named(self, database: str, tmp_path: Path) -> None:
        at(database, keep(ordered("w"), RUNNING, FAILED, DONE))
        shown = run("queue", cwd=tmp_path)
        assert shown.returncode == 0, shown
        assert [line.split() for line in shown.stdout.splitlines()] == [
            ["id", "state", "effect", "adapter", "age", "attempt", "reason"],
            ["r", "running,", "25%", "style-transfer", "web:local", "2", "h", "2"],
            ["w", "queued", "style-transfer", "web:local", "2", "h", "0"],
            ["f", "failed", "style-transfer", "web:local", "2", "h", "3", "died"],
            ["waiting:", "1,", "running:", "1,", "failed:", "1"],
        ]
        assert "ann" not in shown.stdout

    def test_programs_have_it_as_json(self, database: str, tmp_path: Path) -> None:
        at(database, keep(FAILED))
        (row,) = json.loads(run("queue", "--json", cwd=tmp_path).stdout)
        assert abs(row.pop("age") - 2 * HOUR) < HOUR
        assert row == {
            "id": "f",
            "state": "failed",
            "effect": "style-transfer",
            "adapter": "web",
            "account": "local",
            "attempt": 3,
            "fraction": 0.0,
            "reason": "died",
        }

    def test_where_there_is_nothing_it_says_so(self, database: str, tmp_path: Path) -> None:
        at(database, keep())
        assert run("queue", cwd=tmp_path).stdout == "waiting: 0, running: 0, failed: 0\n"


class TestRetry:
    def test_one_that_has_failed_waits_again_with_all_its_tries(self, database: str, tmp_path: Path) -> None:
        at(database, keep(FAILED, blobs=(blob("b", expires=time.time() + HOUR),)))
        told = run("queue", "retry", "f", cwd=tmp_path)
        assert told.returncode == 0, told
        assert told.stdout == "job f waits again; a bot that runs there notices within half a minute\n"
        again, _ = found(database, "f")
        assert again is not None
        assert (again.state, again.crashes, again.attempt, again.reason, again.ended) == (
            JobState.QUEUED,
            0,
            3,
            None,
            None,
        )

    def test_not_without_its_pictures(self, database: str, tmp_path: Path) -> None:
        at(database, keep(FAILED))
        assert_one_line(run("queue", "retry", "f", cwd=tmp_path), 2, "job f: its pictures are gone")

    def test_no_other_one(self, database: str, tmp_path: Path) -> None:
        at(database, keep(DONE))
        assert_one_line(run("queue", "retry", "d", cwd=tmp_path), 2, "job d is done: only one that has failed will do")
        assert_one_line(run("queue", "retry", "x", cwd=tmp_path), 2, "there is no job x")


class TestDrop:
    @pytest.mark.parametrize("dropped", [ordered("j"), RUNNING.model_copy(update={"order": ordered("j").order})])
    def test_the_job_is_cancelled_and_its_person_told(self, database: str, tmp_path: Path, dropped: Job) -> None:
        at(database, keep(dropped))
        told = run("queue", "drop", "j", cwd=tmp_path)
        assert told.returncode == 0, told
        gone, replies = found(database, "j")
        assert gone is not None
        assert gone.state is JobState.CANCELLED
        assert len(replies) == 1

    def test_one_that_has_ended_has(self, database: str, tmp_path: Path) -> None:
        at(database, keep(FAILED))
        expected = "job f is failed: only one that waits or is worked on will do"
        assert_one_line(run("queue", "drop", "f", cwd=tmp_path), 2, expected)


class TestWhereThereIsNoQueue:
    def test_nothing_is_made(self, tmp_path: Path) -> None:
        assert_one_line(run("queue", cwd=tmp_path), 1, "data/atelier.db: isn't there yet")
        assert [*tmp_path.iterdir()] == []

    def test_nothing_is_brought_up_to_date(self, tmp_path: Path) -> None:
        file = tmp_path / "data" / "atelier.db"
        at(f"sqlite+aiosqlite:///{file}", keep())
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute("UPDATE atelier_version SET version_num = '3'")
        assert_one_line(run("queue", cwd=tmp_path), 1, "is of version 3 and not ", "when it starts")
