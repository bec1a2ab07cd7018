"""The runner takes jobs to their end, whatever dies on the way."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.model.job import Job, JobState
from tests.core.jobs.harness import RunnerHarness, play, run_until


def test_a_job_becomes_a_picture_that_is_told_of_in_the_same_transaction(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=5)
        await run_until(harness, lambda: harness.ended)
        assert await harness.steps("a") == (0, 5)
        job = await harness.job("a")
        assert (job.fraction, job.attempt, job.crashes, job.checkpoint) == (1.0, 1, 0, ())
        assert harness.ended == [job]
        async with harness.store.begin() as transaction:
            assert [reply.reply.text for reply in await transaction.unsent(1.0)] == ["done"]

    play(tmp_path, scene)


def test_nothing_is_kept_of_an_end_that_could_not_be_told(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        harness.refuses_ends = True
        with pytest.raises(LookupError):
            await harness.runner.run()
        job = await harness.job("a")
        assert (job.state, job.result) == (JobState.RUNNING, None)
        async with harness.store.begin() as transaction:
            assert await transaction.unsent(1.0) == []
        harness.refuses_ends = False
        await run_until(harness, lambda: harness.ended)
        assert (await harness.steps("a"))[1] == 1

    play(tmp_path, scene)


def test_progress_is_told_with_previews_and_the_time_left_and_written_down(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_time_left_is_learned_from_jobs_done_before(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=3)
        await harness.order("b", steps=3)
        await run_until(harness, lambda: len(harness.ended) == 2)
        first = next(left for id, _, _, left in harness.told if id == "b")
        done = await harness.job("a")
        assert done.ended is not None
        assert done.started is not None
        assert first == pytest.approx(done.ended - done.started)

    play(tmp_path, scene)


def test_a_new_job_is_begun_when_it_is_told_of(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        running = asyncio.create_task(harness.runner.run())
        await harness.order("a", steps=1)
        harness.runner.wake()
        await harness.until(lambda: len(harness.ended) == 1)
        await harness.order("b", steps=1)
        harness.runner.wake()
        await harness.until(lambda: len(harness.ended) == 2)
        harness.runner.stop()
        await running

    play(tmp_path, scene)


def test_people_take_turns(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        for id, person in (("a1", "ann"), ("a2", "ann"), ("a3", "ann"), ("b1", "bob"), ("b2", "bob"), ("c1", "cy")):
            await harness.order(id, person, steps=1)
        await run_until(harness, lambda: len(harness.ended) == 6)
        assert [job.id for job in harness.ended] == ["a1", "b1", "c1", "a2", "b2", "a3"]

    play(tmp_path, scene)


def test_a_job_is_cancelled_in_the_middle_of_100_000_steps_and_the_next_one_begins(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_a_job_that_waits_is_cancelled_and_one_that_has_ended_is_not(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        await harness.order("b", steps=1)
        await harness.runner.cancel("a")
        await run_until(harness, lambda: len(harness.ended) == 2)
        await harness.runner.cancel("b")
        await harness.runner.cancel("nobody's")
        assert [(job.id, job.state) for job in harness.ended] == [("a", JobState.CANCELLED), ("b", JobState.DONE)]

    play(tmp_path, scene)


def test_work_stops_when_somebody_else_ends_the_job(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_a_job_that_was_ended_before_the_runner_is_told_stops_and_leaves_no_checkpoint(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_work_stops_when_another_attempt_has_begun_and_changes_nothing_of_it(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_a_runner_that_cannot_tell_gives_up_at_once_and_leaves_no_child(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        async def fail(_job: Job, fraction: float) -> None:
            if fraction:
                raise LookupError

        harness.on_progress = fail
        await harness.order("a", steps=100_000)
        with pytest.raises(LookupError):
            await harness.runner.run()
        assert harness.runner.pid is None

    play(tmp_path, scene)


def test_a_clean_stop_hands_back_and_costs_no_attempt(tmp_path: Path) -> None:
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

    play(tmp_path, first)
    play(tmp_path, second)


@pytest.mark.parametrize("seed", range(4))
def test_a_child_killed_at_any_point_costs_no_more_than_what_came_after_its_checkpoint(
    tmp_path: Path, seed: int
) -> None:
    points = sorted(random.Random(seed).sample(range(5, 95), 2))
    killed: list[int] = []

    async def scene(harness: RunnerHarness) -> None:
        async def kill(_job: Job, fraction: float) -> None:
            pid = harness.runner.pid
            if pid is not None and pid not in killed and points and fraction >= points[0] / 100:
                points.pop(0)
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

        harness.on_progress = kill
        await harness.order("a", steps=150)
        await run_until(harness, lambda: harness.ended)
        begun, steps = await harness.steps("a")
        job = await harness.job("a")
        assert not points
        assert (steps, job.crashes, job.attempt) == (150, 2, 3)
        assert begun > 0

    play(tmp_path, scene)


def test_a_job_that_kills_is_tried_three_times_and_the_others_still_come(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=5, dies_at=2)
        await harness.order("b", "bob", steps=1)
        await run_until(harness, lambda: len(harness.ended) == 2)
        ended = harness.ended[0]
        assert (ended.id, ended.state, ended.reason) == ("a", JobState.FAILED, "died")
        assert (ended.crashes, ended.checkpoint) == (3, ())
        assert harness.ended[1].state is JobState.DONE

    play(tmp_path, scene)


def test_what_takes_too_long_has_failed(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=100_000)
        await run_until(harness, lambda: harness.ended)
        assert harness.ended[0].reason == "timeout"

    play(tmp_path, scene, timeout=1.0)


@pytest.mark.parametrize("why", ["options", "weights", "error"])
def test_an_effect_that_cannot_says_why(tmp_path: Path, why: str) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1, fails=why)
        await run_until(harness, lambda: harness.ended)
        assert (harness.ended[0].state, harness.ended[0].reason) == (JobState.FAILED, why)

    play(tmp_path, scene)


def test_options_that_the_effect_does_not_take_and_effects_that_are_gone_fail(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=-1)
        await harness.order("b", effect="removed")
        await run_until(harness, lambda: len(harness.ended) == 2)
        assert [job.reason for job in harness.ended] == ["options", "error"]

    play(tmp_path, scene)


def test_pictures_that_are_gone_or_broken_are_named(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_a_checkpoint_that_does_not_fit_or_is_gone_means_beginning_anew(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
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

    play(tmp_path, scene)


def test_checkpoints_leave_nothing_behind(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=30)
        await run_until(harness, lambda: harness.ended)
        async with harness.store.begin() as transaction:
            blobs = [await transaction.blob(id) for id in (await transaction.person_data("ann")).blobs]
        assert sorted(blob.kind for blob in blobs if blob) == ["image/png", "photo", "photo"]

    play(tmp_path, scene)


BOT = """
import asyncio
import pathlib
import sys
from tests.core.jobs.harness import RunnerHarness
from tests.core.jobs.harness import open_at

