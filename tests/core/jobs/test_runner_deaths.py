"""Whatever dies on the way, a job goes on from its checkpoint, and gives up in the end."""

import os
import random
import signal
import subprocess
import sys

import pytest

from core.model.job import Job, JobState
from tests.core.jobs.harness import Place, RunnerHarness, play, run_until


@pytest.mark.parametrize("seed", range(4))
def test_a_child_killed_at_any_point_costs_no_more_than_what_came_after_its_checkpoint(place: Place, seed: int) -> None:
    points = sorted(random.Random(seed).sample(range(5, 95), 2))
    killed: list[int] = []

    async def scenario(harness: RunnerHarness) -> None:
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

    play(place, scenario)


def test_a_job_that_kills_is_tried_three_times_and_the_others_still_come(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=5, dies_at=2)
        await harness.order("b", "bob", steps=1)
        await run_until(harness, lambda: len(harness.ended) == 2)
        ended = harness.ended[0]
        assert (ended.id, ended.state, ended.reason) == ("a", JobState.FAILED, "died")
        assert (ended.crashes, ended.checkpoint) == (3, ())
        assert harness.ended[1].state is JobState.DONE

    play(place, scenario)


BOT = """
import asyncio
import pathlib
import sys
from tests.core.jobs.harness import harness_at

async def main():
    at = sys.argv[1]
    async with harness_at(at if at.startswith("postgresql") else pathlib.Path(at)) as harness:
        async def say(job, fraction):
            print(fraction, harness.runner.pid, flush=True)
        harness.on_progress = say
        await harness.runner.run()

asyncio.run(main())
"""


@pytest.mark.parametrize("seed", range(3))
def test_a_job_goes_on_where_it_was_when_the_whole_bot_is_killed(place: Place, seed: int) -> None:
    async def order(harness: RunnerHarness) -> None:
        await harness.order("a", steps=200)

    async def finish(harness: RunnerHarness) -> None:
        await run_until(harness, lambda: harness.ended)
        begun, steps = await harness.steps("a")
        job = await harness.job("a")
        assert (steps, job.attempt, job.crashes) == (200, 2, 1)
        assert begun > 0

    play(place, order)
    kill_at = random.Random(seed).uniform(0.1, 0.9)
    with subprocess.Popen([sys.executable, "-c", BOT, str(place)], stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        for line in bot.stdout:
            if float(line.split()[0]) >= kill_at:
                break
        bot.kill()
    play(place, finish)


def test_a_bot_that_dies_again_and_again_over_a_job_gives_it_up(place: Place) -> None:
    async def scenario(harness: RunnerHarness) -> None:
        await harness.order("a", steps=1)
        async with harness.store.begin() as transaction:
            job = await transaction.job("a")
            assert job is not None
            left = job.model_copy(update={"state": JobState.RUNNING, "attempt": 3, "crashes": 2})
            assert await transaction.update_job(left, job.attempt)
        await run_until(harness, lambda: harness.ended)
        assert (harness.ended[0].state, harness.ended[0].reason) == (JobState.FAILED, "died")

    play(place, scenario)
