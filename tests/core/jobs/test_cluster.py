"""A bot's runner and a worker that know of each other by the database alone."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from core.jobs.shared_queue import BOTS, POSTED, Progressed
from core.model.job import JobState
from tests.core.jobs.harness import Cluster, RunnerHarness, play, run_until
from tests.storage.harness import tamper
from tests.storage.postgres import Server

Scenario = Callable[[RunnerHarness, Cluster], Awaitable[None]]


@pytest.fixture
def url(server: Server) -> str:
    return server.new_database()


def play_cluster(url: str, scenario: Scenario) -> None:
    async def with_cluster(harness: RunnerHarness) -> None:
        await scenario(harness, cast(Cluster, harness.runner))

    play(url, with_cluster)


class TestABot:
    def test_says_that_no_worker_is_there_until_one_is(self, url: str) -> None:
        async def scenario(harness: RunnerHarness, cluster: Cluster) -> None:
            assert await cluster.bot.worker_trouble() == "no worker is there: run the command worker"
            await harness.order("a", steps=1)
            troubles: list[str] = []

            async def look(*_: object) -> None:
                troubles.append(await cluster.bot.worker_trouble())

            harness.on_progress = look
            await run_until(harness, lambda: harness.ended)
            assert set(troubles) == {""}

        play_cluster(url, scenario)

    def test_tells_of_a_jobs_newest_progress_with_the_newest_preview(self, url: str) -> None:
        async def scenario(harness: RunnerHarness, cluster: Cluster) -> None:
            await harness.order("a", steps=1)
            for word in (
                Progressed(job="a", fraction=0.1, preview="gone"),
                Progressed(job="a", fraction=0.2, preview="a-content"),
                Progressed(job="a", fraction=0.3, seconds_left=9.0),
            ):
                cluster.bot._hear(BOTS, word.model_dump_json())
            running = asyncio.create_task(cluster.bot.run())
            await harness.until(lambda: harness.told)
            cluster.bot.stop()
            await running
            ((id, fraction, preview, left),) = harness.told
            assert (id, fraction, left) == ("a", 0.3, 9.0)
            assert preview is not None

        play_cluster(url, scenario)

    def test_tells_nothing_of_a_job_that_has_ended_and_passes_over_words_that_it_does_not_know(
        self, url: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario(harness: RunnerHarness, cluster: Cluster) -> None:
            await harness.order("a", steps=1)
            await harness.order("b", steps=1)
            await cluster.cancel("a")
            cluster.bot._hear(BOTS, Progressed(job="a", fraction=0.1).model_dump_json())
            cluster.bot._hear(BOTS, '{"mood": "fine"}')
            cluster.bot._hear(BOTS, Progressed(job="b", fraction=0.1).model_dump_json())
            running = asyncio.create_task(cluster.bot.run())
            await harness.until(lambda: harness.told)
            cluster.bot.stop()
            await running
            assert [id for id, *_ in harness.told] == ["b"]

        play_cluster(url, scenario)
        assert "a word of another version of Atelier is passed over" in caplog.messages

    def test_hears_that_something_was_posted(self, url: str) -> None:
        async def scenario(harness: RunnerHarness, cluster: Cluster) -> None:
            running = asyncio.create_task(cluster.bot.run())
            async with asyncio.timeout(30):
                while not harness.happened:  # it has begun to hear, and may have missed something
                    await asyncio.sleep(0.01)
                harness.happened.clear()
                async with harness.store.begin() as transaction:
                    await transaction.notify(BOTS, POSTED)
                while not harness.happened:
                    await asyncio.sleep(0.01)
            cluster.bot.stop()
            await running
            assert harness.happened == ["posted"]

        play_cluster(url, scenario)


class TestAWorker:
    def test_begins_jobs_that_came_without_the_queue(self, url: str) -> None:
        """As from SQLite, or from a version that had none."""

        async def scenario(harness: RunnerHarness, _cluster: Cluster) -> None:
            await harness.order("a", steps=1)
            await harness.order("b", steps=1)
            async with harness.store.begin() as transaction:
                job = await transaction.job("b")
                assert job is not None
                left = {"state": JobState.RUNNING, "attempt": 1}
                await transaction.update_job(job.model_copy(update=left), 0)
            tamper(url, "DELETE FROM procrastinate_jobs")
            await run_until(harness, lambda: len(harness.ended) == 2)
            jobs = {job.id: (job.state, job.attempt, job.crashes) for job in harness.ended}
            assert jobs == {"a": (JobState.DONE, 1, 0), "b": (JobState.DONE, 2, 1)}

        play_cluster(url, scenario)

    def test_passes_over_what_has_ended_between_its_taking_and_its_begin(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(harness: RunnerHarness, cluster: Cluster) -> None:
            await harness.order("a", steps=1)
            await harness.order("b", steps=1)
            queue = cluster.worker._queue
            fetch, cancelled = queue.fetch, list[str]()

            async def fetch_and_cancel(worker: int, effects: list[str]) -> str | None:
                found = await fetch(worker, effects)
                if found == "a":
                    cancelled.append(found)
                    await cluster.cancel("a")
                return found

            monkeypatch.setattr(queue, "fetch", fetch_and_cancel)
            await run_until(harness, lambda: len(harness.ended) == 2)
            assert [(job.id, job.state) for job in harness.ended] == [("a", JobState.CANCELLED), ("b", JobState.DONE)]
            assert cancelled == ["a"]

        play_cluster(url, scenario)
