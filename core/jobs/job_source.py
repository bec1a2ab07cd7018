"""Where a runner gets its jobs from: by default from the store alone, at which it is the only one."""

from typing import Protocol

from core.jobs.scheduler import next_job
from core.model.clock import Clock
from core.model.job import Job, JobState
from core.model.store import Store, Transaction


class JobSource(Protocol):
    """Gives a runner its jobs. Everything may raise StorageError, and is then tried again."""

    async def left(self) -> list[Job]:
        """Jobs that count as worked on though nobody works on them: asked for before the first one is taken."""

    async def take(self, begun: list[Job]) -> Job | None:
        """Begins the next job, if one waits.

        ``begun`` notes it: should the commit fail to say that it succeeded, the next try finds it there.
        """


class OnlyRunnersJobs:
    """The jobs of a store that has one runner. ``clock`` gives seconds since 1970."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    async def left(self) -> list[Job]:
        """See JobSource."""
        async with self._store.begin() as transaction:
            return [job for job in await transaction.active_jobs() if job.state is JobState.RUNNING]

    async def take(self, begun: list[Job]) -> Job | None:
        """See JobSource."""
        while True:
            async with self._store.begin() as transaction:
                active = await transaction.active_jobs()
                if mine := next((job for job in begun if job in active), None):
                    return mine
                waiting = next_job(active)
                if waiting is None:
                    return None
                if await begin(transaction, waiting, self._clock(), begun):
                    break  # else somebody else has it: look again
        return begun[-1]


async def begin(transaction: Transaction, waiting: Job, now: float, begun: list[Job]) -> bool:
    """Begins another attempt at a job that waits, and notes it in ``begun``; False where somebody else has."""
    update = {"state": JobState.RUNNING, "attempt": waiting.attempt + 1, "started": now}
    job = waiting.model_copy(update=update)
    if not await transaction.update_job(job, waiting.attempt):
        return False
    begun.append(job)
    return True
