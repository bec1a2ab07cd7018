"""The runner while the database fails: no job is to blame, and all that was done is written down once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from core.model.errors import StorageError
from core.model.job import Job, JobState
from core.model.store import Transaction
from storage.transaction import SqlTransaction
from tests.core.jobs.harness import Place, RunnerHarness, play, run_until


class TestOutages:
    """Whatever the database fails, and however often: no job is to blame."""

    @pytest.fixture(autouse=True)
    def _quickly(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("core.jobs.outage.FIRST_PAUSE", 0.001)

    @pytest.mark.parametrize(
        "method", ["active_jobs", "recent_jobs", "blob", "put_blob", "job", "update_job", "delete_blob"]
    )
    def test_an_outage_costs_no_attempt(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
        real, failures = getattr(SqlTransaction, method), iter([StorageError("the disk is full")] * 3)

        async def fail(transaction: SqlTransaction, *arguments: object) -> object:
            for failure in failures:
                raise failure
            return await real(transaction, *arguments)

        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=20)
            monkeypatch.setattr(SqlTransaction, method, fail)
            await run_until(harness, lambda: harness.ended)
            job = await harness.job("a")
            assert (job.state, job.attempt, job.crashes) == (JobState.DONE, 1, 0)
            assert await harness.steps("a") == (0, 20)
            assert not list(failures)

        play(tmp_path, scenario)

    def test_what_was_committed_although_the_database_did_not_say_so_happens_once(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=3)
            begin, update = harness.store.begin, SqlTransaction.update_job
            changed: list[JobState] = []
            failed: set[JobState] = set()

            async def note(transaction: SqlTransaction, job: Job, attempt: int) -> bool:
                changed.append(job.state)
                return await update(transaction, job, attempt)

            @asynccontextmanager
            async def commit_and_fail() -> AsyncIterator[Transaction]:
                changed.clear()
                async with begin() as transaction:
                    yield transaction
                if changed and changed[-1] not in failed:
                    failed.add(changed[-1])
                    raise StorageError("the connection is lost")

            monkeypatch.setattr(SqlTransaction, "update_job", note)
            monkeypatch.setattr(harness.store, "begin", commit_and_fail)
            await run_until(harness, lambda: harness.ended)
            assert failed == {JobState.RUNNING, JobState.DONE}
            assert (await harness.job("a")).attempt == 1
            assert len(harness.ended) == 1

        play(place, scenario)


def test_what_an_end_posts_is_told_of_once_it_is_committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        begin = harness.store.begin

        @asynccontextmanager
        async def note() -> AsyncIterator[Transaction]:
            ended = len(harness.ended)
            async with begin() as transaction:
                yield transaction
            if len(harness.ended) > ended:
                harness.happened.append("committed")

        monkeypatch.setattr(harness.store, "begin", note)
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        await harness.runner.cancel("a")
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert harness.happened == ["committed", "posted"] * 2

    play(tmp_path, scenario)
