"""The queue that workers share: it follows the jobs by itself, and nobody's job is lost with its worker."""

import asyncio
from contextlib import suppress

import pytest

from core.model.job import Job, JobState
from storage.shared_queue import Listener, SqlQueue
from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, job, person, tamper
from tests.storage.postgres import Server

EFFECTS = ["blend", "mix"]


@pytest.fixture
def url(server: Server) -> str:
    """It is PostgreSQL's alone."""
    return server.new_database()


@pytest.fixture
def queue(store: SqlStore) -> SqlQueue:
    return SqlQueue(store)


async def add(store: SqlStore, *jobs: Job) -> None:
    async with store.begin() as transaction:
        for one in jobs:
            await transaction.add_job(one)


async def update(store: SqlStore, of: Job, **changes: object) -> Job:
    changed = of.model_copy(update=changes)
    async with store.begin() as transaction:
        assert await transaction.update_job(changed, of.attempt)
    return changed


async def fetch_all(queue: SqlQueue) -> list[str]:
    """The jobs in the order in which new workers get them."""
    found = []
    while (id := await queue.fetch(await queue.join(), EFFECTS)) is not None:
        found.append(id)
    return found


async def silence(url: str, worker: int) -> None:
    """Nothing was heard of a worker for a minute."""
    tamper(
        url,
        "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(mins => 1) WHERE id = :id",
        id=worker,
    )


class TestItFollowsTheJobs:
    async def test_a_new_one_waits_once_its_transaction_is_committed(self, store: SqlStore, queue: SqlQueue) -> None:
        with suppress(LookupError):
            async with store.begin() as transaction:
                await transaction.add_job(job("undone"))
                raise LookupError
        await add(store, job("done"))
        assert await fetch_all(queue) == ["done"]

    async def test_lower_ranks_come_first_then_older_ones_and_interrupted_ones_before_all(
        self, store: SqlStore, queue: SqlQueue
    ) -> None:
        await add(store, job("second", rank=1), job("first"), job("other", of=BEN), job("begun", rank=2))
        left = await update(store, job("begun", rank=2), state=JobState.RUNNING, attempt=1)
        await update(store, left, state=JobState.QUEUED)
        assert await fetch_all(queue) == ["begun", "first", "other", "second"]

    async def test_a_worker_gets_jobs_of_its_effects_alone(self, store: SqlStore, queue: SqlQueue) -> None:
        await add(store, job("a", effect="blend"), job("b", effect="mix"))
        assert await queue.fetch(await queue.join(), ["mix"]) == "b"
        assert await queue.fetch(await queue.join(), ["mix"]) is None

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED])
    async def test_one_that_ends_is_out_of_it(self, store: SqlStore, queue: SqlQueue, state: JobState) -> None:
        await add(store, job("a"))
        await update(store, job("a"), state=state)
        assert await fetch_all(queue) == []

    async def test_one_of_somebody_who_is_forgotten_is_out_of_it(self, store: SqlStore, queue: SqlQueue) -> None:
        await add(store, job("a"), job("b", of=BEN))
        async with store.begin() as transaction:
            await transaction.forget(person(ANN))
        assert await fetch_all(queue) == ["b"]


class TestAWorker:
    async def test_has_a_job_in_hand_until_it_has_ended(self, store: SqlStore, queue: SqlQueue) -> None:
        await add(store, job("a"), job("b"))
        worker = await queue.join()
        assert [await queue.fetch(worker, EFFECTS) for _ in range(2)] == ["a", "a"]
        await update(store, job("a"), state=JobState.DONE)
        assert await queue.fetch(worker, EFFECTS) == "b"

    async def test_is_alive_as_long_as_it_says_so(self, url: str, queue: SqlQueue) -> None:
        first, second = await queue.join(), await queue.join()
        await silence(url, first)
        assert await queue.alive(30.0) == 1
        await queue.beat([first, second])
        assert await queue.alive(30.0) == 2
        await queue.leave(second)
        assert await queue.alive(30.0) == 1

    async def test_that_was_forgotten_and_comes_back_takes_jobs_again(
        self, store: SqlStore, url: str, queue: SqlQueue
    ) -> None:
        worker = await queue.join()
        tamper(url, "DELETE FROM procrastinate_workers")
        await queue.beat([worker])
        await add(store, job("a"))
        assert await queue.fetch(worker, EFFECTS) == "a"


class TestTheSweep:
    async def test_finds_what_a_silent_worker_has(self, store: SqlStore, url: str, queue: SqlQueue) -> None:
        await add(store, job("a"), job("b"), job("waits"))
        silent, alive = await queue.join(), await queue.join()
        assert [await queue.fetch(worker, EFFECTS) for worker in (silent, alive)] == ["a", "b"]
        await silence(url, silent)
        async with queue.sweep(30.0) as left:
            assert left == ["a"]

    async def test_finds_what_a_worker_had_that_has_left(self, store: SqlStore, queue: SqlQueue) -> None:
        await add(store, job("a"))
        worker = await queue.join()
        await queue.fetch(worker, EFFECTS)
        await queue.leave(worker)
        async with queue.sweep(30.0) as left:
            assert left == ["a"]

    async def test_finds_jobs_that_came_without_the_queue(self, store: SqlStore, url: str, queue: SqlQueue) -> None:
        await add(store, job("a"))
        tamper(url, "DELETE FROM procrastinate_jobs")
        async with queue.sweep(30.0) as left:
            assert left == ["a"]
        await update(store, job("a"))
        assert await fetch_all(queue) == ["a"]

    async def test_is_in_one_place_at_a_time_and_elsewhere_after_its_end(
        self, store: SqlStore, url: str, queue: SqlQueue
    ) -> None:
        await add(store, job("a"))
        tamper(url, "DELETE FROM procrastinate_jobs")
        with suppress(LookupError):
            async with queue.sweep(30.0) as left, queue.sweep(30.0) as others:
                assert (left, others) == (["a"], [])
                raise LookupError
        async with queue.sweep(30.0) as left:
            assert left == ["a"]


class TestAListener:
    async def test_hears_what_is_committed_on_its_channels(self, store: SqlStore, url: str) -> None:
        heard: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
        connected = asyncio.Event()
        listening = asyncio.create_task(
            Listener(url).listen(["ours"], lambda *said: heard.put_nowait(said), connected.set)
        )
        await asyncio.wait_for(connected.wait(), 30)
        with suppress(LookupError):
            async with store.begin() as transaction:
                await transaction.notify("ours", "undone")
                raise LookupError
        async with store.begin() as transaction:
            await transaction.notify("others", "a word")
            await transaction.notify("ours", "another word")
        assert await asyncio.wait_for(heard.get(), 30) == ("ours", "another word")
        listening.cancel()
        await asyncio.wait({listening})

    async def test_says_that_it_hears_again_after_a_connection_is_lost(
        self, store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        connected: asyncio.Queue[None] = asyncio.Queue()
        listening = asyncio.create_task(
            Listener(url).listen(["ours"], lambda *_: None, lambda: connected.put_nowait(None))
        )
        await asyncio.wait_for(connected.get(), 30)
        tamper(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        await asyncio.wait_for(connected.get(), 30)
        listening.cancel()
        await asyncio.wait({listening})
        assert "what is said there isn't heard" in caplog.text
