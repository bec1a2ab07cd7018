"""What a worker process said last, until somebody has time for it: the newest wins."""

import asyncio
from typing import NamedTuple


class Progress(NamedTuple):
    """How far the work is, the newest preview and the newest checkpoint, where they are new."""

    fraction: float | None = None
    preview: bytes | None = None
    checkpoint: bytes | None = None


class LatestProgress:
    """The WorkListener of a worker process; it gives what is new to whoever iterates over it."""

    def __init__(self) -> None:
        self._said = Progress()
        self._closed = False
        self._changed = asyncio.Event()

    def progress(self, fraction: float, preview: bytes | None) -> None:
        """See WorkListener."""
        self._hear(self._said._replace(fraction=fraction, preview=preview or self._said.preview))

    def checkpoint(self, state: bytes) -> None:
        """See WorkListener."""
        self._hear(self._said._replace(checkpoint=state))

    def close(self) -> None:
        """Nothing more will come; what is still there is given out."""
        self._closed = True
        self._changed.set()

    def __aiter__(self) -> "LatestProgress":
        return self

    async def __anext__(self) -> Progress:
        await self._changed.wait()
        said, self._said = self._said, Progress()
        if said == Progress():
            raise StopAsyncIteration
        if not self._closed:
            self._changed.clear()
        return said

    def _hear(self, said: Progress) -> None:
        self._said = said
        self._changed.set()
