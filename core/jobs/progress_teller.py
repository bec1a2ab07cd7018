"""What a worker says of a job's progress to the bots at the database: some words a second, with the newest preview."""

import logging
from collections.abc import Callable

from core.jobs.shared_queue import BOTS, Progressed
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.job import Job
from core.model.store import Store, Transaction

log = logging.getLogger(__name__)

TELL_EVERY = 0.5
"""Seconds between two words on a job: each is a transaction, and no platform shows more."""
PREVIEW_SECONDS = 120.0
"""A preview that no newer one takes away goes after so long."""


class ProgressTeller:
    """Tells of one job after another. ``clock`` gives seconds since 1970, ``new_id`` ids of blobs."""

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str], tell_every: float = TELL_EVERY) -> None:
        self._store, self._clock, self._new_id, self._tell_every = store, clock, new_id, tell_every
        self._job, self._told_at = "", 0.0
        self._unseen: bytes | None = None
        self._shown: str | None = None

    async def tell(self, job: Job, fraction: float, preview: bytes | None, seconds_left: float | None) -> None:
        """See OnProgress. What comes too soon isn't told, but for a preview, which goes with the next word."""
        now = self._clock()
        if job.id != self._job:
            self._job, self._told_at, self._unseen, self._shown = job.id, 0.0, None, None
        self._unseen = preview or self._unseen
        if now - self._told_at < self._tell_every:
            return
        self._told_at = now
        try:
            await self._say(job, Progressed(job=job.id, fraction=fraction, seconds_left=seconds_left), now)
        except StorageError as error:
            log.warning("job %s: its progress isn't told: %s", job.id, error)

    async def _say(self, job: Job, word: Progressed, now: float) -> None:
        new = self._new_id() if self._unseen else None
        async with self._store.begin() as transaction:
            current = await transaction.job(job.id)
            if current is None or current.attempt != job.attempt or not current.state.active:
                return  # of one who was forgotten, too, nothing more is kept
            if new is not None and self._unseen is not None:
                expires = now + PREVIEW_SECONDS
                await transaction.put_blob(
                    Blob(id=new, person=job.person, kind="preview", data=self._unseen, expires=expires)
                )
                if self._shown is not None:
                    await transaction.delete_blob(self._shown)
            await transaction.notify(BOTS, word.model_copy(update={"preview": new}).model_dump_json())
        if new is not None:
            self._unseen, self._shown = None, new

    async def end(self, transaction: Transaction, job: Job) -> None:
        """Takes away the preview of a job that ends in a transaction."""
        if job.id == self._job and self._shown is not None:
            await transaction.delete_blob(self._shown)
