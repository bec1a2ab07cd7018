"""The queue that workers share and the words between processes, as ``core.jobs`` knows them; on PostgreSQL alone."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager

import psycopg
from psycopg import sql
from sqlalchemy import text

from core.plugins.backoff import backoff
from storage import database
from storage.errors import explain
from storage.store import SqlStore
from storage.work_queue import WorkQueue

log = logging.getLogger(__name__)

TRY_SWEEP_LOCK = text("SELECT pg_try_advisory_xact_lock(hashtextextended('the sweep for jobs that were left', 0))")
GONE_SECONDS = 3600.0
"""Workers are forgotten after so long a silence."""
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds between the tries to listen again."""


class SqlQueue:
    """See ``core.jobs.shared_queue.SharedQueue``, which says what each method does."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def join(self) -> int:
        async with self._begin() as queue:
            return await queue.join()

    async def beat(self, workers: Collection[int]) -> None:
        async with self._begin() as queue:
            await queue.beat(workers)

    async def leave(self, worker: int) -> None:
        async with self._begin() as queue:
            await queue.leave(worker)

    async def fetch(self, worker: int, effects: Collection[str]) -> str | None:
        async with self._begin() as queue:
            return await queue.fetch(worker, effects)

    async def drop(self, job: str) -> None:
        async with self._begin() as queue:
            await queue.remove(job)

    async def alive(self, silent: float) -> int:
        async with self._begin() as queue:
            return await queue.alive(silent)

    @asynccontextmanager
    async def sweep(self, silent: float) -> AsyncIterator[list[str]]:
        async with self._store.connect() as connection:
            if not await connection.scalar(TRY_SWEEP_LOCK):
                yield []
                return
            queue = WorkQueue(connection)
            await queue.forget_workers(GONE_SECONDS)
            yield await queue.left(silent)

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[WorkQueue]:
        async with self._store.connect() as connection:
            yield WorkQueue(connection)


class Listener:
    """Hears what ``Transaction.notify`` tells at a database, and what procrastinate does."""

    def __init__(self, url: str) -> None:
        self._url = database.parse(url)

    async def listen(
        self, channels: Sequence[str], heard: Callable[[str, str], None], connected: Callable[[], None]
    ) -> None:
        """Until it is cancelled, tells of each word with its channel.

        ``connected`` is called each time that it begins to hear: what was said before may have been missed.
        """
        failures = 0
        while True:
            try:
                async with await self._connect() as connection:
                    for channel in channels:
                        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                    failures = 0
                    connected()
                    async for notice in connection.notifies():
                        heard(notice.channel, notice.payload)
            except psycopg.Error as error:
                log.warning("%s what is said there isn't heard: %s", database.name(self._url), explain(error))
            failures += 1
            await asyncio.sleep(backoff(failures, first=FIRST_PAUSE, longest=LONGEST_PAUSE))

    async def _connect(self) -> psycopg.AsyncConnection:
        return await psycopg.AsyncConnection.connect(autocommit=True, **database.driver_arguments(self._url))
