"""Copies of SQLite's file: made while others write, checked, for its owner alone, and put in its place again."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from math import inf
from pathlib import Path

from core.model.errors import StorageError
from storage.errors import explain
from storage.migrate import HEAD, VERSION_TABLE, newer

log = logging.getLogger(__name__)

UPGRADES_KEPT = 3
UPGRADE_SECONDS = 7 * 24 * 3600.0
"""A copy from before an upgrade goes after so long: what people have deleted since is still in it."""
LOOK_SECONDS = 3600.0
STAMP = "%Y%m%d-%H%M%S"


def copy(source: Path, target: Path) -> str:
    """Copies a database, whoever writes to it meanwhile, to a file that isn't there yet; gives the copy's version.

    Raises StorageError, also where the copy is found to be damaged, and OSError; then there is no ``target``.
    """
    if not source.exists():
        raise StorageError(f"{source}: there is no database there yet")
    target.touch(mode=0o600, exist_ok=False)
    try:
        with _explained(source), closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as made:
            original.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # one file, with nothing beside it
        return check(target)
    except BaseException:
        target.unlink()
        raise


def check(file: Path) -> str:
    """The version of a database that this program can use. Raises StorageError for any other, and a damaged one."""
    with _explained(file), closing(sqlite3.connect(f"file:{_quoted(file)}?mode=ro", uri=True)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
        if found != ["ok"]:
            raise StorageError(f"{file}: is damaged: {found[0].splitlines()[-1]}")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (VERSION_TABLE,)).fetchone():
            raise StorageError(f"{file}: is no database of Atelier's")
        version = str(connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()[0])  # noqa: S608
    if not version.isdecimal() or int(version) > int(HEAD):
        raise StorageError(newer(f"{file}:", version))
    return version


def copy_before_upgrade(file: Path, version: str, now: float) -> None:
    """Copies a database of an older version to a file beside it, of which the newest few are kept.

    Raises StorageError: without a copy nothing is upgraded.
    """
    stamp = time.strftime(STAMP, time.gmtime(now))
    target = file.with_name(f"{file.name}.{stamp}.version-{version}")
    try:
        target.unlink(missing_ok=True)
        copy(file, target)
    except OSError as error:
        raise StorageError(
            f"{target}: the database can't be copied before its upgrade ({error.strerror}): make room on the disk"
        ) from error
    for old in sorted(_upgrades(file))[:-UPGRADES_KEPT]:
        old.unlink(missing_ok=True)


async def end_old_copies(file: Path, forgotten: asyncio.Event) -> None:
    """Deletes copies from before upgrades when they have had their time, until it is cancelled.

    When ``forgotten`` is set all of them go: whoever wanted to be forgotten is still in them.
    """
    while True:
        wanted_until = inf if forgotten.is_set() else time.time()
        forgotten.clear()
        try:
            await asyncio.to_thread(delete_old_copies, file, wanted_until)
        except OSError as error:
            log.warning("%s: an old copy of the database can't be deleted: %s", error.filename, error.strerror)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_SECONDS):
                await forgotten.wait()


def delete_old_copies(file: Path, now: float) -> None:
    """Deletes the copies from before upgrades that have had their time. Raises OSError."""
    for copied in _upgrades(file):
        if copied.stat().st_mtime < now - UPGRADE_SECONDS:
            copied.unlink(missing_ok=True)


def _upgrades(file: Path) -> list[Path]:
    return list(file.parent.glob(f"{file.name}.*.version-*"))


def put_in_place(fresh: Path, file: Path, now: float) -> Path | None:
    """Puts a checked copy in a database's place; the replaced one is kept beside it, under the name that is given.

    Nobody may be at the database. Raises OSError.
    """
    replaced = None
    if file.exists():
        replaced = _replaced(file, now)
        _end_journal(file)
        # What is still beside it goes first: with another database it would be the end of both.
        for part in ("-wal", "-shm", "-journal", ""):
            if (old := file.with_name(f"{file.name}{part}")).exists():
                old.replace(f"{replaced}{part}")
    fresh.replace(file)
    return replaced


def put_folder_in_place(fresh: Path, folder: Path, now: float) -> Path | None:
    """The same for a folder. Raises OSError."""
    replaced = None
    if folder.exists():
        replaced = folder.replace(_replaced(folder, now))
    fresh.replace(folder)
    return replaced


def _replaced(path: Path, now: float) -> Path:
    return path.with_name(f"{path.name}.replaced-{time.strftime(STAMP, time.gmtime(now))}")


def _end_journal(file: Path) -> None:
    """Has all that was written be in the file itself; one that is too damaged for that is kept as it is."""
    try:
        with closing(sqlite3.connect(file, timeout=0)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        return


@contextmanager
def _explained(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(f"{file}: {explain(error)}") from error


def _quoted(file: Path) -> str:
    """As SQLite's URIs have it."""
    return str(file).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
