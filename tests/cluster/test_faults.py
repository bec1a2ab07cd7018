"""A bot and three workers: whoever dies, every job is made once, and soon.

The short form is part of the test suite; ``make cluster`` has 500 jobs and more that dies.
"""

import asyncio
import os
import random
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from core.model.job import JobState
from tests.chaos.link import FINE, SILENT, Link
from tests.cluster.harness import CUT_SECONDS, FAULTS, JOBS, Office, Worker, office, through
from tests.storage.postgres import Server

PAINTINGS = int(os.environ.get("CLUSTER_PAINTINGS", "0"))
PEOPLE = 5
HAND_OVER_SECONDS = 15.0
STOP_SECONDS = 3.0
LONG = {"strokes": 1000, "seconds": 0.05}


@asynccontextmanager
async def workers(folder: Path, url: str, count: int, *arguments: str) -> AsyncIterator[list[Worker]]:
    started = [Worker(folder, f"worker-{number}", url, *arguments) for number in range(count)]
    try:
        for worker in started:
            await worker.start()
        yield started
    finally:
        for worker in started:
            await worker.end()


@asynccontextmanager
async def one_at_work_and_one_idle(
    folder: Path, url: str, bot: Office, link: Link | None = None
) -> AsyncIterator[tuple[Worker, Worker]]:
    """Two workers, the first in the middle of the job ``a``, of which there is a checkpoint.

    ``link``, if there is one, is the first one's to the database.
    """
    async with workers(folder, url if link is None else through(link, url), 1) as (first,):
        await bot.order("a", strokes=240, seconds=0.05)
        await bot.until(lambda job: job.fraction > 0.1 and bool(job.checkpoint), "a")
        second = Worker(folder, "second", url)
        await second.start()
        try:
            await bot.workers(2)
            yield first, second
        finally:
            await second.end()


def play(url: str, scenario: Callable[[Office], Awaitable[None]]) -> None:
    async def play_it() -> None:
        async with office(url) as bot:
            await scenario(bot)

    asyncio.run(play_it())


async def do_harm(workers: Sequence[Worker], server: Server, fault: int, chance: random.Random) -> None:
    """A worker dies, or sleeps for so long that it is taken for dead, or the database restarts."""
    worker = chance.choice(workers)
    match fault % 3:
        case 0:
            await worker.kill()
            await worker.start()
        case 1:
            worker.signal(signal.SIGSTOP)
            await asyncio.sleep(12)
            worker.signal(signal.SIGCONT)
        case _:
            await asyncio.to_thread(server.restart)


