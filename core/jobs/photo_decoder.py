"""Photos on arrival: unpacked in a child, where no file can block or kill the bot process."""

import asyncio
import io
import logging
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from math import inf

from core.imaging.effort import seconds_to_load
from core.imaging.errors import PictureError
from core.imaging.images import load
from core.imaging.kinds import identify
from core.imaging.limits import LIMITS, Limits
from core.imaging.srgb import srgb_profile
from core.jobs.confinement import Confinement
from core.jobs.work import Died, Done, Failed, Failure, Stopped, Work, WorkChannel, WorkOutcome
from core.jobs.worker_process import WorkerProcess
from core.model.errors import Refusal
from core.plugins.trial import fate

log = logging.getLogger(__name__)

LONG_SIDE = 1920
"""What is kept of a photo: hardly a painting is larger, and half of what a phone's camera makes (4000 px) is enough for
it, which a JPEG decoder gives in a quarter of the memory."""
LOSSY = frozenset(["JPEG", "HEIF", "AVIF"])
"""What cameras make stays as small as they make it; what may be a drawing is kept to the pixel."""
LOSSY_QUALITY = 95
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
GRACE_SECONDS = 0.1
"""A photo that gives way is let go of: it is unpacked anew."""
MAX_TRIES = 3
FILE = "photo"
QUICK_SECONDS = 0.9
"""A photo that takes no longer comes before those that do: what a phone's camera makes, of 12 megapixels or 24 ..."""
LONGEST_WAIT = 20.0
"""... but after so many seconds, ..."""
MAX_GIVING_WAY = 3
"""... or when it has given way so often, one that takes longer has its turn as well."""
SLOW = "slow"


class PhotoDecoder:
    """Unpacks photos of at most ``max_bytes``, one at a time.

    Photos that are quickly done come before all others, one of which gives way where it is at work: five strangers with
    the slowest that there are would else keep everybody waiting for 10 s.
    """

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
        self._worker = WorkerProcess(
            "photo decoder", confinement=confinement, idle_seconds=idle_seconds, grace_seconds=GRACE_SECONDS
        )
        self._hurried = 0
        self._lull = asyncio.Event()
        self._lull.set()
        self._patient = asyncio.Lock()
        self._give_way = asyncio.Event()

    @property
    def pid(self) -> int | None:
        """The worker process that there is now."""
        return self._worker.pid

    async def trouble(self) -> str:
        """Why no photo can be unpacked, in a line; empty where one can."""
        return await self._worker.trouble()

    async def decode(self, photo: bytes) -> bytes | Refusal:
        """The photo as an upright file in sRGB with a long side of at most 1920 px, or why it is refused.

        It is a JPEG file where it came as a camera's, and else PNG.
        """
        decode = partial(decode_photo, max_bytes=self._max_bytes)
        with self._hurry():
            outcome = await self._run(Work(partial(decode, max_seconds=QUICK_SECONDS), {FILE: photo}))
        if isinstance(outcome, Failed) and outcome.reason == SLOW:
            async with self._patient:
                outcome = await self._run_between(Work(decode, {FILE: photo}))
        return _answer(outcome)

    async def make(self, work: Work) -> bytes | Refusal:
        """A picture that is made of others, or why those are refused."""
        return _answer(await self._run(work))

    @contextmanager
    def _hurry(self) -> Iterator[None]:
        """Whoever is patient waits, or gives way, until the block's end."""
        self._hurried += 1
        self._lull.clear()
        self._give_way.set()
        try:
            yield
        finally:
            self._hurried -= 1
            if self._hurried == 0:
                self._lull.set()

    async def _run_between(self, work: Work) -> WorkOutcome:
        """Has work done when nobody is in a hurry, but within a while."""
        for _ in range(MAX_GIVING_WAY):
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_WAIT):
                    await self._lull.wait()
            self._give_way.clear()
            outcome = await self._run(work, self._give_way)
            if not isinstance(outcome, Stopped):
                return outcome
        return await self._run(work)

    async def _run(self, work: Work, stop: asyncio.Event | None = None) -> WorkOutcome:
        """Has work done; what whoever does it dies of isn't tried for ever."""
        outcome: WorkOutcome = Died()
        for _ in range(MAX_TRIES):
            outcome = await self._worker.run(work, timeout=self._seconds, stop=stop)
            if not isinstance(outcome, Died) or outcome.fate == OUT_OF_SECONDS:
                break
        return outcome

    async def close(self) -> None:
        """Ends the worker process when it has done what it is at."""
        await self._worker.close()


def decode_photo(
    files: Mapping[str, bytes],
    line: WorkChannel,  # noqa: ARG001 - nothing to say
    max_bytes: int,
    max_seconds: float = inf,
) -> bytes:
    """Work for a child: the photo as a JPEG or PNG file.

    Raises Failure with the kind of refusal, or as ``SLOW`` where it is going to take more than ``max_seconds``.
    """
    if max_seconds < inf and (seconds := seconds_to_load(files[FILE])) > max_seconds:
        raise Failure(SLOW, f"it takes about {seconds:.1f} s")
    try:
        image = load(files[FILE], Limits(max_bytes=max_bytes), LONG_SIDE)
    except PictureError as error:
        raise Failure(error.refusal.value, str(error)) from error
    except MemoryError as error:
        raise Failure(Refusal.TOO_MANY_PIXELS.value, "it takes too much memory") from error
    out = io.BytesIO()
    if identify(files[FILE]).format in LOSSY:
        image.save(out, "JPEG", quality=LOSSY_QUALITY, subsampling=0, icc_profile=srgb_profile())
    else:  # hardly compressed: it is read again soon, deleted within hours, and somebody waits
        image.save(out, "PNG", compress_level=1, icc_profile=srgb_profile())
    return out.getvalue()


def _answer(outcome: WorkOutcome) -> bytes | Refusal:
    """What was made, or why nothing was."""
    if isinstance(outcome, Done):
        return outcome.result
    if isinstance(outcome, Failed):
        return _refusal(outcome)
    how = outcome.fate if isinstance(outcome, Died) else "it was stopped"
    log.warning("a photo is refused: whoever opens it dies (%s)", how)
    return Refusal.TOO_MANY_PIXELS  # it kills whoever opens it; a smaller copy won't


def _refusal(failed: Failed) -> Refusal:
    """The kind of refusal. What took too long has too many pixels; a fault of ours is met at odd files only."""
    if failed.reason in {refusal.value for refusal in Refusal}:
        return Refusal(failed.reason)
    if failed.reason == "timeout":
        return Refusal.TOO_MANY_PIXELS
    log.warning("a photo is refused: %s", failed.message)
    return Refusal.TRUNCATED
