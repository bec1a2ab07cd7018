"""Keeps SQLite's write-ahead log short in the background: a commit that had to do it would hold everybody up."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LONG = 16 << 20
"""Bytes from which on the log is copied into the database's file (a checkpoint, in SQLite's words)."""


async def keep_short(file: Path, writing: asyncio.Semaphore, deleted: asyncio.Event) -> None:
    """Copies the log into the database whenever it is long, until it is cancelled; whoever writes holds ``writing``.

    Most of it is copied while others write. What they have written meanwhile, which is little, is copied while they
    wait: only then can the log start over (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files).
    ``deleted`` is set where people have deleted what is theirs: the log has it still, so it is emptied and not just
    written over some day. At the start it is too: an earlier process may have had no time for it.
    """
    journal = file.with_name(f"{file.name}-wal")
    deleted.set()
    while True:
        if deleted.is_set():
            deleted.clear()
            if not await _shorten(file, writing, "TRUNCATE"):
                deleted.set()
        elif _size(journal) >= LONG:
            await _shorten(file, writing, "PASSIVE")
        await asyncio.sleep(LOOK_SECONDS)


def _size(journal: Path) -> int:
    """Its bytes; none where whoever was the last at the database has just taken it away."""
    try:
        return journal.stat().st_size
    except FileNotFoundError:
        return 0


async def _shorten(file: Path, writing: asyncio.Semaphore, how: str) -> bool:
    """Copies the log; whether all of it could be. Another program that reads may be in the way."""
    try:
        await asyncio.to_thread(_checkpoint, file, "PASSIVE")
        async with writing:
            return await asyncio.to_thread(_checkpoint, file, how)
    except sqlite3.Error as error:  # a commit does it instead, when the log is longer still
        log.warning("%s: its write-ahead log can't be checkpointed: %s", file, error)
        return False


def _checkpoint(file: Path, how: str) -> bool:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        busy, _, _ = connection.execute(f"PRAGMA wal_checkpoint({how})").fetchone()
    return bool(busy == 0)
