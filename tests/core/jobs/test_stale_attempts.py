"""What becomes of an attempt that isn't the job's any more: nothing, however it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.jobs.work import Died, Done, Failed, Stopped, Work, WorkOutcome
from core.model.job import Job, JobState
from tests.core.jobs.harness import RunnerHarness, play, png

OUTCOMES = [Done(png()), Failed("error", "a fault"), Died(), Stopped()]

Change = Callable[[RunnerHarness, Job], Awaitable[Job]]


async def begin_another(harness: RunnerHarness, job: Job) -> Job:
    """As another runner does that takes a job to be left."""
    return await _store(harness, job, {"attempt": job.attempt + 1, "fraction": 0.5})


async def hand_back(harness: RunnerHarness, job: Job) -> Job:
    """Has it wait again, though nobody has begun another attempt yet."""
    return await _store(harness, job, {"state": JobState.QUEUED})


async def end_it(harness: RunnerHarness, job: Job) -> Job:
    """As the engine does when somebody presses Cancel."""
    return await _store(harness, job, {"state": JobState.CANCELLED, "ended": 2.0})


async def _store(harness: RunnerHarness, job: Job, changes: dict[str, object]) -> Job:
    changed = job.model_copy(update=changes)
    async with harness.store.begin() as transaction:
        assert await transaction.update_job(changed, job.attempt)
    return changed


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: type(outcome).__name__)
@pytest.mark.parametrize("change", [begin_another, hand_back, end_it])
def test_it_changes_nothing_however_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, outcome: WorkOutcome
) -> None:
    """The job changes hands while it is worked on; the last crash that it may have would end it."""

    async def scenario(harness: RunnerHarness) -> None:
        now: list[Job] = []
        settled = asyncio.Event()

        async def work(_task: Work, *_: object, **__: object) -> WorkOutcome:
            if now:  # it waits again, and is begun anew: that is another story
                await asyncio.Event().wait()
            now.append(await change(harness, await harness.job("a")))
            settled.set()
            return outcome

        await harness.order("a", steps=1)
        await _store(harness, await harness.job("a"), {"crashes": 2})
        monkeypatch.setattr(harness.runner._worker, "run", work)
        taken = await harness.runner._take([])
        assert taken is not None
        left = await harness.runner._attempt(taken, asyncio.Event())
        await settled.wait()
        await harness.runner._settlement.settle(taken, left)
        assert await harness.job("a") == now[0]
        assert harness.ended == []
        async with harness.store.begin() as transaction:
            kinds = [await transaction.blob(id) for id in (await transaction.person_data("ann")).blobs]
            assert await transaction.unsent(1.0) == []
        assert [blob.kind for blob in kinds if blob is not None] == ["photo", "photo"]

    play(tmp_path, scenario)


def test_an_end_that_comes_between_reading_and_writing_is_told_once(tmp_path: Path) -> None:
    """The row says so, whatever was read before."""

    async def scenario(harness: RunnerHarness) -> None:
        job = await harness.order("a", steps=1)
        await end_it(harness, job)
        async with harness.store.begin() as transaction:
            assert not await harness.runner._settlement._end(transaction, job, JobState.DONE)
        assert harness.ended == []

    play(tmp_path, scenario)
