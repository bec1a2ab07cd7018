"""Jobs: rows that only the attempt that is under way may change, and nobody once they have ended."""

import asyncio
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from core.model.job import JobState
from storage.store import SqlStore
from tests.storage.harness import BEN, job, tamper

ids = (f"job{number}" for number in itertools.count())
ATTEMPTS = st.integers(0, 3)


async def test_a_job_comes_back_as_it_was(store: SqlStore) -> None:
    whole = job(
        "1",
        inputs={"content": "a", "style": "b"},
        state=JobState.FAILED,
        attempt=3,
        fraction=0.25,
        started=2.5,
        ended=1_700_000_000.123456,
        result="r",
        reason="timeout",
        rank=2,
    )
    async with store.begin() as transaction:
        await transaction.add_job(whole)
    async with store.begin() as transaction:
        assert await transaction.job("1") == whole
        assert await transaction.job("2") is None


async def test_one_that_an_earlier_version_stored_with_more_fields_is_read(store: SqlStore, url: str) -> None:
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
    stored = json.dumps(job("1").model_dump(mode="json") | {"message": "m1", "priority": 2})
    tamper(url, "UPDATE jobs SET job = :job", job=stored)
    async with store.begin() as transaction:
        assert await transaction.job("1") == job("1")


async def test_an_id_is_given_once(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
    with pytest.raises(IntegrityError):
        async with store.begin() as transaction:
            await transaction.add_job(job("1", of=BEN))


async def test_active_are_the_queued_and_the_running_oldest_first(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for number, state in enumerate(JobState):
            await transaction.add_job(job(f"late-{state}", state=state, created=10.0 + number))
            await transaction.add_job(job(f"early-{state}", state=state, created=1.0))
        found = [active.id for active in await transaction.active_jobs()]
    assert found == ["early-queued", "early-running", "late-queued", "late-running"]


async def test_a_persons_active_ones_are_theirs_alone(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for number, state in enumerate(JobState):
            await transaction.add_job(job(f"ann-{state}", state=state, created=10.0 - number))
            await transaction.add_job(job(f"ben-{state}", of=BEN, state=state))
        found = [active.id for active in await transaction.active_jobs_of(job("a").person)]
    assert found == ["ann-running", "ann-queued"]


async def test_recent_are_an_effects_done_jobs_newest_first(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for id, ended in (("b", 20.0), ("c", 30.0), ("a", 10.0)):
            await transaction.add_job(job(id, state=JobState.DONE, ended=ended))
        await transaction.add_job(job("failed", state=JobState.FAILED, ended=40.0))
        await transaction.add_job(job("other", state=JobState.DONE, ended=50.0, effect="sketch"))
        assert [done.id for done in await transaction.recent_jobs("blend", 2)] == ["c", "b"]
        assert [done.id for done in await transaction.recent_jobs("sketch", 2)] == ["other"]


async def test_recent_variants_are_work_of_another_kind(store: SqlStore) -> None:
    async with store.begin() as transaction:
        whole = job("whole", state=JobState.DONE, ended=10.0)
        order = whole.order.model_copy(update={"id": "small", "variants": {"bolder": {}}})
        await transaction.add_job(whole)
        await transaction.add_job(whole.model_copy(update={"order": order}))
        assert await transaction.recent_jobs(whole.order.work, 9) == [whole]
        assert [done.id for done in await transaction.recent_jobs(order.work, 9)] == ["small"]


async def test_done_are_a_persons_jobs_newest_first(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for id, ended in (("b", 20.0), ("c", 30.0), ("a", 10.0)):
            await transaction.add_job(job(id, state=JobState.DONE, ended=ended))
        await transaction.add_job(job("failed", state=JobState.FAILED, ended=40.0))
        await transaction.add_job(job("other", of=BEN, state=JobState.DONE, ended=50.0))
        assert [done.id for done in await transaction.done_jobs(job("a").person, 2)] == ["c", "b"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(ATTEMPTS, ATTEMPTS, st.sampled_from(JobState)), max_size=8))
def test_a_change_is_refused_after_the_end_and_to_older_attempts(
    runner: asyncio.Runner, store: SqlStore, changes: list[tuple[int, int, JobState]]
) -> None:
    async def play() -> None:
        current = job(next(ids))
        async with store.begin() as transaction:
            await transaction.add_job(current)
        for fraction, (expected, attempt, state) in enumerate(changes):
            changed = current.model_copy(update={"attempt": attempt, "state": state, "fraction": float(fraction)})
            allowed = current.state.active and current.attempt == expected
            async with store.begin() as transaction:
                assert await transaction.update_job(changed, expected) == allowed
                current = changed if allowed else current
                assert await transaction.job(current.id) == current
                active = [job.id for job in await transaction.active_jobs()]
                assert (current.id in active) == current.state.active

    runner.run(play())


async def test_a_persons_own_that_were_done_last_come_newest_first(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for number, id in enumerate("abc"):
            await transaction.add_job(job(id, state=JobState.DONE, ended=10.0 + number))
        await transaction.add_job(job("failed", state=JobState.FAILED, ended=20.0))
        await transaction.add_job(job("active"))
        others = job("other", of=BEN, state=JobState.DONE, ended=20.0)
        await transaction.add_job(others)
    async with store.begin() as transaction:
        assert [done.id for done in await transaction.done_jobs(job("a").person, 2)] == ["c", "b"]
        assert [done.id for done in await transaction.done_jobs(others.person, 2)] == ["other"]


async def test_a_job_that_never_was_is_not_changed(store: SqlStore) -> None:
    async with store.begin() as transaction:
        assert not await transaction.update_job(job("1"), 0)
        assert await transaction.job("1") is None
