"""Whether a database can be used, found out beside a bot that may run with it."""

import tempfile
from pathlib import Path

from sqlalchemy.engine import URL

from storage import backup, database
from storage.errors import explained
from storage.migrate import HEAD, try_upgrade, version_of

BUSY_SECONDS = 5.0


def look_at(url: str) -> str:
    """What is to be said of a database that is well: its version, and that it was written to.

    One of an older version is upgraded for a trial, SQLite's as a copy. Raises StorageError, and OSError.
    """
    parsed = database.parse(url)
    name = database.name(parsed).removesuffix(":")
    file = Path(parsed.database or "")
    if database.is_sqlite(parsed) and not file.exists():
        return f"{name} isn't there yet; the bot makes it when it first starts"
    version = _version(parsed)
    if version is None:
        return f"{name} is empty; the bot makes its tables when it first starts"
    if version == HEAD:
        return f"{name} was written to; it is of version {version}"
    if database.is_sqlite(parsed):
        with tempfile.TemporaryDirectory(prefix=".atelier-", dir=file.absolute().parent) as folder:
            copied = Path(folder) / file.name
            backup.copy(file, copied)
            _try_upgrade(parsed.set(database=str(copied)))
    else:
        _try_upgrade(parsed)
    return f"{name} was written to; it is of version {version}, and can be upgraded to {HEAD} at the next start"


def _version(url: URL) -> str | None:
    name = database.name(url)
    engine = database.open_engine(url, BUSY_SECONDS)
    try:
        with explained(name, passing=()):
            return version_of(engine, name)
    finally:
        engine.dispose()


def _try_upgrade(url: URL) -> None:
    name = database.name(url)
    engine = database.open_engine(url, BUSY_SECONDS)
    try:
        with explained(name, passing=()):
            try_upgrade(engine, name)
    finally:
        engine.dispose()
