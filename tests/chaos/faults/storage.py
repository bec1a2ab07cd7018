"""A disk that is full, a database that somebody else holds, and one that may only be read."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

from tests.chaos import disk
from tests.chaos.fault import Fault
from tests.chaos.fault_context import PLATFORMS, FaultContext

DEPENDENT = frozenset([*PLATFORMS, "database", "queue", "outbox", "disk", "worker", "decoder"])
"""What can't go on without a database, and says so; a full disk leaves it room as long as its journal has some."""


@asynccontextmanager
async def disk_full(context: FaultContext) -> AsyncIterator[None]:
    """Something else takes all that was left of the disk."""
    data = context.program.machine.data
    disk.fill(data)
    yield
    disk.empty(data)


@asynccontextmanager
async def database_locked(context: FaultContext) -> AsyncIterator[None]:
    """Another program's transaction goes on and on."""
    with closing(sqlite3.connect(context.program.database, timeout=60.0, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        await asyncio.sleep(context.extent.lock_seconds - context.extent.seconds)
        other.execute("ROLLBACK")


@asynccontextmanager
async def database_read_only(context: FaultContext) -> AsyncIterator[None]:
    """The system lets nobody write to the database any more, as it does when it has doubts about a disk."""
    files = [file for file in context.program.machine.data.glob("atelier.db*") if file.suffix != ".lock"]
    disk.freeze(files)
    yield
    disk.thaw(files)


def _no_disk(context: FaultContext) -> str:
    return "" if context.program.machine.small else "it takes root and a loop device"


STORAGE = (
    Fault("full disk", disk_full, named=frozenset(["disk"]), may=DEPENDENT, why_not=_no_disk),
    Fault("database locked", database_locked, paints=True, named=frozenset(["database"]), may=DEPENDENT),
    Fault("database read-only", database_read_only, named=frozenset(["database"]), may=DEPENDENT, why_not=_no_disk),
)
