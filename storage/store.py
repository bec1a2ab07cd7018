"""The database as the engine and the runner know it: transactions, one after another where there is one writer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import database
from storage.errors import explained
from storage.journal import keep_short
from storage.migrate import migrate
from storage.private import make_private
from storage.transaction import SqlTransaction

BUSY_SECONDS = 5.0
CONNECTIONS = 8
"""How many transactions PostgreSQL gets at once; SQLite has one writer."""


class SqlStore:
    """An open database. ``name`` begins its error messages, ``turns`` are as many as transactions at once.

    ``deleted`` is set when somebody was forgotten.
    """

    def __init__(self, engine: AsyncEngine, name: str, turns: asyncio.Semaphore, deleted: asyncio.Event) -> None:
        self._engine, self._name, self._turns, self._deleted = engine, name, turns, deleted
        self._large = asyncio.Lock()

    @asynccontextmanager
    async def begin(self, *, large: bool = False) -> AsyncIterator[SqlTransaction]:
        """A transaction, committed at the end of the block and undone if it raises. Raises StorageError.

        ``large`` ones are one at a time.
        """
        async with self._large if large else nullcontext(), self._turns:
            with explained(self._name):
                async with self._engine.begin() as connection:
                    transaction = SqlTransaction(connection)
                    yield transaction
        if transaction.has_forgotten:
            self._deleted.set()


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
    deleted = asyncio.Event()
    tidying = asyncio.create_task(_tidy(parsed, turns, deleted))
    try:
        yield SqlStore(engine, database.name(parsed), turns, deleted)
    finally:
        tidying.cancel()
        await asyncio.wait({tidying})
        await engine.dispose()


async def _tidy(url: URL, turns: asyncio.Semaphore, deleted: asyncio.Event) -> None:
    if database.is_sqlite(url):
        await keep_short(Path(url.database or ""), turns, deleted)


def _bring_up_to_date(url: URL, busy_seconds: float) -> None:
    if database.is_sqlite(url):
        database.make_folder(url)
        make_private(database.files(url))
    name = database.name(url)
    engine = database.open_engine(url, busy_seconds)
    try:
        with explained(name, passing=()):
            migrate(engine, name)
    finally:
        engine.dispose()
