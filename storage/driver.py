"""aiosqlite with fewer trips to its thread: one for a statement, where SQLAlchemy would make three or four, and none to
begin a transaction.

While a painting keeps every core busy each trip may have to wait for one, so trips are what a transaction costs.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Self

import aiosqlite


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """A connection to be awaited, with ``sqlite3.connect``'s options; SQLAlchemy's ``async_creator_fn``."""
    connection = _Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    connection._thread.daemon = True  # a program that ends without closing it isn't held up
    return connection


BEGIN = "BEGIN IMMEDIATE"


class _Connection(aiosqlite.Connection):
    _begins = False
    """Whether a transaction is to begin, which it does on the way of its first statement."""

    def cursor(self) -> "_Cursor":  # type: ignore[override]
        return _Cursor(self)

    def begin(self) -> None:
        """Has a transaction begin with the next statement."""
        self._begins = True

    async def commit(self) -> None:
        """Nothing, where no statement came."""
        if self._begins:
            self._begins = False
        else:
            await super().commit()

    async def rollback(self) -> None:
        """Nothing, where no statement came."""
        if self._begins:
            self._begins = False
        else:
            await super().rollback()

    async def close(self) -> None:
        """Ends the thread and waits for it."""
        ended = self.stop()
        if ended is not None:
            await ended

    def stop(self) -> asyncio.Future[Any] | None:
        """Ends the thread after what it is at, once: who is cancelled in the middle of closing asks for it again.

        The event loop isn't closed before the thread has ended, as it still tells the loop what it was at.
        """
        if not self._running:
            return None
        ended = super().stop()
        if ended is not None:
            ended.get_loop().run_in_executor(None, self._thread.join)
        return ended

    async def run(self, work: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> "_Outcome":
        """Does a statement's work in the thread."""
        begins, self._begins = self._begins, False

        def run() -> _Outcome:
            if begins:
                self._conn.execute(BEGIN)
            cursor = work(self._conn)
            rows = cursor.fetchall()
            return _Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)

        outcome: _Outcome = await self._execute(run)  # type: ignore[no-untyped-call]
        return outcome


class _Outcome(NamedTuple):
    rows: list[Any]
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class _Cursor:
    """As much of a cursor as SQLAlchemy uses: all rows come with the statement."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._outcome = _Outcome([])

    async def __aenter__(self) -> Self:
        return self

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid

    async def execute(self, statement: str, parameters: Any = ()) -> Self:
        if statement == BEGIN:
            self._connection.begin()
            self._outcome = _Outcome([])
        else:
            self._outcome = await self._connection.run(lambda connection: connection.execute(statement, parameters))
        return self

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> Self:
        self._outcome = await self._connection.run(lambda connection: connection.executemany(statement, parameters))
        return self

    async def fetchall(self) -> list[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        """Nothing is open any more."""
