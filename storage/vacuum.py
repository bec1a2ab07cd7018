"""Gives the disk back what deleting leaves free in SQLite's file, which by itself only ever grows."""

import asyncio
import logging
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 60.0
SPARE_PAGES = 1024
"""So many free pages of 4 KB are left for the next photos."""
PAGES_AT_ONCE = 256


def make_shrinkable(file: Path) -> None:
    """Has a file of an earlier version give pages back from now on: it is written anew, once, in the same place.

    Where the disk has no room for that, or somebody else is at the file, it is left as it is until the next start.
    """
    try:
        with closing(_connect(file)) as connection:
            if _ask(connection, "auto_vacuum"):
                return
            needed = 2 * (_ask(connection, "page_count") - _ask(connection, "freelist_count"))
            needed *= _ask(connection, "page_size")  # a copy beside it, and its way back through the journal
            if shutil.disk_usage(file.parent).free < needed:
                log.warning("%s: can't be made to shrink: that takes %d MB of disk", file, needed // 1_000_000 + 1)
                return
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        log.warning("%s: can't be made to shrink now: %s", file, error)


async def keep_small(file: Path, writing: asyncio.Semaphore) -> None:
    """Gives free pages back, a few at a time, until it is cancelled; whoever writes holds ``writing``."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            while await asyncio.to_thread(_free, file) > SPARE_PAGES:
                async with writing:
                    await asyncio.to_thread(_give_back, file)
        except sqlite3.Error as error:  # another program is at it
            log.warning("%s: can't give free pages back now: %s", file, error)


def _free(file: Path) -> int:
    """The free pages of a file that can give them back."""
    with closing(_connect(file)) as connection:
        return _ask(connection, "freelist_count") if _ask(connection, "auto_vacuum") else 0


def _give_back(file: Path) -> None:
    with closing(_connect(file)) as connection:
        # A script: of a statement Python would take the first step alone, which is one page.
        connection.executescript(f"PRAGMA secure_delete = ON; PRAGMA incremental_vacuum({PAGES_AT_ONCE})")


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, timeout=0, isolation_level=None)


def _ask(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"PRAGMA {what}").fetchone()[0])