def test_every_job_is_made_and_delivered_once_whoever_dies(tmp_path: Path, server: Server, url: str) -> None:
    chance = random.Random(JOBS)
    ids = [f"job-{number}" for number in range(JOBS)]

    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 3) as started:
            for number, id in enumerate(ids):
                await bot.order(id, f"person-{number % PEOPLE}", strokes=20, seconds=0.05)
            for fault in range(FAULTS):
                await bot.delivered((fault + 1) * JOBS // (FAULTS + 2), 120)
                await do_harm(started, server, fault, chance)
            delivered = await bot.delivered(JOBS, 60 + JOBS)
        jobs = [await bot.job(id) for id in ids]
        assert {job.id: (job.state, job.reason) for job in jobs if job.state is not JobState.DONE} == {}
        assert delivered == dict.fromkeys(ids, 1)
        assert sum(job.crashes for job in jobs) <= 2 * FAULTS

    play(url, scenario)


@pytest.mark.skipif(not PAINTINGS, reason="takes minutes: make cluster")
def test_real_paintings_move_between_workers_in_the_middle(tmp_path: Path, url: str) -> None:
    chance = random.Random(PAINTINGS)
    ids = [f"painting-{number}" for number in range(PAINTINGS)]

    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 3) as started:
            for number, id in enumerate(ids):
                await bot.order(id, f"person-{number % PEOPLE}", "style-transfer", size=256)
            for fault in range(1, PAINTINGS // 4):
                await bot.delivered(fault * 4, 300)
                worker = chance.choice(started)
                await worker.kill()
                await worker.start()
            delivered = await bot.delivered(PAINTINGS, 60 * PAINTINGS)
        jobs = [await bot.job(id) for id in ids]
        assert {job.id: (job.state, job.reason) for job in jobs if job.state is not JobState.DONE} == {}
        assert delivered == dict.fromkeys(ids, 1)
        assert any(job.attempt > 1 for job in jobs)

    play(url, scenario)


def test_a_dead_workers_job_goes_on_elsewhere_where_it_was(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with one_at_work_and_one_idle(tmp_path, url, bot) as (first, _):
            await first.kill()
            killed = time.monotonic()
            await bot.until(lambda job: job.attempt == 2, "a")
            assert time.monotonic() - killed < HAND_OVER_SECONDS
            job = await bot.until(lambda job: not job.state.active, "a")
        assert (job.state, job.attempt, job.crashes) == (JobState.DONE, 2, 1)
        assert await bot.begun_with(job) > 0

    play(url, scenario)


def test_what_a_zombie_says_later_changes_nothing(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with one_at_work_and_one_idle(tmp_path, url, bot) as (first, _):
            first.signal(signal.SIGSTOP)
            await bot.until(lambda job: job.attempt == 2, "a")
            first.signal(signal.SIGCONT)
            job = await bot.until(lambda job: not job.state.active, "a")
            assert (job.state, job.attempt, job.crashes) == (JobState.DONE, 2, 1)
            assert await bot.delivered(1, 10) == {"a": 1}

    play(url, scenario)


def test_the_job_of_a_worker_that_is_cut_off_goes_on_elsewhere_and_what_it_says_later_changes_nothing(
    tmp_path: Path, server: Server, url: str
) -> None:
    async def scenario(bot: Office) -> None:
        async with (
            Link(server.socket, random.Random(0)) as link,
            one_at_work_and_one_idle(tmp_path, url, bot, link) as (_, second),
        ):
            await link.become(SILENT)
            cut = time.monotonic()
            await bot.until(lambda job: job.attempt == 2, "a")
            assert time.monotonic() - cut < HAND_OVER_SECONDS
            await bot.until(lambda job: not job.state.active, "a")
            await asyncio.sleep(max(0.0, CUT_SECONDS - (time.monotonic() - cut)))
            assert await second.stop() == 0
            await link.become(FINE)
            await bot.order("b", strokes=1)  # for which there is the first one alone
            await bot.until(lambda job: not job.state.active, "b")
            job = await bot.job("a")
            assert (job.state, job.attempt, job.crashes) == (JobState.DONE, 2, 1)
            assert await bot.begun_with(job) > 0
            assert await bot.delivered(2, 10) == {"a": 1, "b": 1}

    play(url, scenario)


def test_a_cancelled_job_stops_within_three_seconds(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 1):
            await bot.order("a", **LONG)
            await bot.until(lambda job: job.fraction > 0, "a")
            await bot.order("b", "bob", strokes=1)
            cancelled = time.monotonic()
            await bot.cancel("a")
            await bot.until(lambda job: job.attempt == 1, "b")
            assert time.monotonic() - cancelled < STOP_SECONDS
            assert (await bot.job("a")).state is JobState.CANCELLED

    play(url, scenario)


def test_progress_reaches_the_bot_with_previews(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 1):
            await bot.order("a", strokes=100, seconds=0.05)
            await bot.delivered(1, 60)
        shown = [message for _, message in bot.platform.edited if message.progress is not None]
        fractions = [message.progress for message in shown]
        assert len(fractions) > 3
        assert fractions == sorted(fractions)
        assert any(message.picture is not None and message.picture.startswith(b"\xff\xd8") for message in shown)
        async with bot.store.begin() as transaction:
            kinds = [await transaction.blob(id) for id in (await transaction.person_data(bot.person("ann"))).blobs]
        assert sorted(blob.kind for blob in kinds if blob is not None) == ["image/png", "photo", "photo"]

    play(url, scenario)


def test_a_worker_tells_monitors_how_it_is_and_what_it_has_done(tmp_path: Path, url: str, unused_port: int) -> None:
    async def scenario(bot: Office) -> None:
        worker, place = Worker(tmp_path, "worker", url, port=unused_port), f"http://127.0.0.1:{unused_port}"
        await worker.start()
        try:
            await bot.order("a", strokes=1)
            await bot.until(lambda job: not job.state.active, "a")
            async with ClientSession() as session:
                async with session.get(f"{place}/healthz") as answer:
                    told = await answer.json()
                    assert (answer.status, told["well"]) == (200, True), told
                    assert {part["name"] for part in told["parts"]} == {"database", "queue", "worker"}
                async with session.get(f"{place}/metrics") as answer:
                    lines = (await answer.text()).splitlines()
            assert 'atelier_job_attempts_total{effect="sleeper"} 1.0' in lines
            assert 'atelier_jobs_ended_total{effect="sleeper",state="done"} 1.0' in lines
            assert any(line.startswith('atelier_child_resident_memory_bytes{child="worker-1"}') for line in lines)
        finally:
            await worker.end()

    play(url, scenario)


def test_a_worker_that_is_told_to_stop_hands_back_what_it_works_on(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 1) as (worker,):
            await bot.order("a", **LONG)
            await bot.until(lambda job: bool(job.checkpoint), "a")
            assert await worker.stop() == 0
            job = await bot.job("a")
            assert (job.state, job.attempt, job.crashes) == (JobState.QUEUED, 1, 0)

    play(url, scenario)


def test_a_worker_of_several_processes_works_on_as_many_jobs_at_once(tmp_path: Path, url: str) -> None:
    async def scenario(bot: Office) -> None:
        async with workers(tmp_path, url, 1, "--devices", "cpu", "--processes", "3"):
            for id in ("a", "b", "c"):
                await bot.order(id, id, **LONG)
            for id in ("a", "b", "c"):
                await bot.until(lambda job: job.fraction > 0, id)
            assert [(await bot.job(id)).state for id in ("a", "b", "c")] == [JobState.RUNNING] * 3

    play(url, scenario)
