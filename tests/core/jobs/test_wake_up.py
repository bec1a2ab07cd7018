"""No wake-up is lost and no stop overheard, at whatever moment they come."""

import asyncio
from pathlib import Path

import pytest

from core.jobs.latest_progress import LatestProgress
from core.model.job import Job, JobState
from core.model.people import Mode
from storage.transaction import SqlTransaction
from tests.core.jobs.harness import RunnerHarness, play


def test_a_job_that_comes_while_the_runner_finds_that_none_waits_is_begun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        look, ordered = harness.runner._take, list[str]()

        async def look_and_order(begun: list[Job]) -> Job | None:
            found = await look(begun)
            if found is None and not ordered:  # it has looked, and doesn't wait yet
                ordered.append((await harness.order("a", steps=1)).id)
                harness.runner.wake()
            return found

        monkeypatch.setattr(harness.runner, "_take", look_and_order)
        running = asyncio.create_task(harness.runner.run())
        await asyncio.wait_for(harness.until(lambda: harness.ended), 30)
        harness.runner.stop()
        await running

    play(tmp_path, scenario)


def test_while_the_bot_pauses_no_job_is_begun_and_a_wake_up_afterwards_begins_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        async with harness.store.begin() as transaction:
            await transaction.keep_mode(Mode.PAUSED)
        look, looked = harness.runner._take, asyncio.Event()

        async def note(begun: list[Job]) -> Job | None:
            found = await look(begun)
            looked.set()
            return found

        monkeypatch.setattr(harness.runner, "_take", note)
        running = asyncio.create_task(harness.runner.run())
        await asyncio.wait_for(looked.wait(), 30)
        assert (await harness.job("a")).state is JobState.QUEUED
        async with harness.store.begin() as transaction:
            await transaction.keep_mode(Mode.RUNNING)
        harness.runner.wake()
        await asyncio.wait_for(harness.until(lambda: harness.ended), 30)
        harness.runner.stop()
        await running

    play(tmp_path, scenario)


def test_a_job_that_somebody_else_takes_first_leaves_the_next_one_to_us(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        read, looked = SqlTransaction.active_jobs, list[int]()

        async def overtake(transaction: SqlTransaction) -> list[Job]:
            found = await read(transaction)
            looked.append(len(found))
            if len(looked) == 2:  # the first look was for what a dead process left; now another runner is faster
                (first,) = (job for job in found if job.id == "a")
                update = {"state": JobState.RUNNING, "attempt": 1}
                assert await transaction.update_job(first.model_copy(update=update), first.attempt)
            return found

        monkeypatch.setattr(SqlTransaction, "active_jobs", overtake)
        running = asyncio.create_task(harness.runner.run())
        await asyncio.wait_for(harness.until(lambda: harness.ended), 30)
        assert [job.id for job in harness.ended] == ["b"]
        harness.runner.stop()
        await running

    play(tmp_path, scenario)


def test_a_stop_while_a_job_is_taken_hands_it_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        take = harness.runner._take

        async def take_and_stop(begun: list[Job]) -> Job | None:
            job = await take(begun)
            harness.runner.stop()
            return job

        monkeypatch.setattr(harness.runner, "_take", take_and_stop)
        await asyncio.wait_for(harness.runner.run(), 30)
        job = await harness.job("a")
        assert (job.state, job.attempt, job.crashes) == (JobState.QUEUED, 1, 0)
        assert harness.ended == []

    play(tmp_path, scenario)


def test_a_stop_before_anything_was_taken_takes_nothing(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        harness.runner.stop()
        await asyncio.wait_for(harness.runner.run(), 30)
        assert (await harness.job("a")).attempt == 0

    play(tmp_path, scenario)


def test_no_progress_is_told_of_work_that_was_told_to_stop(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        job = await harness.runner._take([])
        assert job is not None
        news, stop = LatestProgress(), asyncio.Event()
        following = asyncio.create_task(harness.runner._follow(job, news, None, stop))
        await harness.until(lambda: harness.told)
        stop.set()
        news.progress(0.5, b"preview")
        news.close()
        await following
        assert [fraction for _, fraction, _, _ in harness.told] == [0.0]
        assert (await harness.job("a")).fraction == 0.5  # but it is known, should it go on later

    play(tmp_path, scenario)
