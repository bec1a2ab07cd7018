"""The runner takes jobs to their end, in order, and tells of their progress."""

import asyncio
from pathlib import Path

import pytest

from core.model.job import Job, JobState
from tests.core.jobs.harness import Place, RunnerHarness, play, run_until


def test_a_job_becomes_a_picture_that_is_told_of_in_the_same_transaction(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=5)
        await run_until(harness, lambda: harness.ended)
        assert await harness.steps("a") == (0, 5)
        job = await harness.job("a")
        assert (job.fraction, job.attempt, job.crashes, job.checkpoint) == (1.0, 1, 0, ())
        assert harness.ended == [job]
        async with harness.store.begin() as transaction:
            assert [reply.reply.text for reply in await transaction.unsent(1.0)] == ["done"]

    play(place, scenario)


def test_an_end_that_can_not_be_told_costs_its_own_job_alone(place: Place, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        harness.refuses_ends = {"a"}
        await run_until(harness, lambda: harness.ended)
        job = await harness.job("a")
        assert (job.state, job.reason, job.result, job.checkpoint) == (JobState.FAILED, "error", None, ())
        assert [ended.id for ended in harness.ended] == ["b"]
        async with harness.store.begin() as transaction:
            assert [row.reply.job for row in await transaction.unsent(1.0)] == ["b"]

    play(place, scenario)
    lines = [message for message in caplog.messages if "its end can't be told" in message]
    assert [line.partition("(")[0] for line in lines] == ["job a: its end can't be told: LookupError "] * 2


def test_a_process_that_finds_a_job_whose_end_can_not_be_told_works_all_the_same(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        async with harness.store.begin() as transaction:
            (left, _) = await transaction.active_jobs()
            running = {"state": JobState.RUNNING, "attempt": 1, "crashes": 2}
            await transaction.update_job(left.model_copy(update=running), 0)
        harness.refuses_ends = {"a"}
        await run_until(harness, lambda: harness.ended)
        assert (await harness.job("a")).state is JobState.FAILED
        assert [ended.id for ended in harness.ended] == ["b"]

    play(tmp_path, scenario)


def test_progress_is_told_with_previews_and_the_time_left_and_written_down(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        written = []

        async def look(job: Job, _fraction: float) -> None:
            written.append((await harness.job(job.id)).fraction)

        harness.on_progress = look
        await harness.order("a", steps=200)
        await run_until(harness, lambda: harness.ended)
        fractions = [fraction for _, fraction, _, _ in harness.told]
        assert fractions[0] == 0
        assert fractions == sorted(fractions)
        assert len(fractions) > 3
        assert any(preview is not None and preview.startswith(b"\xff\xd8") for _, _, preview, _ in harness.told)
        assert harness.told[-1][3] is not None
        assert written[-1] > 0.3

    play(place, scenario)


def test_time_left_is_learned_from_jobs_done_before(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=3)
        await harness.order("b", steps=3)
        await run_until(harness, lambda: len(harness.ended) == 2)
        first = next(left for id, _, _, left in harness.told if id == "b")
        done = await harness.job("a")
        assert done.ended is not None
        assert done.started is not None
        assert first == pytest.approx(done.ended - done.started)

    play(place, scenario)


def test_a_new_job_is_begun_when_it_is_told_of(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        running = asyncio.create_task(harness.runner.run())
        await harness.order("a", steps=1)
        harness.runner.wake()
        await harness.until(lambda: len(harness.ended) == 1)
        await harness.order("b", steps=1)
        harness.runner.wake()
        await harness.until(lambda: len(harness.ended) == 2)
        harness.runner.stop()
        await running

    play(place, scenario)


def test_people_take_turns(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        for id, person in (("a1", "ann"), ("a2", "ann"), ("a3", "ann"), ("b1", "bob"), ("b2", "bob"), ("c1", "cy")):
            await harness.order(id, person, steps=1)
        await run_until(harness, lambda: len(harness.ended) == 6)
        assert [job.id for job in harness.ended] == ["a1", "b1", "c1", "a2", "b2", "a3"]

    play(place, scenario)


def test_progress_that_cannot_be_told_ends_its_own_job_at_once(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        async def fail(job: Job, fraction: float) -> None:
            if fraction and job.id == "a":
                raise LookupError

        harness.on_progress = fail
        await harness.order("a", steps=100_000)
        await harness.order("b", steps=1)
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert [(job.id, job.state) for job in harness.ended] == [("a", JobState.FAILED), ("b", JobState.DONE)]
        assert harness.ended[0].reason == "error"

    play(tmp_path, scenario)


def test_what_takes_too_long_has_failed(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        await run_until(harness, lambda: harness.ended)
        assert harness.ended[0].reason == "timeout"

    play(place, scenario, timeout=1.0)


@pytest.mark.parametrize("why", ["options", "weights", "error"])
def test_an_effect_that_cannot_says_why(place: Place, why: str) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1, fails=why)
        await run_until(harness, lambda: harness.ended)
        assert (harness.ended[0].state, harness.ended[0].reason) == (JobState.FAILED, why)

    play(place, scenario)


def test_options_that_the_effect_does_not_take_fail(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=-1)
        await run_until(harness, lambda: harness.ended)
        assert [job.reason for job in harness.ended] == ["options"]

    play(place, scenario)


def test_an_effect_that_is_gone_fails(tmp_path: Path) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", effect="removed")
        await run_until(harness, lambda: harness.ended)
        assert [job.reason for job in harness.ended] == ["error"]

    play(tmp_path, scenario)


def test_pictures_that_are_gone_or_broken_are_named(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        async with harness.store.begin() as transaction:
            await transaction.delete_blob("a-style")
            style = await transaction.blob("b-style")
            assert style is not None
            await transaction.delete_blob("b-style")
            await transaction.put_blob(style.model_copy(update={"data": style.data[:60]}))
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert [job.reason for job in harness.ended] == ["expired", "style:truncated"]

    play(place, scenario)


def test_a_checkpoint_that_does_not_fit_or_is_gone_means_beginning_anew(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=2)
        await harness.order("b", steps=2)
        async with harness.store.begin() as transaction:
            style = await transaction.blob("a-style")
            assert style is not None
            await transaction.put_blob(style.model_copy(update={"id": "odd", "data": b"99"}))
            for id, checkpoint in (("a", "odd"), ("b", "gone")):
                job = await transaction.job(id)
                assert job is not None
                await transaction.update_job(job.model_copy(update={"checkpoint": (checkpoint,)}), job.attempt)
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert await harness.steps("a") == await harness.steps("b") == (0, 2)

    play(place, scenario)


def test_checkpoints_leave_nothing_behind(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=30)
        await run_until(harness, lambda: harness.ended)
        async with harness.store.begin() as transaction:
            blobs = [await transaction.blob(id) for id in (await transaction.person_data("ann")).blobs]
        assert sorted(blob.kind for blob in blobs if blob) == ["image/png", "photo", "photo"]

    play(place, scenario)
