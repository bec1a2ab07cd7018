"""What the processes at one database need of it to share the work: a queue with heartbeats, and words that wake."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from core.model.base import Model

BOTS, WORKERS = "atelier_bots", "atelier_workers"
"""The channels of what bots are told, ``POSTED`` or a Progressed, and workers: the id of a job that is to stop."""
NEW_JOBS = "procrastinate_any_queue_v1"
"""The channel that says that a job waits."""
POSTED = "posted"
"""Something new lies in the outbox."""


class Progressed(Model):
    """How far a job is; ``preview`` is a blob, which is gone as soon as there is a newer one."""

    job: str
    fraction: float
    seconds_left: float | None = None
    preview: str | None = None


class SharedQueue(Protocol):
    """The queue of jobs, which follows their rows by itself. All that is done with it may raise StorageError."""

    async def join(self) -> int:
        """The number of a new worker, which works on one job at a time and is alive now."""

    async def beat(self, workers: Collection[int]) -> None:
        """Says that these workers are alive."""

    async def leave(self, worker: int) -> None:
        """A worker ends."""

    async def fetch(self, worker: int, effects: Collection[str]) -> str | None:
        """The id of the job that a worker has in hand, else of the next one of these effects, which it then has."""

    async def drop(self, job: str) -> None:
        """Takes out a job for which there is nothing to be done."""

    async def alive(self, silent: float) -> int:
        """How many workers have said within so many seconds that they are alive."""

    def sweep(self, silent: float) -> AbstractAsyncContextManager[list[str]]:
        """The ids of active jobs that neither wait nor are with a worker that was heard of within ``silent`` seconds.

        None where another process sweeps, which keeps others from it until the end of the block, or its own.
        """


class Listener(Protocol):
    """Hears what is said at the database."""

    async def listen(
        self, channels: Sequence[str], heard: Callable[[str, str], None], connected: Callable[[], None]
    ) -> None:
        """Until it is cancelled, calls ``heard`` with channel and word, and doesn't raise.

        ``connected`` is called each time that it begins to hear: what was said before may have been missed.
        """
