"""SQLite's journal, kept short from aside: a commit that had to sort it in would have everybody wait for the disk."""

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
LONG = 16 << 20
"""From so many bytes on the journal is sorted into the database's file."""


async def keep_short(file: Path, writing: asyncio.Semaphore) -> None:
    """Sorts the journal in whenever it is long, until it is cancelled; who writes holds ``writing``.

    Most of it is sorted in while others write. What they have written meanwhile, which is little, is done while they
    wait: only then can the journal begin anew (https://www.sqlite.org/wal.html#avoiding_excessively_large_wal_files).
    """
    journal = file.with_name(f"{file.name}-wal")
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        if journal.exists() and journal.stat().st_size >= LONG:
            try:
                await asyncio.to_thread(_sort_in, file)
                async with writing:
                    await asyncio.to_thread(_sort_in, file)
            except sqlite3.Error as error:  # a commit does it instead, when the journal is longer still
                log.warning("%s: its journal can't be sorted in: %s", file, error)


def _sort_in(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
