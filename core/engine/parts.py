"""What is looked at of each part: the database is written to, so is the disk, and what waits has to get on."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path

from core.engine.part_checks import Check
from core.jobs.movement import Movement
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.job import Job, JobState
from core.model.people import Mode
from core.model.person import PersonId
from core.model.store import Store

NOBODY = PersonId.of("atelier", "health", "nobody")
PROBE = ".health"
PROBE_BYTES = 4096
"""More than a file system keeps beside a file's name."""
MIN_FREE_BYTES = 100_000_000
"""Room for what people send within an hour or so, and for a database's journal."""
NOT_BEGUN_SECONDS = 60.0
"""A job is begun as soon as there is none before it."""
STILL_SECONDS = 600.0
"""A job says several times a minute how far it is; this is for the slowest machine's largest painting."""


def database_check(store: Store, token: Callable[[], str]) -> Check:
    """Commits a row that is gone again by then; nothing else would tell that a disk is full. ``token`` gives ids."""

    async def check() -> str:
        blob = Blob(id=token(), person=NOBODY, kind="text/plain", data=b"", expires=0.0)
        async with store.begin() as transaction:
            await transaction.put_blob(blob)
            await transaction.delete_blob(blob.id)
        return ""

    return check


def disk_check(folder: Path, min_free_bytes: int = MIN_FREE_BYTES) -> Check:
    """Writes a file in a folder, and sees how much room there is."""

    async def check() -> str:
        return await asyncio.to_thread(_disk_trouble, folder, min_free_bytes)

    return check


def _disk_trouble(folder: Path, min_free_bytes: int) -> str:
    probe = folder / PROBE
    try:
        try:
            probe.write_bytes(bytes(PROBE_BYTES))
        finally:
            probe.unlink(missing_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return f"{folder}: can't be written to: {error.strerror}"
    if free < min_free_bytes:
        return f"{folder}: {free // 1_000_000} MB are free, fewer than {min_free_bytes // 1_000_000}"
    return ""


class QueueCheck:
    """Whether jobs get on. ``jobs`` are those that were active when it was looked at; ``clock`` runs evenly."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._movement = store, Movement(clock)
        self.jobs: tuple[Job, ...] = ()

    async def __call__(self) -> str:
        """See Check."""
        async with self._store.begin() as transaction:
            self.jobs = tuple(await transaction.active_jobs())
            paused = await transaction.mode() is Mode.PAUSED
        moving = [job for job in self.jobs if not paused or job.state is JobState.RUNNING]
        still = self._movement.still_for({job.id: (job.attempt, job.state, job.fraction) for job in moving})
        at_work = next((job for job in self.jobs if job.state is JobState.RUNNING), None)
        if at_work is not None:
            told = f"job {at_work.id} of {at_work.order.effect} hasn't got on for {still / 60:.0f} minutes"
            return told if still >= STILL_SECONDS else ""
        told = f"jobs wait, {len(moving)} of them, and none has been begun for {still:.0f} s"
        return told if moving and still >= NOT_BEGUN_SECONDS else ""


class OutboxCheck:
    """Whether replies get on that are due on one of these ``accounts``; ``waiting`` is how many there were.

    ``clock`` gives seconds since 1970, ``even_clock`` runs evenly.
    """

    def __init__(self, store: Store, accounts: frozenset[tuple[str, str]], clock: Clock, even_clock: Clock) -> None:
        self._store, self._accounts, self._clock = store, accounts, clock
        self._movement = Movement(even_clock)
        self.waiting = 0

    async def __call__(self) -> str:
        """See Check."""
        async with self._store.begin() as transaction:
            due = await transaction.unsent(self._clock(), self._accounts)
        self.waiting = len(due)
        still = self._movement.still_for(dict.fromkeys(reply.number for reply in due))
        told = f"replies wait, {len(due)} of them, and none has been sent for {still / 60:.0f} minutes"
        return told if due and still >= STILL_SECONDS else ""
