"""Copies all that is in one database into another that is empty, whichever of the two kinds each is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, create_engine, event, func, insert, select, text
from sqlalchemy.engine import URL

from core.model.errors import StorageError
from storage import database
from storage.errors import explained
from storage.migrate import HEAD, migrate, version_of
from storage.private import make_private
from storage.tables import blobs, metadata, outbox

ROWS_AT_ONCE = 200
"""So many rows are in memory; of those that hold pictures, one."""
BUSY_SECONDS = 1.0
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
SEQUENCE = "pg_get_serial_sequence(:table, :column)"


def copy_database(source: str, target: str) -> dict[str, int]:
    """Copies everything; how many rows of each table there are, in both now. Raises StorageError.

    Nobody may be at either. The target is made, or empty; where something goes wrong it stays so.
    """
    from_url, to_url = database.parse(source), database.parse(target)
    if from_url == to_url:
        raise StorageError(f"{database.name(from_url)} can't be copied to itself")
    _check_version(from_url)
    with _nobody_elses(from_url) as reading:
        _make(to_url)
        with _nobody_elses(to_url) as writing:
            return _copy_all(reading, writing, database.name(to_url))


def _check_version(url: URL) -> None:
    name = database.name(url)
    if database.is_sqlite(url) and not Path(url.database or "").exists():
        raise StorageError(f"{name} there is no such database")
    with _engine(url) as engine:
        version = version_of(engine, name)
    if version != HEAD:
        found = "is empty" if version is None else f"is of version {version} and not {HEAD}"
        raise StorageError(f"{name} {found}: start the bot with it once, which brings it up to date")


def _make(url: URL) -> None:
    """Brings the target up to date, from nothing if need be."""
    if database.is_sqlite(url):
        database.make_folder(url)
    with _engine(url) as engine:
        migrate(engine, database.name(url))
    if database.is_sqlite(url):
        make_private(database.files(url))


@contextmanager
def _engine(url: URL) -> Iterator[Engine]:
    engine = database.open_engine(url, BUSY_SECONDS)
    try:
        with explained(database.name(url), passing=()):
            yield engine
    finally:
        engine.dispose()


@contextmanager
def _nobody_elses(url: URL) -> Iterator[Connection]:
    """A transaction at a database that nobody else is at. Raises StorageError where somebody is."""
    name = database.name(url)
    plain = url.set(drivername="sqlite") if database.is_sqlite(url) else url
    arguments = {"timeout": BUSY_SECONDS, "isolation_level": None} if database.is_sqlite(url) else {}
    engine = create_engine(plain, connect_args=arguments, hide_parameters=True)
    if database.is_sqlite(url):
        event.listen(engine, "begin", _begin_alone)
    try:
        with explained(name, passing=()), engine.begin() as connection:
            if not database.is_sqlite(url) and (others := connection.scalar(OTHERS)):
                raise StorageError(f"{name} is in use, by {others} other connections: stop the bots and workers there")
            yield connection
    finally:
        engine.dispose()


def _begin_alone(connection: Connection) -> None:
    # Before anything is read: from then on SQLite lets nobody else in, and refuses where somebody is.
    connection.exec_driver_sql("PRAGMA locking_mode = EXCLUSIVE")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _copy_all(reading: Connection, writing: Connection, target: str) -> dict[str, int]:
    for table in metadata.sorted_tables:
        if there := _count(writing, table):
            raise StorageError(f"{target} isn't empty: there are {there} rows in {table.name}; name a new database")
    counts = {}
    for table in metadata.sorted_tables:
        _copy_table(reading, writing, table)
        counts[table.name] = _count(writing, table)
        if counts[table.name] != (wanted := _count(reading, table)):
            raise StorageError(f"{target} has {counts[table.name]} of {wanted} rows of {table.name}: nothing is copied")
        for column in table.primary_key:
            if isinstance(column.type.python_type(), int):
                _go_on_counting(reading, writing, column)
    return counts


def _copy_table(reading: Connection, writing: Connection, table: Table) -> None:
    at_once = 1 if table is blobs else ROWS_AT_ONCE
    rows = reading.execution_options(stream_results=True, yield_per=at_once).execute(
        select(table).order_by(*table.primary_key)
    )
    for some in rows.mappings().partitions(at_once):
        writing.execute(insert(table), [dict(row) for row in some])


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _go_on_counting(reading: Connection, writing: Connection, column: Column[Any]) -> None:
    """Has the next row get a number that none had: of replies that are gone, neither."""
    table = column.table
    last = max(_last_number(reading, column), reading.scalar(select(func.max(column))) or 0)
    if writing.dialect.name == "postgresql":
        names = {"table": table.name, "column": column.name, "next": last + 1}
        writing.execute(text(f"SELECT setval({SEQUENCE}, :next, false)"), names)
    elif table is outbox:
        writing.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table.name})
        writing.execute(text("INSERT INTO sqlite_sequence VALUES (:table, :last)"), {"table": table.name, "last": last})


def _last_number(reading: Connection, column: Column[Any]) -> int:
    """The last number that a database has given."""
    table = column.table
    if reading.dialect.name == "postgresql":
        sequence = reading.scalar(text(f"SELECT {SEQUENCE}"), {"table": table.name, "column": column.name})
        return reading.scalar(text(f"SELECT last_value FROM {sequence}")) or 0  # noqa: S608 - PostgreSQL's own word
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    return reading.scalar(given, {"table": table.name}) or 0
