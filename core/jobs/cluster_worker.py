"""A worker of a cluster: runners that take jobs from the queue which workers share, and a share in the sweep."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from core.jobs.effect_run import MakeEffect
from core.jobs.job_source import begin
from core.jobs.outage import through_outage
from core.jobs.progress_teller import TELL_EVERY, ProgressTeller
from core.jobs.runner import Runner, RunnerConfig
from core.jobs.settlement import OnEnded
from core.jobs.shared_queue import BOTS, NEW_JOBS, POSTED, WORKERS, Listener, SharedQueue
from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.job import Job, JobState, Order
from core.model.people import Mode
from core.model.store import Store, Transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ClusterTimes:
    """How often a worker says that it is alive, after what silence it counts as dead, how often that is looked at, how
    often the queue is looked at though nobody says anything, and how often progress is told; all in seconds.
    """

    beat: float = 2.0
    silent: float = 8.0
    sweep: float = 2.0
    look: float = 5.0
    tell: float = TELL_EVERY


class QueueJobs:
    """The jobs that one runner of many takes: see JobSource. ``worker`` is its number in the queue."""

    def __init__(self, queue: SharedQueue, store: Store, clock: Clock, worker: int, effects: Sequence[str]) -> None:
        self._queue, self._store, self._clock = queue, store, clock
        self._worker, self._effects = worker, effects

    async def left(self) -> list[Job]:
        """None: the sweep finds them."""
        return []

    async def take(self, begun: list[Job]) -> Job | None:
        """See JobSource. The queue's row is taken first and alone, as others take it after the person."""
        async with self._store.begin() as transaction:
            if await transaction.mode() is Mode.PAUSED:
                return None
        while (id := await self._queue.fetch(self._worker, self._effects)) is not None:
            job = await self._begin(id, begun)
            if job is not None:
                return job
            await self._queue.drop(id)  # it has ended; one that is at work and not in the queue is the sweep's
        return None

    async def _begin(self, id: str, begun: list[Job]) -> Job | None:
        async with self._store.begin() as transaction:
            job = await transaction.job(id)
            if job is None or job in begun:
                return job
            waits = job.state is JobState.QUEUED
            return begun[-1] if waits and await begin(transaction, job, self._clock(), begun) else None


class ClusterWorker:
    """Runners side by side, each with a worker process of its own. ``clock`` gives seconds since 1970.

    ``environments`` has the variables of each one's worker process besides those that all get by ``settings``; the
    rest is as Runner has it, but that ``on_ended`` alone is told of anything: bots hear of it at the database.
    """

    def __init__(
        self,
        queue: SharedQueue,
        listener: Listener,
        store: Store,
        effects: Mapping[str, MakeEffect],
        environments: Sequence[Mapping[str, str]],
        *,
        on_ended: OnEnded,
        smaller: Callable[[Order], Mapping[str, Any] | None],
        settings: RunnerConfig,
        clock: Clock,
        new_id: Callable[[], str],
        times: ClusterTimes | None = None,
    ) -> None:
        self._queue, self._listener, self._store, self._effects = queue, listener, store, effects
        self._environments, self._on_ended, self._smaller = environments, on_ended, smaller
        self._settings, self._clock, self._new_id = settings, clock, new_id
        self._times = times or ClusterTimes()
        self._numbers: list[int] = []
        self._runners: list[Runner] = []
        self._heard = self._heard_since = time.monotonic()

    @property
    def pids(self) -> list[int]:
        """The worker processes that there are now."""
        return [runner.pid for runner in self._runners if runner.pid is not None]

    async def worker_trouble(self) -> str:
        """Why jobs can't be worked on by one of the worker processes, in a line; empty where they can by all."""
        troubles = [await runner.worker_trouble() for runner in self._runners]
        return next(filter(None, troubles), "")

    async def run(self, stop: asyncio.Event) -> None:
        """Works on jobs until ``stop`` is set, then hands back what it works on and returns."""
        for environment in self._environments:
            number = await through_outage("queue", self._queue.join)
            self._numbers.append(number)
            self._runners.append(self._runner(number, environment))
        async with asyncio.TaskGroup() as tasks:
            aside = [
                tasks.create_task(self._listener.listen([NEW_JOBS, WORKERS], self._hear, self._wake)),
                tasks.create_task(self._beat()),
                tasks.create_task(self._sweep()),
                tasks.create_task(self._look()),
            ]
            working = [tasks.create_task(runner.run()) for runner in self._runners]
            await stop.wait()
            for runner in self._runners:
                runner.stop()
            await asyncio.wait(working)
            for task in aside:
                task.cancel()
        with suppress(StorageError):  # else they are taken for dead, which they are
            for number in self._numbers:
                await self._queue.leave(number)

    def _runner(self, number: int, environment: Mapping[str, str]) -> Runner:
        teller = ProgressTeller(self._store, self._clock, self._new_id, self._times.tell)

        async def end(transaction: Transaction, job: Job) -> None:
            await self._on_ended(transaction, job)
            await teller.end(transaction, job)
            await transaction.notify(BOTS, POSTED)

        return Runner(
            self._store,
            self._effects,
            on_ended=end,
            on_progress=teller.tell,
            smaller=self._smaller,
            settings=replace(self._settings, environment={**self._settings.environment, **environment}),
            source=QueueJobs(self._queue, self._store, self._clock, number, [*self._effects]),
            clock=self._clock,
            new_id=self._new_id,
        )

    def _hear(self, channel: str, word: str) -> None:
        if channel == NEW_JOBS:
            self._wake()
            return
        for runner in self._runners:
            runner.stop_work(word)

    def _wake(self) -> None:
        for runner in self._runners:
            runner.wake()

    async def _look(self) -> None:
        """Looks at the queue now and then, though nothing was heard: a word may be lost with a connection."""
        while True:
            await asyncio.sleep(self._times.look)
            self._wake()

    async def _beat(self) -> None:
        while True:
            try:
                await self._queue.beat(self._numbers)
            except StorageError as error:
                log.warning("workers can't say that they are alive: %s", error)
                self._heard_since = time.monotonic()
            else:
                now = time.monotonic()
                if now - self._heard >= self._times.silent:  # it has been stopped, or cut off
                    self._heard_since = now
                self._heard = now
            await asyncio.sleep(self._times.beat)

    async def _sweep(self) -> None:
        """Settles jobs whose workers are dead.

        Who hasn't been heard all the time waits first: others haven't either, perhaps, and are about to be.
        """
        while True:
            await asyncio.sleep(self._times.sweep)
            now = time.monotonic()
            if not now - self._heard < self._times.silent <= now - self._heard_since:
                continue
            try:
                async with self._queue.sweep(self._times.silent) as left:
                    for id in left:
                        await self._settle_left(id)
            except StorageError as error:
                log.warning("jobs that were left can't be looked for: %s", error)

    async def _settle_left(self, id: str) -> None:
        """Has a job that nobody has wait again; one that had been begun as after a death."""
        async with self._store.begin() as transaction:
            job = await transaction.job(id)
            if job is not None and job.state is JobState.QUEUED:
                await transaction.update_job(job, job.attempt)  # which puts it into the queue
        if job is not None and job.state is JobState.RUNNING:
            await self._runners[0].settle_left(job)
