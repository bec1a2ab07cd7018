"""The database as the engine and the runner know it: transactions, one after another where there is one writer."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.model.errors import StorageError
from storage import database
from storage.backup import copy_before_upgrade, end_old_copies
from storage.errors import explained
from storage.journal import keep_short
from storage.migrate import HEAD, migrate, version_of
from storage.parsed_jobs import ParsedJobs
from storage.private import make_private
from storage.transaction import SqlTransaction
from storage.vacuum import keep_small, make_shrinkable

if TYPE_CHECKING:  # SQLite needs nothing of procrastinate
    from storage.work_queue import WorkQueue

BUSY_SECONDS = 5.0
CONNECTIONS = 8
"""How many transactions PostgreSQL gets at once; SQLite has one writer."""


class SqlStore:
    """An open database. ``name`` begins its error messages, ``turns`` are as many as transactions at once.

    All of ``forgotten`` are set when somebody was forgotten. ``queue_of`` a connection is the queue that workers share.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        name: str,
        turns: asyncio.Semaphore,
        forgotten: Sequence[asyncio.Event],
        queue_of: "Callable[[AsyncConnection], WorkQueue] | None" = None,
    ) -> None:
        self.name, self.queue_of = name, queue_of
        self._engine, self._turns, self._forgotten, self._parsed = engine, turns, forgotten, ParsedJobs()
        self._large = asyncio.Lock()

    @asynccontextmanager
    async def begin(self, *, large: bool = False) -> AsyncIterator[SqlTransaction]:
        """A transaction, committed at the end of the block and undone if it raises. Raises StorageError.

        ``large`` ones are one at a time.
        """
        async with self._large if large else nullcontext(), self.connect() as connection:
            transaction = SqlTransaction(connection, self._parsed, self.queue_of(connection) if self.queue_of else None)
            yield transaction
        if transaction.has_forgotten:
            for event in self._forgotten:
                event.set()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A connection with a transaction, as ``begin``."""
        async with self._turns:
            with explained(self.name):
                async with self._engine.begin() as connection:
                    yield connection


@asynccontextmanager
async def open_store(url: str, *, busy_seconds: float = BUSY_SECONDS) -> AsyncIterator[SqlStore]:
    """Opens a database, up to date, and closes it at the end of the block.

    ``url`` is ``sqlite:///FILE``, whose folder is made if there is none, or ``postgresql+psycopg://...``. Another
    program's lock is waited for ``busy_seconds``. Raises StorageError, as every transaction may.
    """
    parsed = database.parse(url)
    await asyncio.to_thread(_bring_up_to_date, parsed, busy_seconds)
    connections = 1 if database.is_sqlite(parsed) else CONNECTIONS
    engine = database.open_async_engine(parsed, busy_seconds, connections)
    # In front of the pool, whose own queue gives up after a while.
    turns = asyncio.Semaphore(connections)
    in_journal, in_copies = asyncio.Event(), asyncio.Event()
    tidying = asyncio.create_task(_tidy(parsed, turns, in_journal, in_copies))
    try:
        yield SqlStore(engine, database.name(parsed), turns, (in_journal, in_copies), _queue_of(parsed))
    finally:
        tidying.cancel()
        await asyncio.wait({tidying})
        await engine.dispose()


@asynccontextmanager
async def open_beside(url: str, *, busy_seconds: float = BUSY_SECONDS) -> AsyncIterator[SqlStore]:
    """Opens a database at which a bot may run: nothing is made, upgraded or tidied. Raises StorageError.

    So it does where there is none yet, or one of an earlier version.
    """
    parsed = database.parse(url)
    await asyncio.to_thread(_check_version, parsed, busy_seconds)
    engine = database.open_async_engine(parsed, busy_seconds, 1)
    try:
        yield SqlStore(engine, database.name(parsed), asyncio.Semaphore(1), (), _queue_of(parsed))
    finally:
        await engine.dispose()


def _check_version(url: URL, busy_seconds: float) -> None:
    name = database.name(url)
    if database.is_sqlite(url) and not Path(url.database or "").exists():
        raise StorageError(f"{name} isn't there yet; the bot makes it when it first starts")
    engine = database.open_engine(url, busy_seconds)
    try:
        with explained(name, passing=()):
            version = version_of(engine, name)
    finally:
        engine.dispose()
    if version != HEAD:
        found = "is empty" if version is None else f"is of version {version} and not {HEAD}"
        raise StorageError(f"{name} {found}; the bot brings it up to date when it starts")


def _queue_of(url: URL) -> "Callable[[AsyncConnection], WorkQueue] | None":
    if database.is_sqlite(url):
        return None
    from storage.work_queue import WorkQueue  # 3 MB and 0.2 s that SQLite does without

    return WorkQueue


async def _tidy(url: URL, turns: asyncio.Semaphore, in_journal: asyncio.Event, in_copies: asyncio.Event) -> None:
    if database.is_sqlite(url):
        file = Path(url.database or "")
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_short(file, turns, in_journal))
            tasks.create_task(keep_small(file, turns))
            tasks.create_task(end_old_copies(file, in_copies))


def _bring_up_to_date(url: URL, busy_seconds: float) -> None:
    name, file = database.name(url), Path(url.database or "")
    before_upgrade = None  # a server's database has its own tools
    if database.is_sqlite(url):
        before_upgrade = partial(copy_before_upgrade, file, now=time.time())
        database.make_folder(url)
        make_private(database.files(url))
    engine = database.open_engine(url, busy_seconds)
    try:
        with explained(name, passing=()):
            migrate(engine, name, before_upgrade)
    finally:
        engine.dispose()
    if database.is_sqlite(url):
        make_shrinkable(file)
