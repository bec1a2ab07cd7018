"""Connections to SQLite and PostgreSQL, set up so that a transaction never waits for another to change its mind."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from core.model.errors import StorageError
from storage import driver

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
CONNECT_SECONDS = 10
POSTGRESQL_SETTINGS = (
    # A process that was stopped or cut off in the middle of a transaction must not hold what others wait for.
    "idle_in_transaction_session_timeout = '10s'",
    "tcp_keepalives_idle = 5",
    "tcp_keepalives_interval = 2",
    "tcp_keepalives_count = 3",
    "tcp_user_timeout = 11000",  # or one that was cut off in the middle of an answer does so for a quarter of an hour
)
KEEPALIVES = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 11_000}
"""So a server that is gone without a word is known to be gone after 11 s."""
JOURNAL_PAGES = 50_000
"""How far SQLite writes ahead, in pages of 4 KB, before a commit sorts them in; ``storage.journal`` is sooner."""
JOURNAL_BYTES = 64 << 20
"""What is left of the journal's file after a large transaction."""

WRITE_AHEAD = "journal_mode = WAL"
SQLITE_SETTINGS = (
    "auto_vacuum = INCREMENTAL",  # before the first page is written, which the next one does; see ``storage.vacuum``
    WRITE_AHEAD,
    "synchronous = NORMAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what people have deleted is overwritten
    f"wal_autocheckpoint = {JOURNAL_PAGES}",
    f"journal_size_limit = {JOURNAL_BYTES}",
)

WRITE_AHEAD_SECONDS, WRITE_AHEAD_PAUSE = 1.0, 0.01
"""How long that is tried, and the pause between, while another program has the file for itself."""

OPTIONS = {
    "hide_parameters": True,  # what people wrote belongs in no log
    "pool_reset_on_return": None,  # every transaction ends itself
}


def parse(url: str) -> URL:
    """A database's address, such as ``sqlite:///data/atelier.db``, for asyncio's driver. Raises StorageError."""
    # No message repeats the address: it may hold a password.
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError("database: no address of the form sqlite:///FILE or postgresql+psycopg://...") from error
    if parsed.drivername not in DRIVERS:
        raise StorageError(f"database: {parsed.drivername} isn't known; there are sqlite and postgresql+psycopg")
    if is_sqlite(parsed) and (parsed.host or parsed.query or parsed.database in (None, "", ":memory:")):
        raise StorageError("database: SQLite needs a file, such as sqlite:///data/atelier.db")
    return parsed.set(drivername=DRIVERS[parsed.drivername])


def is_sqlite(url: URL) -> bool:
    """Whether the database is a file of SQLite's."""
    return url.get_backend_name() == "sqlite"


def name(url: URL) -> str:
    """How messages call a database: its file, or its server and name; never a password."""
    if is_sqlite(url):
        return f"{url.database}:"
    host = url.host or url.query.get("host") or "localhost"
    return f"PostgreSQL, {host}:{url.port or 5432}/{url.database or ''}:"


def make_folder(url: URL) -> None:
    """Makes the folder of a SQLite file. Raises StorageError."""
    folder = Path(url.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: can't be made: {error.strerror}") from error


def files(url: URL) -> list[Path]:
    """The files that a SQLite database is made of, as far as there are any."""
    file = Path(url.database or "")
    return [file.with_name(f"{file.name}{part}") for part in ("", "-wal", "-shm", "-journal")]


def open_engine(url: URL, busy_seconds: float) -> Engine:
    """An engine for one thing at a time."""
    engine = create_engine(_plain(url), connect_args=_connect_args(url, busy_seconds), **OPTIONS)
    _prepare(engine)
    return engine


def open_async_engine(url: URL, busy_seconds: float, connections: int) -> AsyncEngine:
    """An engine for asyncio with at most this many connections."""
    arguments = _connect_args(url, busy_seconds)
    if is_sqlite(url):
        arguments["async_creator_fn"] = driver.connect
    engine = create_async_engine(
        url,
        connect_args=arguments,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=not is_sqlite(url),  # a server may have gone and come back
        **OPTIONS,
    )
    _prepare(engine.sync_engine)
    return engine


def _connect_args(url: URL, busy_seconds: float) -> dict[str, Any]:
    if is_sqlite(url):
        # Without an isolation level sqlite3 begins no transactions of its own.
        return {"timeout": busy_seconds, "isolation_level": None}
    return {"connect_timeout": CONNECT_SECONDS, **KEEPALIVES}


def driver_arguments(url: URL) -> dict[str, Any]:
    """What PostgreSQL's driver itself is connected with."""
    _, arguments = url.get_dialect()().create_connect_args(url)
    return {**arguments, **_connect_args(url, 0.0)}


def _plain(url: URL) -> URL:
    """For a driver that knows no asyncio; psycopg knows both ways."""
    return url.set(drivername="sqlite") if is_sqlite(url) else url


def _prepare(engine: Engine) -> None:
    """Has SQLite's connections write ahead, and take the right to write when a transaction begins.

    PostgreSQL's let go of what a process holds that was stopped or cut off.
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_to_write)
    else:
        event.listen(engine, "connect", _set_up_postgresql)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    try:
        with closing(connection.cursor()) as cursor:
            for setting in SQLITE_SETTINGS:
                if setting == WRITE_AHEAD:
                    _begin_to_write_ahead(cursor)
                else:
                    cursor.execute(f"PRAGMA {setting}")
    except Exception:
        connection.close()  # SQLAlchemy doesn't know it yet
        raise


def _begin_to_write_ahead(cursor: Any) -> None:
    """Waits for other programs that begin with it at this moment: of all settings SQLite doesn't do so for this one."""
    until = time.monotonic() + WRITE_AHEAD_SECONDS
    while True:
        try:
            cursor.execute(f"PRAGMA {WRITE_AHEAD}")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(WRITE_AHEAD_PAUSE)


def _set_up_postgresql(connection: Any, _record: object) -> None:
    with closing(connection.cursor()) as cursor:
        cursor.execute("; ".join(f"SET {setting}" for setting in POSTGRESQL_SETTINGS))
    connection.commit()


def _begin_to_write(connection: Connection) -> None:
    # A transaction that reads first and writes later could find another one in its way and would have to start over.
    connection.exec_driver_sql(driver.BEGIN)
