"""The runner: takes jobs from the store, has the worker process work on them and writes down what becomes of them."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from core.jobs.checkpoints import Checkpoints
from core.jobs.effect_run import EffectRun, MakeEffect
from core.jobs.estimates import Pace, seconds_needed
from core.jobs.job_source import JobSource, OnlyRunnersJobs
from core.jobs.latest_progress import LatestProgress, Progress
from core.jobs.outage import through_outage
from core.jobs.settlement import OnEnded, Settlement, current_attempt
from core.jobs.work import Died, Failed, Work, WorkOutcome
from core.jobs.worker_process import WorkerProcess
from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.job import Job, Order
from core.model.log_context import about
from core.model.store import Store
from core.plugins.errors import reason

log = logging.getLogger(__name__)

OnProgress = Callable[[Job, float, bytes | None, float | None], Awaitable[None]]
"""Told of a job's progress several times a second: the fraction, a new preview as JPEG, seconds left if known.

While it waits for something, such as a platform, newer progress replaces older, and checkpoints aren't kept.
"""

RECENT_LIMIT = 50
"""How many jobs of the same kind of work are learned from."""


@dataclass(frozen=True)
class RunnerConfig:
    """When the worker process goes for want of work, how long and how often a job is tried, how long its picture is
    kept, and how often its row is written while it is worked on. All times in seconds. The worker process gets the
    variables in ``environment`` besides those it needs, and ``online`` are the effects that may use the network.
    """

    idle: float = 60.0
    timeout: float = 1800.0
    tries: int = 3
    keep: float = 3600.0
    write_every: float = 2.0
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    online: frozenset[str] = frozenset()


class Runner:
    """Works on jobs, one at a time: those of ``source``, by default all of a store at which there is no other runner.

    The database's outages are waited for and cost no job an attempt. ``effects`` makes each effect by its name;
    ``on_ended``, ``posted`` and ``smaller`` are as Settlement has them; ``clock`` gives seconds since 1970 and
    ``new_id`` the ids of blobs.
    """

    def __init__(
        self,
        store: Store,
        effects: Mapping[str, MakeEffect],
        *,
        on_ended: OnEnded,
        on_progress: OnProgress,
        posted: Callable[[], None] = lambda: None,
        smaller: Callable[[Order], Mapping[str, Any] | None] = lambda _order: None,
        settings: RunnerConfig | None = None,
        source: JobSource | None = None,
        clock: Clock = time.time,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._store, self._effects, self._on_progress, self._clock = store, effects, on_progress, clock
        self._settings = settings or RunnerConfig()
        self._source = source or OnlyRunnersJobs(store, clock)
        self._checkpoints = Checkpoints(store, clock, new_id, self._settings.keep)
        self._settlement = Settlement(
            store,
            self._checkpoints,
            on_ended=on_ended,
            posted=posted,
            smaller=smaller,
            tries=self._settings.tries,
            keep=self._settings.keep,
            clock=clock,
            new_id=new_id,
        )
        self._worker = WorkerProcess(
            "painter", environment=self._settings.environment, idle_seconds=self._settings.idle
        )
        self._woken = asyncio.Event()
        self._stops: dict[str, asyncio.Event] = {}
        self._stopping = False

    @property
    def pid(self) -> int | None:
        """The worker process that there is now."""
        return self._worker.pid

    async def worker_trouble(self) -> str:
        """Why no job can be worked on, in a line; empty where one can."""
        return await self._worker.trouble()

    async def run(self) -> None:
        """Works on jobs, first on those that a dead process left, until it is stopped."""
        await through_outage("runner", self._continue_what_ran)
        try:
            while not self._stopping:
                self._woken.clear()  # before looking, so that nothing is missed
                if not await self._work_on_next():
                    await self._woken.wait()
        finally:
            await self._worker.close()

    def wake(self) -> None:
        """There is a new job."""
        self._woken.set()

    async def cancel(self, id: str) -> None:
        """Ends a job as cancelled, unless it has ended already, and stops the work on it. Raises StorageError."""
        await self._settlement.cancel(id)
        self.stop_work(id)

    def stop_work(self, id: str) -> None:
        """Stops the work on a job, if it is worked on here; its row says what becomes of it."""
        if stop := self._stops.get(id):
            stop.set()

    async def settle_left(self, job: Job) -> None:
        """Has a job tried again, or given up, whose runner died over it."""
        log.warning("job %s was left by a process that died", job.id)
        await self._settlement.settle_whatever_happens(job, Died("with its process"))

    def stop(self) -> None:
        """Has ``run`` return soon, with what is being worked on handed back to the queue."""
        self._stopping = True
        for stop in self._stops.values():
            stop.set()
        self.wake()

    async def _continue_what_ran(self) -> None:
        for job in await self._source.left():  # each in a transaction of its own, as they are different people's
            await self.settle_left(job)

    async def _work_on_next(self) -> bool:
        """Works on the next job; False where none waits."""
        job = await through_outage("runner", partial(self._take, []))
        if job is None:
            return False
        with about(job=job.id, conversation=job.address):
            await self._work_on(job)
        return True

    async def _work_on(self, job: Job) -> None:
        """One attempt at a job, whatever becomes of it."""
        stop = self._stops[job.id] = asyncio.Event()
        if self._stopping:
            stop.set()
        try:
            outcome = await self._attempt(job, stop)
        except Exception as error:  # noqa: BLE001 - one job's trouble is that job's alone
            outcome = Failed("error", reason(error))
        finally:
            del self._stops[job.id]
        await self._settlement.settle_whatever_happens(job, outcome)

    async def _take(self, begun: list[Job]) -> Job | None:
        """See JobSource.take."""
        return await self._source.take(begun)

    async def _attempt(self, job: Job, stop: asyncio.Event) -> WorkOutcome:
        work = await through_outage(f"job {job.id}", partial(self._work, job))
        if isinstance(work, Failed):
            return work
        past = await through_outage(f"job {job.id}", partial(self._past, job))
        progress = LatestProgress()
        following = asyncio.create_task(self._follow(job, progress, seconds_needed(job.order.made_with, past), stop))
        try:
            return await self._worker.run(work, progress, timeout=self._settings.timeout, stop=stop)
        finally:
            progress.close()
            await following

    async def _work(self, job: Job) -> Work | Failed:
        """The job as work for the worker process, or why there can't be one."""
        make = self._effects.get(job.order.effect)
        if make is None:
            return Failed("error", f"there is no effect called {job.order.effect} any more")
        async with self._store.begin() as transaction:
            found = {slot: await transaction.blob(id) for slot, id in job.order.inputs.items()}
        inputs = {slot: blob.data for slot, blob in found.items() if blob is not None}
        if len(inputs) < len(found):
            return Failed("expired", "its pictures are gone")
        resume = await self._checkpoints.read(job.checkpoint)
        run = EffectRun(make, job.order.options, tuple(job.order.variants.values()))
        return Work(run, inputs, resume, network=job.order.effect in self._settings.online)

    async def _past(self, job: Job) -> list[Job]:
        """What there is to learn from."""
        async with self._store.begin() as transaction:
            return await transaction.recent_jobs(job.order.work, RECENT_LIMIT)

    async def _follow(self, job: Job, progress: LatestProgress, expected: float | None, stop: asyncio.Event) -> None:
        """Writes down and tells how a job gets on, and stops it where it isn't this attempt's any more."""
        pace = Pace(expected)
        fraction, written = job.fraction, self._clock()
        try:
            await self._tell(job, fraction, None, pace)
            async for said in progress:
                now = self._clock()
                fraction = fraction if said.fraction is None else said.fraction
                if said.checkpoint is not None or now - written >= self._settings.write_every:
                    written = now
                    if not await self._write_down(job, fraction, said):
                        return
                if said.fraction is not None and not stop.is_set():
                    pace.note(fraction, now)
                    await self._tell(job, fraction, said.preview, pace)
        finally:
            stop.set()  # the work has ended, or is nobody's any more, or can't be written down

    async def _tell(self, job: Job, fraction: float, preview: bytes | None, pace: Pace) -> None:
        now = job.model_copy(update={"fraction": fraction})
        await self._on_progress(now, fraction, preview, pace.seconds_left(fraction))

    async def _write_down(self, job: Job, fraction: float, said: Progress) -> bool:
        """Keeps the fraction and a new checkpoint; False where the job has ended or is another attempt's.

        An outage costs what was to be kept: there will be something newer.
        """
        try:
            return await self._keep_progress(job, fraction, said)
        except StorageError as error:
            log.warning("job %s: how far it is can't be written down: %s", job.id, error)
            return True

    async def _keep_progress(self, job: Job, fraction: float, said: Progress) -> bool:
        new = await self._checkpoints.put(job, said.checkpoint or b"")
        async with self._store.begin() as transaction:
            current = await current_attempt(transaction, job)
            old = current.checkpoint if current is not None else ()
            changes = {"fraction": fraction, "checkpoint": new or old}
            mine = current is not None and await transaction.update_job(current.model_copy(update=changes), job.attempt)
        if new:
            await self._checkpoints.drop(old if mine else new)
        return mine