async def main():
    async with open_at(pathlib.Path(sys.argv[1])) as store:
        harness = RunnerHarness(store)
        async def say(job, fraction):
            print(fraction, harness.runner.pid, flush=True)
        harness.on_progress = say
        await harness.runner.run()

asyncio.run(main())
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_job_goes_on_where_it_was_when_the_whole_bot_is_killed(tmp_path: Path, seed: int) -> None:
    async def order(harness: RunnerHarness) -> None:
        await harness.order("a", steps=200)

    async def finish(harness: RunnerHarness) -> None:
        await run_until(harness, lambda: harness.ended)
        begun, steps = await harness.steps("a")
        job = await harness.job("a")
        assert (steps, job.attempt, job.crashes) == (200, 2, 1)
        assert begun > 0

    play(tmp_path, order)
    kill_at = random.Random(seed).uniform(0.1, 0.9)
    with subprocess.Popen([sys.executable, "-c", BOT, str(tmp_path)], stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        for line in bot.stdout:
            if float(line.split()[0]) >= kill_at:
                break
        bot.kill()
    play(tmp_path, finish)


def test_a_bot_that_dies_again_and_again_over_a_job_gives_it_up(tmp_path: Path) -> None:
    async def scene(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        async with harness.store.begin() as transaction:
            job = await transaction.job("a")
            assert job is not None
            left = job.model_copy(update={"state": JobState.RUNNING, "attempt": 3, "crashes": 2})
            assert await transaction.update_job(left, job.attempt)
        await run_until(harness, lambda: harness.ended)
        assert (harness.ended[0].state, harness.ended[0].reason) == (JobState.FAILED, "died")

    play(tmp_path, scene)
