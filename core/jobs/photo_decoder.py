"""Photos on arrival: unpacked in a child, where no file can block or kill the bot process."""

import io
import logging
import signal
from collections.abc import Mapping
from functools import partial

from core.imaging.errors import PictureError
from core.imaging.images import load
from core.imaging.limits import LIMITS, Limits
from core.imaging.srgb import srgb_profile
from core.jobs.confinement import Confinement
from core.jobs.work import Died, Done, Failed, Failure, Work, WorkChannel
from core.jobs.worker_process import WorkerProcess
from core.model.errors import Refusal
from core.plugins.trial import fate

log = logging.getLogger(__name__)

LONG_SIDE = 2048
"""What is kept of a photo: no painting is larger."""
ADDRESS_SPACE = 1 << 30
"""Bytes that a child may have beside the photo's file, which comes in pieces and is there twice for a moment: 100 MB
for itself and what LIMITS.max_memory lets a photo take, with some to spare."""
DECODE_TIMEOUT = 12.0
"""How long a photo may take, the start of the child included."""
CPU_SECONDS = 6
"""How long it may compute: the largest photos that LIMITS lets through take half of it. Others wait meanwhile."""
OPEN_FILES = 64
OUT_OF_SECONDS = fate(-signal.SIGXCPU)
IDLE_SECONDS = 5.0
"""The child rests for so long: the second photo often comes at once, and a painting needs its memory then."""
MAX_TRIES = 3
FILE = "photo"


class PhotoDecoder:
    """Unpacks photos of at most ``max_bytes``, one at a time."""

    def __init__(
        self,
        max_bytes: int = LIMITS.max_bytes,
        *,
        idle_seconds: float = IDLE_SECONDS,
        seconds: float = DECODE_TIMEOUT,
    ) -> None:
        self._max_bytes, self._seconds = max_bytes, seconds
        confinement = Confinement(
            niceness=5,
            memory=ADDRESS_SPACE + 2 * max_bytes,
            cpu_seconds=CPU_SECONDS,
            open_files=OPEN_FILES,
            programs=False,
        )
        self._worker = WorkerProcess("photo decoder", confinement=confinement, idle_seconds=idle_seconds)

    @property
    def pid(self) -> int | None:
        """The worker process that there is now."""
        return self._worker.pid

    async def trouble(self) -> str:
        """Why no photo can be unpacked, in a line; empty where one can."""
        return await self._worker.trouble()

    async def decode(self, photo: bytes) -> bytes | Refusal:
        """The photo as an upright PNG file in sRGB with a long side of at most 2048 px, or why it is refused."""
        return await self.make(Work(partial(decode_photo, max_bytes=self._max_bytes), {FILE: photo}))

    async def make(self, work: Work) -> bytes | Refusal:
        """A picture that is made of others, or why those are refused."""
        for _ in range(MAX_TRIES):
            outcome = await self._worker.run(work, timeout=self._seconds)
            if isinstance(outcome, Done):
                return outcome.result
            if isinstance(outcome, Failed):
                return _refusal(outcome)
            how = outcome.fate if isinstance(outcome, Died) else "it was stopped"
            if how == OUT_OF_SECONDS:
                break
        log.warning("a photo is refused: whoever opens it dies (%s)", how)
        return Refusal.TOO_MANY_PIXELS  # it kills whoever opens it; a smaller copy won't

    async def close(self) -> None:
        """Ends the worker process when it has done what it is at."""
        await self._worker.close()


def decode_photo(files: Mapping[str, bytes], line: WorkChannel, max_bytes: int) -> bytes:  # noqa: ARG001 - nothing to say
    """Work for a child: the photo as a PNG file. Raises Failure with the kind of refusal."""
    try:
        image = load(files[FILE], Limits(max_bytes=max_bytes), LONG_SIDE)
    except PictureError as error:
        raise Failure(error.refusal.value, str(error)) from error
    except MemoryError as error:
        raise Failure(Refusal.TOO_MANY_PIXELS.value, "it takes too much memory") from error
    out = io.BytesIO()
    # Hardly compressed: it is read again soon, deleted within hours, and somebody waits.
    image.save(out, "PNG", compress_level=1, icc_profile=srgb_profile())
    return out.getvalue()


def _refusal(failed: Failed) -> Refusal:
    """The kind of refusal. What took too long has too many pixels; a fault of ours is met at odd files only."""
    if failed.reason in {refusal.value for refusal in Refusal}:
        return Refusal(failed.reason)
    if failed.reason == "timeout":
        return Refusal.TOO_MANY_PIXELS
    log.warning("a photo is refused: %s", failed.message)
    return Refusal.TRUNCATED
