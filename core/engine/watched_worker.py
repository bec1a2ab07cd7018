"""A worker as monitors see it: whether it reaches the database, whether jobs get on, and how its own processes are."""

import time
from collections.abc import Callable

from core.engine.part_checks import PartChecks
from core.engine.parts import QueueCheck, database_check
from core.jobs.cluster_worker import ClusterWorker
from core.model.clock import Clock
from core.model.job import Job
from core.model.store import Store
from core.plugins.health import Health


class WatchedWorker:
    """See ``core.monitoring.metrics.Watched``; ``clock``, ``token`` and ``hide`` are as Bot has them."""

    def __init__(
        self, worker: ClusterWorker, store: Store, *, clock: Clock, token: Callable[[], str], hide: Callable[[str], str]
    ) -> None:
        self._worker = worker
        self._queue = QueueCheck(store, time.monotonic)
        self._parts = PartChecks(
            {"database": database_check(store, token), "queue": self._queue, "worker": worker.worker_trouble},
            clock=clock,
            hide=hide,
        )
        self.replies_due = 0  # they are the bots' business

    @property
    def health(self) -> tuple[Health, ...]:
        """How each part was when it was looked at."""
        return self._parts.health

    @property
    def active_jobs(self) -> tuple[Job, ...]:
        """The jobs of all workers, as of the last look."""
        return self._queue.jobs

    @property
    def children(self) -> dict[str, int]:
        """The worker processes that there are now."""
        return {f"worker-{number}": pid for number, pid in enumerate(self._worker.pids, 1)}

    async def look(self) -> None:
        """Looks at all parts, unless that was done just now; some seconds at most."""
        await self._parts.look()

    async def run(self) -> None:
        """Looks now and then, until it is cancelled."""
        await self._parts.run()
