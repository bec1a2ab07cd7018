"""What becomes of an attempt at a job is written down and told, once, and by nobody but whose attempt it is."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from core.jobs.checkpoints import Checkpoints
from core.jobs.outage import through_outage
from core.jobs.work import Died, Done, Failed, Stopped, WorkOutcome
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.errors import Refusal
from core.model.job import Job, JobState, Order
from core.model.store import Store, Transaction
from core.plugins.errors import reason_and_place

log = logging.getLogger(__name__)

OnEnded = Callable[[Transaction, Job], Awaitable[None]]
"""Told in the transaction in which a job ends, however it does: what it posts is kept with it, or not at all."""

REASONS = frozenset(["error", "expired", "options", "timeout", "weights"])
"""Why a job can fail, in words that the texts know."""


class Settlement:
    """Ends attempts: with a result, a failure, another try or a cancel.

    ``posted`` is called once what ``on_ended`` has posted is committed; ``smaller`` gives options that take less memory
    than an order's, if there are any. A job is tried ``tries`` times, and its picture kept for ``keep`` seconds.
    """

    def __init__(
        self,
        store: Store,
        checkpoints: Checkpoints,
        *,
        on_ended: OnEnded,
        posted: Callable[[], None],
        smaller: Callable[[Order], Mapping[str, Any] | None],
        tries: int,
        keep: float,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._store, self._checkpoints = store, checkpoints
        self._on_ended, self._posted, self._smaller = on_ended, posted, smaller
        self._tries, self._keep_seconds, self._clock, self._new_id = tries, keep, clock, new_id

    async def cancel(self, id: str) -> None:
        """Ends a job as cancelled, unless it has ended already. Raises StorageError."""
        settled = False
        while not settled:
            async with self._store.begin() as transaction:
                job = await transaction.job(id)
                settled = job is None or not job.state.active or await self._end(transaction, job, JobState.CANCELLED)
        self._posted()
        if job is not None:  # who asked may have ended it; its checkpoint is still there
            await self._checkpoints.drop(job.checkpoint)

    async def settle_whatever_happens(self, job: Job, outcome: WorkOutcome) -> None:
        """Settles an attempt; where its end can't be told it has failed, and where not even that can, nobody is told.

        Else no other job would ever be worked on: each new process would stumble over this one.
        """
        for last_word in (outcome, Failed("error", "how it ended can't be told")):
            try:
                await through_outage(f"job {job.id}", partial(self.settle, job, last_word))
            except Exception as error:  # of the dialogue, or of a plugin that it asks
                trace = error if log.isEnabledFor(logging.INFO) else None
                log.error("job %s: its end can't be told: %s", job.id, reason_and_place(error), exc_info=trace)
            else:
                return
        await through_outage(f"job {job.id}", partial(self._end_untold, job))

    async def settle(self, job: Job, outcome: WorkOutcome) -> None:
        """Writes down what became of an attempt, unless the job has ended otherwise meanwhile. Raises StorageError."""
        ended = False
        async with self._store.begin() as transaction:
            current = await current_attempt(transaction, job)
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

    async def _end_untold(self, job: Job) -> None:
        async with self._store.begin() as transaction:
            current = await current_attempt(transaction, job)
            if current is not None:
                failed = {"state": JobState.FAILED, "reason": "error", "ended": self._clock(), "checkpoint": ()}
                await transaction.update_job(current.model_copy(update=failed), job.attempt)
        if current is not None:
            await self._checkpoints.drop(current.checkpoint)

    async def _put_back_after_crash(self, transaction: Transaction, job: Job, death: Died) -> bool:
        """Has a job tried again, smaller if memory ran out; True where it was tried often enough and has ended."""
        crashes = job.crashes + 1
        if crashes >= self._tries:
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

    async def _keep(self, transaction: Transaction, job: Job, kind: str, data: bytes) -> str:
        id = self._new_id()
        expires = self._clock() + self._keep_seconds
        await transaction.put_blob(Blob(id=id, person=job.person, kind=kind, data=data, expires=expires))
        return id


async def current_attempt(transaction: Transaction, job: Job) -> Job | None:
    """The job as it is until the transaction ends, if this attempt still works on it: its conversation may move."""
    await transaction.hold(job.person)
    current = await transaction.job(job.id)
    mine = current is not None and current.state is JobState.RUNNING and current.attempt == job.attempt
    return current if mine else None


def _told_reason(job: Job, reason: str) -> str:
    """A reason for which there are texts: of one that only a plugin knows, that something went wrong."""
    slot, _, refusal = reason.partition(":")
    known = refusal in {known.value for known in Refusal} or "?" in refusal  # or is the effect's own (see Rejected)
    if reason in REASONS or (slot in job.order.inputs and known):
        return reason
    return "error"
