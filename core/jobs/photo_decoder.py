"""Photos on arrival: unpacked in a child, where no file can block or kill the bot process."""

import asyncio
import io
from collections.abc import Mapping
from functools import partial

from core.imaging.errors import PictureError
from core.imaging.images import load
from core.imaging.limits import LIMITS, Limits
from core.imaging.srgb import srgb_profile
from core.jobs.work import Done, Failed, Failure, Work, WorkChannel
from core.jobs.worker_process import WorkerProcess
from core.model.errors import Refusal

LONG_SIDE = 2048
"""What is kept of a photo: no painting is larger."""
ADDRESS_SPACE = 1 << 30
"""Bytes that a child may have beside the photo's file, which comes in pieces and is there twice for a moment: 100 MB
for itself and what LIMITS.max_memory lets a photo take, with some to spare."""
DECODE_TIMEOUT = 20.0
"""How long a photo may take, the start of the child included."""
MAX_TRIES = 3
FILE = "photo"


class PhotoDecoder:
    """Unpacks ``children`` photos at once, each of at most ``max_bytes``."""

    def __init__(
        self,
        max_bytes: int = LIMITS.max_bytes,
        children: int = 1,
        *,
        idle_seconds: float = 60.0,
        seconds: float = DECODE_TIMEOUT,
    ) -> None:
        self._max_bytes, self._seconds = max_bytes, seconds
        self._children = [
            WorkerProcess("inspector", niceness=5, memory=ADDRESS_SPACE + 2 * max_bytes, idle_seconds=idle_seconds)
            for _ in range(children)
        ]
        # the one that worked last is likely to be running
        self._free: asyncio.LifoQueue[WorkerProcess] = asyncio.LifoQueue()
        for child in self._children:
            self._free.put_nowait(child)

    @property
    def pids(self) -> list[int]:
        """The processes that there are now."""
        return [child.pid for child in self._children if child.pid is not None]

    async def decode(self, photo: bytes) -> bytes | Refusal:
        """The photo as an upright PNG file in sRGB with a long side of at most 2048 px, or why it is refused."""
        child = await self._free.get()
        try:
            for _ in range(MAX_TRIES):
                task = Work(partial(decode_photo, max_bytes=self._max_bytes), {FILE: photo})
                outcome = await child.run(task, timeout=self._seconds)
                if isinstance(outcome, Done):
                    return outcome.result
                if isinstance(outcome, Failed):
                    return _refusal(outcome.reason)
            return Refusal.TOO_LARGE  # it kills whoever opens it; a smaller copy won't
        finally:
            self._free.put_nowait(child)

    async def close(self) -> None:
        """Ends the children when they have done what they are at."""
        await asyncio.gather(*(child.close() for child in self._children))


def decode_photo(files: Mapping[str, bytes], line: WorkChannel, max_bytes: int) -> bytes:  # noqa: ARG001 - nothing to say
    """Work for a child: the photo as a PNG file. Raises Failure with the kind of refusal."""
    try:
        image = load(files[FILE], Limits(max_bytes=max_bytes), LONG_SIDE)
    except PictureError as error:
        raise Failure(error.refusal.value, str(error)) from error
    except MemoryError as error:
        raise Failure(Refusal.TOO_LARGE.value, "it takes too much memory") from error
    out = io.BytesIO()
    # Hardly compressed: it is read again soon, deleted within hours, and somebody waits.
    image.save(out, "PNG", compress_level=1, icc_profile=srgb_profile())
    return out.getvalue()


def _refusal(reason: str) -> Refusal:
    """The kind of refusal. What took too long is too large; a fault of ours is met at odd files only."""
    if reason in {refusal.value for refusal in Refusal}:
        return Refusal(reason)
    return Refusal.TOO_LARGE if reason == "timeout" else Refusal.TRUNCATED
