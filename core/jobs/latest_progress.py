"""What a child said last, until somebody has time for it: the newest wins."""

import asyncio
from typing import NamedTuple


class Said(NamedTuple):
    """How far the work is, the newest preview and the newest checkpoint, where they are new."""

    fraction: float | None = None
    preview: bytes | None = None
    checkpoint: bytes | None = None


class News:
    """Listens to a child (see core.jobs.task.Listener) and gives what is new to whoever iterates over it."""

    def __init__(self) -> None:
        self._said = Said()
        self._closed = False
        self._changed = asyncio.Event()

    def progress(self, fraction: float, preview: bytes | None) -> None:
        """See Listener."""
        self._hear(self._said._replace(fraction=fraction, preview=preview or self._said.preview))

    def checkpoint(self, state: bytes) -> None:
        """See Listener."""
        self._hear(self._said._replace(checkpoint=state))

    def close(self) -> None:
        """Nothing more will come; what is still there is given out."""
        self._closed = True
        self._changed.set()

    def __aiter__(self) -> "News":
        return self

    async def __anext__(self) -> Said:
        await self._changed.wait()
        said, self._said = self._said, Said()
        if said == Said():
            raise StopAsyncIteration
        if not self._closed:
            self._changed.clear()
        return said

    def _hear(self, said: Said) -> None:
        self._said = said
        self._changed.set()
