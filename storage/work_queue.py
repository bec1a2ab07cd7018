"""The queue that workers share, on PostgreSQL alone: procrastinate's tables, which follow ``jobs`` in its transactions.

A job that waits has one row with the status ``todo``, and one that is worked on one with ``doing`` and its worker. The
queue of a row is its effect's name, so that a worker gets what it can make; its ``queueing_lock`` is the job's id.
"""

from collections.abc import Collection
from typing import Any

from procrastinate.connector import BaseAsyncConnector
from procrastinate.jobs import Job as Row
from procrastinate.manager import JobManager
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.job import Job

TASK = "atelier"
BEGUN_FIRST = 1 << 30
"""The priority of interrupted jobs, before all that wait for the first time; of either the lower ranks come first."""

REMOVE = text("DELETE FROM procrastinate_jobs WHERE queueing_lock = :job")
REMOVE_OF_PERSON = text(
    "DELETE FROM procrastinate_jobs WHERE queueing_lock IN (SELECT id FROM jobs WHERE person = :person)"
)
IN_HAND = text(
    "SELECT queueing_lock FROM procrastinate_jobs WHERE worker_id = :worker AND status = 'doing' ORDER BY id LIMIT 1"
)
BEAT = text(
    "INSERT INTO procrastinate_workers (id, last_heartbeat) OVERRIDING SYSTEM VALUE "
    "SELECT unnest(CAST(:workers AS bigint[])), clock_timestamp() "
    "ON CONFLICT (id) DO UPDATE SET last_heartbeat = excluded.last_heartbeat"
)
"""Of one that was taken for dead for so long that its row is gone, too."""
ALIVE = text(
    "SELECT count(*) FROM procrastinate_workers "
    "WHERE last_heartbeat > clock_timestamp() - make_interval(secs => :silent)"
)
LEFT = text(
    "SELECT jobs.id FROM jobs "
    "LEFT JOIN procrastinate_jobs AS entry ON entry.queueing_lock = jobs.id AND entry.status IN ('todo', 'doing') "
    "LEFT JOIN procrastinate_workers AS worker ON worker.id = entry.worker_id "
    "WHERE jobs.state IN ('queued', 'running') AND (entry.id IS NULL OR entry.status = 'doing' "
    "AND (worker.id IS NULL OR worker.last_heartbeat <= clock_timestamp() - make_interval(secs => :silent))) "
    "ORDER BY jobs.number"
)
"""Active jobs that don't wait in the queue, and that no living worker has."""


class _Connector(BaseAsyncConnector):
    """procrastinate's statements, in a transaction of ours."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def execute_query_async(self, query: str, **arguments: Any) -> None:
        await self._connection.exec_driver_sql(query, _adapted(arguments))

    async def execute_query_one_async(self, query: str, **arguments: Any) -> dict[str, Any]:
        return dict((await self._connection.exec_driver_sql(query, _adapted(arguments))).mappings().one())

    async def execute_query_all_async(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in (await self._connection.exec_driver_sql(query, _adapted(arguments))).mappings()]


def _adapted(arguments: dict[str, Any]) -> dict[str, Any]:
    """With rows that are put in as psycopg passes them on."""
    rows = [tuple(Jsonb(one) if isinstance(one, dict) else one for one in row) for row in arguments.get("jobs", ())]
    return {**arguments, "jobs": rows} if rows else arguments


class WorkQueue:
    """The queue, in the transaction of a connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection, self._manager = connection, JobManager(_Connector(connection))

    async def put(self, job: Job) -> None:
        """Has a job wait; whoever listens for jobs is told at the commit."""
        await self.remove(job.id)
        row = Row(
            queue=job.order.effect,
            task_name=TASK,
            priority=(BEGUN_FIRST if job.attempt else 0) - job.rank,
            lock=None,
            queueing_lock=job.id,
        )
        await self._manager.defer_job_async(row)

    async def remove(self, job: str) -> None:
        """Takes a job out, whether it waits or is worked on."""
        await self._connection.execute(REMOVE, {"job": job})

    async def remove_of(self, person: str) -> None:
        """Takes a person's jobs out."""
        await self._connection.execute(REMOVE_OF_PERSON, {"person": person})

    async def fetch(self, worker: int, effects: Collection[str]) -> str | None:
        """The job that a worker has in hand, else the next one of these effects, which it has from now on; its id."""
        in_hand: str | None = await self._connection.scalar(IN_HAND, {"worker": worker})
        if in_hand is not None:
            return in_hand
        row = await self._manager.fetch_job(list(effects), worker)
        return row.queueing_lock if row is not None else None

    async def join(self) -> int:
        """The number of a new worker."""
        return await self._manager.register_worker()

    async def beat(self, workers: Collection[int]) -> None:
        """These workers are alive."""
        await self._connection.execute(BEAT, {"workers": list(workers)})

    async def leave(self, worker: int) -> None:
        """A worker ends; what it has in hand is nobody's."""
        await self._manager.unregister_worker(worker)

    async def left(self, silent: float) -> list[str]:
        """The ids of active jobs that don't wait, and whose worker has been silent for so many seconds, if any."""
        return list((await self._connection.scalars(LEFT, {"silent": silent})).all())

    async def forget_workers(self, silent: float) -> None:
        """Deletes workers that were silent for so many seconds."""
        await self._manager.prune_stalled_workers(silent)

    async def alive(self, silent: float) -> int:
        """How many workers weren't silent for so many seconds."""
        return int(await self._connection.scalar(ALIVE, {"silent": silent}) or 0)
