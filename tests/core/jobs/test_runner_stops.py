"""Work that is called off stops, and nothing of it is kept."""

import asyncio
from pathlib import Path

from core.model.job import JobState
from tests.core.jobs.harness import Place, RunnerHarness, play, run_until


def test_a_job_is_cancelled_in_the_middle_of_100_000_steps_and_the_next_one_begins(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        await harness.order("b", steps=1)
        running = asyncio.create_task(harness.runner.run())
        await harness.until(lambda: any(fraction for _, fraction, _, _ in harness.told))
        await harness.runner.cancel("a")
        assert [job.state for job in harness.ended] == [JobState.CANCELLED]
        await harness.until(lambda: harness.told[-1][0] == "b")
        await harness.until(lambda: len(harness.ended) == 2)
        assert (await harness.job("a")).checkpoint == ()
        harness.runner.stop()
        await running

    play(place, scenario)


def test_a_job_that_waits_is_cancelled_and_one_that_has_ended_is_not(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        await harness.runner.cancel("a")
        await run_until(harness, lambda: len(harness.ended) == 2)
        await harness.runner.cancel("b")
        await harness.runner.cancel("nobody's")
        assert [(job.id, job.state) for job in harness.ended] == [("a", JobState.CANCELLED), ("b", JobState.DONE)]

    play(place, scenario)


def test_work_stops_when_somebody_else_ends_the_job(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        await harness.order("b", steps=1)
        running = asyncio.create_task(harness.runner.run())
        await harness.until(lambda: any(fraction for _, fraction, _, _ in harness.told))
        async with harness.store.begin() as transaction:
            job = await transaction.job("a")
            assert job is not None
            assert await transaction.update_job(job.model_copy(update={"state": JobState.CANCELLED}), job.attempt)
        await harness.until(lambda: harness.ended)
        assert [job.id for job in harness.ended] == ["b"]
        harness.runner.stop()
        await running

    play(place, scenario)


def test_a_job_that_was_ended_before_the_runner_is_told_stops_and_leaves_no_checkpoint(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        running = asyncio.create_task(harness.runner.run())
        await harness.until(lambda: any(fraction for _, fraction, _, _ in harness.told))
        async with harness.store.begin() as transaction:
            job = await transaction.job("a")
            assert job is not None
            assert await transaction.update_job(job.model_copy(update={"state": JobState.CANCELLED}), job.attempt)
        await harness.runner.cancel("a")
        harness.runner.stop()
        await running
        assert harness.ended == []
        assert job.checkpoint
        assert await harness.blob(job.checkpoint[0]) is None

    play(place, scenario)


def test_work_stops_when_another_attempt_has_begun_and_changes_nothing_of_it(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        running = asyncio.create_task(harness.runner.run())
        await harness.until(lambda: any(fraction for _, fraction, _, _ in harness.told))
        async with harness.store.begin() as transaction:
            job = await transaction.job("a")
            assert job is not None
            taken = job.model_copy(update={"attempt": 2, "fraction": 0.5})
            assert await transaction.update_job(taken, job.attempt)
        await harness.order("b", steps=1)
        await harness.until(lambda: harness.ended)
        harness.runner.stop()
        await running
        assert [job.id for job in harness.ended] == ["b"]
        assert await harness.job("a") == taken

    play(tmp_path, scenario)


def test_a_clean_stop_hands_back_and_costs_no_attempt(place: Place) -> None:
    async def first(harness: RunnerHarness) -> None:
        await harness.order("a", steps=200)
        await run_until(harness, lambda: harness.told and harness.told[-1][1] > 0.2)
        job = await harness.job("a")
        assert (job.state, job.crashes) == (JobState.QUEUED, 0)
        assert job.checkpoint

    async def second(harness: RunnerHarness) -> None:
        await run_until(harness, lambda: harness.ended)
        begun, steps = await harness.steps("a")
        assert begun > 0.1 * 200
        assert steps == 200

    play(place, first)
    play(place, second)
