"""Checkpoints in the store: in pieces, each in a transaction of its own, so that nobody waits long for a large one."""

from collections.abc import Callable, Sequence

from core.model.blob import Blob
from core.model.clock import Clock
from core.model.job import Job
from core.model.store import Store

PIECE = 1 << 20
"""Bytes that are written at once. SQLite has one writer: what it writes, everybody waits for."""


class Checkpoints:
    """Keeps checkpoints; one that no job names, as a process died, expires after ``keep`` seconds.

    ``clock`` gives seconds since 1970, ``new_id`` ids of blobs.
    """

    def __init__(self, store: Store, clock: Clock, new_id: Callable[[], str], keep: float) -> None:
        self._store, self._clock, self._new_id, self._keep = store, clock, new_id, keep

    async def put(self, job: Job, state: bytes) -> tuple[str, ...]:
        """Stores a state; the ids of its pieces, in order. An empty state has none."""
        ids = []
        for start in range(0, len(state), PIECE):
            blob = Blob(
                id=self._new_id(),
                person=job.person,
                kind="checkpoint",
                data=state[start : start + PIECE],
                expires=self._clock() + self._keep,
            )
            async with self._store.begin() as transaction:
                await transaction.put_blob(blob)
            ids.append(blob.id)
        return tuple(ids)

    async def read(self, ids: Sequence[str]) -> bytes | None:
        """A stored state; None where there is none, or not all of it."""
        pieces = []
        for id in ids:
            async with self._store.begin() as transaction:
                blob = await transaction.blob(id)
            if blob is None:
                return None
            pieces.append(blob.data)
        return b"".join(pieces) or None

    async def drop(self, ids: Sequence[str]) -> None:
        """Deletes a stored state, as far as it is there."""
        for id in ids:
            async with self._store.begin() as transaction:
                await transaction.delete_blob(id)
