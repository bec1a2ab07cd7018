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


async def keep_short(file: Path, writing: asyncio.Semaphore) -> None:
    """Copies the log into the database whenever it is long, until it is cancelled; whoever writes holds ``writing``.

    Most of it is copied while others write. What they have written meanwhile, which is little, is copied while they
    wait: only then can the log start over (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files).
    """
    journal = file.with_name(f"{file.name}-wal")
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if journal.exists() and journal.stat().st_size >= LONG:
            try:
                await asyncio.to_thread(_checkpoint, file)
                async with writing:
                    await asyncio.to_thread(_checkpoint, file)
            except sqlite3.Error as error:  # a commit does it instead, when the log is longer still
                log.warning("%s: its write-ahead log can't be checkpointed: %s", file, error)


def _checkpoint(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
