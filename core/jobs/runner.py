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
from core.jobs.latest_progress import LatestProgress, Progress
from core.jobs.outage import through_outage
from core.jobs.scheduler import next_job
from core.jobs.work import Died, Done, Failed, Stopped, Work, WorkOutcome
from core.jobs.worker_process import WorkerProcess
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.errors import Refusal, StorageError
from core.model.job import Job, JobState, Order
from core.model.log_context import about
from core.model.people import Mode
from core.model.store import Store, Transaction
from core.plugins.errors import reason, reason_and_place

log = logging.getLogger(__name__)

OnEnded = Callable[[Transaction, Job], Awaitable[None]]
"""Told in the transaction in which a job ends, however it does: what it posts is kept with it, or not at all."""
OnProgress = Callable[[Job, float, bytes | None, float | None], Awaitable[None]]
"""Told of a job's progress several times a second: the fraction, a new preview as JPEG, seconds left if known.

While it waits for something, such as a platform, newer progress replaces older, and checkpoints aren't kept.
"""

REASONS = frozenset(["error", "expired", "options", "timeout", "weights"])
"""Why a job can fail, in words that the texts know."""
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
    """Works on jobs, one at a time. There is one at a store, as it continues whatever the row says is being worked on.

    The database's outages are waited for and cost no job an attempt. ``effects`` makes each effect by its name;
    ``posted`` is called once what ``ended`` has posted is committed; ``smaller`` gives options that take less memory
    than an order's, if there are any; ``clock`` gives seconds since 1970 and ``new_id``
    the ids of blobs.
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
        clock: Clock = time.time,
        new_id: Callable[[], str] = lambda: uuid4().hex,
    ) -> None:
        self._store, self._effects = store, effects
        self._on_ended, self._on_progress, self._posted, self._smaller = on_ended, on_progress, posted, smaller
        self._settings = settings or RunnerConfig()
        self._clock, self._new_id = clock, new_id
        self._checkpoints = Checkpoints(store, clock, new_id, self._settings.keep)
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
        """There is a new job, or those that there are may be begun again."""
        self._woken.set()

    async def cancel(self, id: str) -> None:
        """Ends a job as cancelled, unless it has ended already, and stops the work on it. Raises StorageError."""
        settled = False
        while not settled:
            async with self._store.begin() as transaction:
                job = await transaction.job(id)
                settled = job is None or not job.state.active or await self._end(transaction, job, JobState.CANCELLED)
        self._posted()
        if stop := self._stops.get(id):
            stop.set()
        if job is not None:  # who asked may have ended it; its checkpoint is still there
            await self._checkpoints.drop(job.checkpoint)

    def stop(self) -> None:
        """Has ``run`` return soon, with what is being worked on handed back to the queue."""
        self._stopping = True
        for stop in self._stops.values():
            stop.set()
        self.wake()

    async def _continue_what_ran(self) -> None:
        async with self._store.begin() as transaction:
            left = [job for job in await transaction.active_jobs() if job.state is JobState.RUNNING]
        for job in left:  # each in a transaction of its own, as they are different people's
            log.warning("job %s was left by a process that died", job.id)
            await self._settle_whatever_happens(job, Died("with the bot"))

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
        await self._settle_whatever_happens(job, outcome)

    async def _take(self, begun: list[Job]) -> Job | None:
        """Begins the next job, if one waits and the bot doesn't pause.

        ``begun`` notes it: should the commit fail to say that it succeeded, the next try finds it there.
        """
        async with self._store.begin() as transaction:
            active = await transaction.active_jobs()
            if mine := next((job for job in begun if job in active), None):
                return mine
            waiting = next_job(active)
            if waiting is None or await transaction.mode() is Mode.PAUSED:
                return None
            update = {"state": JobState.RUNNING, "attempt": waiting.attempt + 1, "started": self._clock()}
            job = waiting.model_copy(update=update)
            if not await transaction.update_job(job, waiting.attempt):
                self.wake()  # somebody else has it: look again
                return None
            begun.append(job)
        return job

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
            current = await self._current(transaction, job)
            old = current.checkpoint if current is not None else ()
            changes = {"fraction": fraction, "checkpoint": new or old}
            mine = current is not None and await transaction.update_job(current.model_copy(update=changes), job.attempt)
        if new:
            await self._checkpoints.drop(old if mine else new)
        return mine

    async def _settle_whatever_happens(self, job: Job, outcome: WorkOutcome) -> None:
        """Settles an attempt; where its end can't be told it has failed, and where not even that can, nobody is told.

        Else no other job would ever be worked on: each new process would stumble over this one.
        """
        for last_word in (outcome, Failed("error", "how it ended can't be told")):
            try:
                await through_outage(f"job {job.id}", partial(self._settle, job, last_word))
            except Exception as error:  # of the dialogue, or of a plugin that it asks
                trace = error if log.isEnabledFor(logging.INFO) else None
                log.error("job %s: its end can't be told: %s", job.id, reason_and_place(error), exc_info=trace)
            else:
                return
        await through_outage(f"job {job.id}", partial(self._end_untold, job))

    async def _end_untold(self, job: Job) -> None:
        async with self._store.begin() as transaction:
            current = await self._current(transaction, job)
            if current is not None:
                failed = {"state": JobState.FAILED, "reason": "error", "ended": self._clock(), "checkpoint": ()}
                await transaction.update_job(current.model_copy(update=failed), job.attempt)
        if current is not None:
            await self._checkpoints.drop(current.checkpoint)

    async def _settle(self, job: Job, outcome: WorkOutcome) -> None:
        """Writes down what became of an attempt, unless the job has ended otherwise meanwhile."""
        ended = False
        async with self._store.begin() as transaction:
            current = await self._current(transaction, job)
            if current is None:
                return
            match outcome:
                case Done(result):
                    id = await self._keep(transaction, job, "image/png", result)
                    ended = await self._end(transaction, current, JobState.DONE, result=id, fraction=1.0)
                case Failed(why, message):
                    log.warning("job %s of %s failed (%s): %s", job.id, job.order.effect, why, message)
                    ended = await self._end(transaction, current, JobState.FAILED, reason=_told_reason(job, why))
                case Died():
                    ended = await self._put_back_after_crash(transaction, current, outcome)
                case Stopped():
                    await transaction.update_job(current.model_copy(update={"state": JobState.QUEUED}), job.attempt)
        if ended:
            self._posted()
        if ended or (isinstance(outcome, Died) and outcome.memory):
            await self._checkpoints.drop(current.checkpoint)

    async def _put_back_after_crash(self, transaction: Transaction, job: Job, death: Died) -> bool:
        """Has a job tried again, smaller if memory ran out; True where it was tried often enough and has ended."""
        crashes = job.crashes + 1
        if crashes >= self._settings.tries:
            log.warning("job %s of %s failed: whoever works on it dies (%s)", job.id, job.order.effect, death.fate)
            reason = "memory" if death.memory else "died"
            return await self._end(transaction, job, JobState.FAILED, reason=reason, crashes=crashes)
        again = job.model_copy(update={"state": JobState.QUEUED, "crashes": crashes})
        await transaction.update_job(self._made_smaller(again) if death.memory else again, job.attempt)
        return False

    def _made_smaller(self, job: Job) -> Job:
        """A job to be begun anew with options that take less memory, if there are any; it keeps those asked for."""
        old = job.order.options
        new = None if job.order.variants else self._smaller(job.order)
        changed = {name: value for name, value in (new or {}).items() if old.get(name) != value}
        becomes = ", ".join(f"{name} {old.get(name)} becomes {value}" for name, value in changed.items())
        log.warning(
            "job %s of %s ran out of memory: %s", job.id, job.order.effect, becomes or "there is nothing smaller to try"
        )
        asked = {name: old.get(name) for name in changed}
        order = job.order.model_copy(update={"options": {**old, **changed}})
        anew = {"order": order, "checkpoint": (), "fraction": 0.0, "asked": {**asked, **job.asked}}
        return job.model_copy(update=anew)

    async def _end(self, transaction: Transaction, job: Job, state: JobState, **changes: object) -> bool:
        """Ends a job and has it told; False where another attempt has begun or it has ended since it was read."""
        update = {"state": state, "ended": self._clock(), "checkpoint": (), **changes}
        ended = job.model_copy(update=update)
        if not await transaction.update_job(ended, job.attempt):
            return False
        await self._on_ended(transaction, ended)
        return True

    async def _current(self, transaction: Transaction, job: Job) -> Job | None:
        """The job as it is now, if this attempt still works on it."""
        current = await transaction.job(job.id)
        mine = current is not None and current.state is JobState.RUNNING and current.attempt == job.attempt
        return current if mine else None

    async def _keep(self, transaction: Transaction, job: Job, kind: str, data: bytes) -> str:
        id = self._new_id()
        expires = self._clock() + self._settings.keep
        await transaction.put_blob(Blob(id=id, person=job.person, kind=kind, data=data, expires=expires))
        return id


def _told_reason(job: Job, reason: str) -> str:
    """A reason for which there are texts: of one that only a plugin knows, that something went wrong."""
    slot, _, refusal = reason.partition(":")
    known = refusal in {known.value for known in Refusal} or "?" in refusal  # or is the effect's own (see Rejected)
    if reason in REASONS or (slot in job.order.inputs and known):
        return reason
    return "error"
