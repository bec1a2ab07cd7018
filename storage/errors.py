"""What goes wrong with a database, each in one line that says which and what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.model.errors import StorageError

SQLITE = {
    "SQLITE_BUSY": "is locked by another program",
    "SQLITE_CANTOPEN": "can't be opened; may this user write to its folder?",
    "SQLITE_CORRUPT": "is damaged; restore it from a copy or move it away to begin anew",
    "SQLITE_FULL": "can't grow: the disk is full",
    "SQLITE_IOERR": "can't be read or written; is the disk full or failing?",
    "SQLITE_LOCKED": "is locked by another program",
    "SQLITE_NOTADB": "is no SQLite database",
    "SQLITE_PERM": "may not be opened by this user",
    "SQLITE_READONLY": "can't be written to; may this user write to it and to its folder?",
}
"""What SQLite's error codes mean, by the beginning of their names."""

MISTAKES = (DataError, IntegrityError, ProgrammingError)
"""Errors that are the program's own: they are passed on as they are."""


@contextmanager
def explained(where: str, passing: tuple[type[DBAPIError], ...] = MISTAKES) -> Iterator[None]:
    """Turns the database's errors in the block, but those ``passing``, into StorageError; ``where`` begins the line."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error, passing):
            raise
        raise StorageError(f"{where} {explain(error.orig)}") from error
    except PoolTimeoutError as error:
        raise StorageError(f"{where} has no connection free") from error


def explain(error: BaseException | None) -> str:
    """What a driver's error means, to follow the database's name."""
    if isinstance(error, sqlite3.Error):
        name = getattr(error, "sqlite_errorname", "")
        for code, meaning in SQLITE.items():
            if name.startswith(code):
                return meaning
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return f"can't be used: {lines[0]}"
