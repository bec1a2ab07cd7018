"""A runner at a real database, and whoever orders and watches."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image

from core.jobs.cluster_runner import ClusterRunner
from core.jobs.cluster_worker import ClusterTimes, ClusterWorker
from core.jobs.effect_run import MakeEffect
from core.jobs.runner import Runner, RunnerConfig
from core.jobs.scheduler import rank_of_new
from core.model.address import Address
from core.model.blob import Blob
from core.model.job import Job, JobState, Order
from core.model.reply import Reply
from core.model.store import Store, Transaction
from storage.shared_queue import Listener, SqlQueue
from storage.store import SqlStore, open_store
from tests.core.jobs.sample_work import Counting

HOME = Address("web", "local", "room")
NEVER = 1e12
Smaller = Callable[[Order], Mapping[str, Any] | None]
EFFECTS: dict[str, MakeEffect] = {"counting": Counting}


Place = Path | str
"""A folder for SQLite with a runner of its own, or the address of a PostgreSQL for a cluster."""

QUICK = ClusterTimes(beat=0.3, silent=3.0, sweep=0.3, look=1.0, tell=0.0)


def open_at(folder: Path) -> AbstractAsyncContextManager[Store]:
    return open_store(f"sqlite:///{folder / 'atelier.db'}")


class Cluster:
    """A bot's runner and a worker, which know of each other by the database alone; as Runner."""

    def __init__(self, url: str, store: SqlStore, **hooks: Any) -> None:
        queue, listener = SqlQueue(store), Listener(url)
        hooks = {"clock": time.time, "new_id": lambda: uuid4().hex, **hooks}
        of_worker = {name: hooks[name] for name in ("on_ended", "smaller", "settings", "clock", "new_id")}
        self._stop = asyncio.Event()
        self.bot = ClusterRunner(queue, listener, store, EFFECTS, **hooks)
        self.worker = ClusterWorker(queue, listener, store, EFFECTS, [{}], times=QUICK, **of_worker)

    @property
    def pid(self) -> int | None:
        return next(iter(self.worker.pids), None)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.bot.run())
            tasks.create_task(self.worker.run(self._stop))

    def wake(self) -> None:
        self.bot.wake()

    async def cancel(self, id: str) -> None:
        await self.bot.cancel(id)

    def stop(self) -> None:
        self.bot.stop()
        self._stop.set()


def png(width: int = 40, height: int = 32) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, "PNG")
    return out.getvalue()


class RunnerHarness:
    """Orders jobs, runs a runner, and notes what it is told."""

    def __init__(
        self,
        store: Store,
        make_runner: Callable[..., Any] | None = None,
        smaller: Smaller | None = None,
        **settings: Any,
    ) -> None:
        self.store = store
        self.told: list[tuple[str, float, bytes | None, float | None]] = []
        self.ended: list[Job] = []
        self.happened: list[str] = []
        self.on_progress: Callable[[Job, float], Awaitable[None]] | None = None
        self.refuses_ends: set[str] = set()
        self._news = asyncio.Condition()
        self._ordered = 0
        defaults = {"write_every": 0.0, "idle": 30.0}
        self.runner = (make_runner or partial(Runner, store, EFFECTS))(
            on_ended=self._end,
            on_progress=self._tell,
            posted=lambda: self.happened.append("posted"),
            smaller=smaller or (lambda _order: None),
            settings=RunnerConfig(**{**defaults, **settings}),
        )

    async def order(self, id: str, person: str = "ann", effect: str = "counting", **options: Any) -> Job:
        """Orders a job; the runner isn't woken."""
        self._ordered += 1
        async with self.store.begin() as transaction:
            for slot in ("content", "style"):
                blob = Blob(id=f"{id}-{slot}", person=person, kind="photo", data=png(), expires=NEVER)
                await transaction.put_blob(blob)
            inputs = {slot: f"{id}-{slot}" for slot in ("content", "style")}
            order = Order(id=id, effect=effect, inputs=inputs, options=options)
            rank = rank_of_new(await transaction.active_jobs(), person)
            job = Job(order=order, address=HOME, person=person, created=float(self._ordered), rank=rank)
            await transaction.add_job(job)
        return job

    async def job(self, id: str) -> Job:
        async with self.store.begin() as transaction:
            job = await transaction.job(id)
        assert job is not None
        return job

    async def blob(self, id: str | None) -> Blob | None:
        assert id is not None
        async with self.store.begin() as transaction:
            return await transaction.blob(id)

    async def steps(self, id: str) -> tuple[int, ...]:
        """The step that a finished job's last attempt began with, and how many there were."""
        job = await self.job(id)
        assert job.state is JobState.DONE
        blob = await self.blob(job.result)
        assert blob is not None
        pixel = Image.open(BytesIO(blob.data)).getpixel((0, 0))
        assert isinstance(pixel, tuple)
        return pixel[:2]

    async def until(self, condition: Callable[[], object]) -> None:
        """Returns when what was told so far makes it true."""
        async with self._news:
            await self._news.wait_for(condition)

    async def _tell(self, job: Job, fraction: float, preview: bytes | None, left: float | None) -> None:
        self.told.append((job.id, fraction, preview, left))
        if self.on_progress is not None:
            await self.on_progress(job, fraction)
        async with self._news:
            self._news.notify_all()

    async def _end(self, transaction: Transaction, job: Job) -> None:
        await transaction.post(job.address, job.person, Reply(text=job.state, job=job.id), 0.0)
        if job.id in self.refuses_ends:
            raise LookupError
        self.ended.append(job)
        async with self._news:
            self._news.notify_all()


async def run_until(harness: RunnerHarness, condition: Callable[[], object]) -> None:
    """Runs the runner until what it told makes the condition true, then stops it and waits for that."""
    running = asyncio.create_task(harness.runner.run())
    waiting = asyncio.create_task(harness.until(condition))
    await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    harness.runner.stop()
    await running


@asynccontextmanager
async def harness_at(place: Place, **settings: Any) -> AsyncIterator[RunnerHarness]:
    if isinstance(place, Path):
        async with open_at(place) as store:
            yield RunnerHarness(store, **settings)
    else:
        async with open_store(place) as store:
            yield RunnerHarness(store, partial(Cluster, place, store), **settings)


def play(place: Place, scenario: Callable[[RunnerHarness], Awaitable[None]], **settings: Any) -> None:
    """Plays a scenario with a runner at a database."""

    async def play_it() -> None:
        async with harness_at(place, **settings) as harness:
            await asyncio.wait_for(asyncio.ensure_future(scenario(harness)), 60)
            assert harness.runner.pid is None

    asyncio.run(play_it())
