"""Active jobs are parsed once for as long as they stay as they are, and aren't kept for longer."""

import weakref

from core.model.job import JobState
from storage.parsed_jobs import ParsedJobs
from storage.store import SqlStore
from tests.storage.harness import ANN, job, person


async def test_one_that_is_as_it_was_is_the_same_one(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
        await transaction.add_job(job("2"))
    async with store.begin() as transaction:
        first, second = await transaction.active_jobs()
        await transaction.update_job(job("2", state=JobState.RUNNING, attempt=1), 0)
    async with store.begin() as transaction:
        again, changed = await transaction.active_jobs()
    assert again is first
    assert (changed.state, second.state) == (JobState.RUNNING, JobState.QUEUED)


async def test_of_somebody_who_is_forgotten_nothing_stays(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
        known = weakref.ref((await transaction.active_jobs())[0])
        await transaction.forget(person(ANN))
    assert known() is None


def test_what_two_looks_did_not_meet_is_not_kept() -> None:
    parsed = ParsedJobs()
    known = weakref.ref(parsed.read(job("1").model_dump_json()))
    assert known() is not None
    for _ in range(2):
        parsed.look()
    assert known() is None
