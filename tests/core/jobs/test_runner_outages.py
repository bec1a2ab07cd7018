"""The runner while the database fails: no job is to blame, and all that was done is written down once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.conversation.store import Unit
from core.errors import StorageError
from core.jobs.model import Job, JobState
from storage.unit import SqlUnit
from tests.core.jobs.hall import Hall, play, run_until


class TestOutages:
    """Whatever the database fails, and however often: no job is to blame."""

    @pytest.fixture(autouse=True)
    def _quickly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.outage.FIRST_PAUSE", 0.001)

    @pytest.mark.parametrize(
        "method", ["active_jobs", "recent_jobs", "blob", "put_blob", "job", "update_job", "delete_blob"]
    )
    def test_an_outage_costs_no_attempt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        real, failures = getattr(SqlUnit, method), iter([StorageError("the disk is full")] * 3)

        async def fail(unit: SqlUnit, *arguments: object) -> object:
            for failure in failures:
                raise failure
            return await real(unit, *arguments)

        async def scene(hall: Hall) -> None:
            await hall.order("a", steps=20)
            monkeypatch.setattr(SqlUnit, method, fail)
            await run_until(hall, lambda: hall.ended)
            job = await hall.job("a")
            assert (job.state, job.attempt, job.crashes) == (JobState.DONE, 1, 0)
            assert await hall.steps("a") == (0, 20)
            assert not list(failures)

        play(tmp_path, scene)

    def test_what_was_committed_although_the_database_did_not_say_so_happens_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scene(hall: Hall) -> None:
            await hall.order("a", steps=3)
            begin, update = hall.store.begin, SqlUnit.update_job
            changed: list[JobState] = []
            failed: set[JobState] = set()

            async def note(unit: SqlUnit, job: Job, attempt: int) -> bool:
                changed.append(job.state)
                return await update(unit, job, attempt)

            @asynccontextmanager
            async def commit_and_fail() -> AsyncIterator[Unit]:
                changed.clear()
                async with begin() as unit:
                    yield unit
                if changed and changed[-1] not in failed:
                    failed.add(changed[-1])
                    raise StorageError("the connection is lost")

            monkeypatch.setattr(SqlUnit, "update_job", note)
            monkeypatch.setattr(hall.store, "begin", commit_and_fail)
            await run_until(hall, lambda: hall.ended)
            assert failed == {JobState.RUNNING, JobState.DONE}
            assert (await hall.job("a")).attempt == 1
            assert len(hall.ended) == 1

        play(tmp_path, scene)


def test_what_an_end_posts_is_told_of_once_it_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(hall: Hall) -> None:
        begin = hall.store.begin

        @asynccontextmanager
        async def note() -> AsyncIterator[Unit]:
            ended = len(hall.ended)
            async with begin() as unit:
                yield unit
            if len(hall.ended) > ended:
                hall.happened.append("committed")

        monkeypatch.setattr(hall.store, "begin", note)
        await hall.order("a", steps=1)
        await hall.order("b", steps=1)
        await hall.runner.cancel("a")
        await run_until(hall, lambda: len(hall.ended) == 2)
        assert hall.happened == ["committed", "posted"] * 2

    play(tmp_path, scene)
