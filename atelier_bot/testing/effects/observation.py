"""Runs of an effect that are watched in the process they happen in, where an effect works in earnest, too."""

import contextlib
import gc
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from core.jobs.effect_run import MakeEffect
from core.jobs.work import WorkChannel
from core.plugins.effect import Cancelled
from core.plugins.errors import Rejected, reason_and_place

Pictures = Mapping[str, Image.Image]

STREAMS = (1, 2)
"""Standard output and standard error."""


@dataclass(frozen=True)
class Reported:
    """What an effect reported: the fraction as it said it, what kind of thing the preview was, and when it was.

    ``seconds`` are those of the run so far in which its thread didn't wait for a processor that others had.
    """

    fraction: Any
    preview: str
    seconds: float


@dataclass(frozen=True)
class Observation:
    """What a run did.

    ``picture`` is what it returned, if that is one, else ``returned`` says what it is; ``raised`` is what it raised,
    ``code`` its exception's class, ``refused`` the name of the text where that is Rejected. ``memory`` are the bytes
    that the process had after it, and ``peak`` the most until then, 0 where the system doesn't tell. ``stopped_after``
    are the seconds from Cancelled to its end.
    """

    picture: Image.Image | None = None
    returned: str = ""
    raised: str = ""
    code: str = ""
    refused: str = ""
    said: Sequence[Reported] = ()
    checkpoints: Sequence[Any] = ()
    printed: str = ""
    seconds: float = 0.0
    stopped_after: float = 0.0
    memory: int = 0
    peak: int = 0


@dataclass(frozen=True)
class WantedRun:
    """One run to watch: with ``resume`` it goes on from there, with ``cancel_at`` that report is the last.

    A ``thumbnail`` of its picture, and nothing of what it said, is enough where many runs are watched: what is kept of
    each would be taken for its own growth.
    """

    pictures: Pictures
    options: Mapping[str, Any]
    resume: bytes | None = None
    cancel_at: int | None = None
    thumbnail: bool = False


@dataclass(frozen=True)
class ObservedRuns:
    """Work for the worker process: runs of one effect, one after another, and what was seen of each, pickled."""

    make: MakeEffect
    runs: Sequence[WantedRun]

    def __call__(self, _files: Mapping[str, bytes], _channel: WorkChannel) -> bytes:
        """Raises what making the effect does."""
        effect = self.make()
        return pickle.dumps([_observe(effect, run) for run in self.runs])


@dataclass
class RecordingReport:
    """Implements Report, and keeps everything that it is told."""

    resume: bytes | None
    cancel_at: int | None
    begun: float
    said: list[Reported] = field(default_factory=list)
    checkpoints: list[Any] = field(default_factory=list)
    cancelled: float | None = None

    def __call__(self, fraction: Any, preview: Any = None) -> None:
        """See Report."""
        self.said.append(Reported(_plain(fraction), _kind(preview), own_seconds() - self.begun))
        if self.cancel_at is not None and len(self.said) >= self.cancel_at:
            if self.cancelled is None:
                self.cancelled = own_seconds()
            raise Cancelled

    def checkpoint(self, state: Any) -> None:
        """See Report."""
        self.checkpoints.append(state if isinstance(state, bytes) else type(state).__name__)


def own_seconds() -> float:
    """The time of this thread, in seconds, but for what it waited for a processor; where that isn't told, all of it."""
    try:
        waited = int(Path("/proc/thread-self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        waited = 0.0
    return time.perf_counter() - waited


def _observe(effect: Any, run: WantedRun) -> Observation:
    report = RecordingReport(run.resume, run.cancel_at, own_seconds())
    options = effect.options.model_validate(run.options)
    seen: dict[str, Any] = {}
    with _printed() as printed:
        try:
            seen = _picture(effect.run(dict(run.pictures), options, report), thumbnail=run.thumbnail)
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what this is to find out
            refused = str(error.text) if isinstance(error, Rejected) else ""
            seen = {"raised": reason_and_place(error), "code": type(error).__name__, "refused": refused}
    ended = own_seconds()
    if run.thumbnail:
        report.said, report.checkpoints = [], []
    gc.collect()
    return Observation(
        **seen,
        said=report.said,
        checkpoints=report.checkpoints,
        printed="".join(printed),
        seconds=ended - report.begun,
        stopped_after=0.0 if report.cancelled is None else ended - report.cancelled,
        memory=_kilobytes("VmRSS") * 1024,
        peak=_kilobytes("VmHWM") * 1024,
    )


def _picture(returned: Any, *, thumbnail: bool) -> dict[str, Any]:
    if not isinstance(returned, Image.Image):
        return {"returned": type(returned).__name__}
    try:
        returned.load()
    except (OSError, ValueError, SyntaxError) as error:
        return {"returned": f"a damaged picture ({error})"}
    return {"picture": returned.resize((1, 1)) if thumbnail and min(returned.size) else returned.copy()}


@contextlib.contextmanager
def _printed() -> Iterator[list[str]]:
    """What is printed meanwhile, also by libraries that know nothing of ``sys.stdout``; there once it is over."""
    printed: list[str] = []
    kept = [os.dup(descriptor) for descriptor in STREAMS]
    with tempfile.TemporaryFile() as file:
        for descriptor in STREAMS:
            os.dup2(file.fileno(), descriptor)
        try:
            yield printed
        finally:
            sys.stdout.flush()
            for descriptor, old in zip(STREAMS, kept, strict=True):
                os.dup2(old, descriptor)
                os.close(old)
            file.seek(0)
            printed.append(file.read().decode(errors="replace"))


def _plain(fraction: Any) -> Any:
    """A fraction as a number that any process can read, or what it is instead."""
    try:
        return float(fraction)
    except Exception:  # noqa: BLE001 - what it is made of is the plugin's code
        return type(fraction).__name__


def _kind(preview: Any) -> str:
    if preview is None:
        return ""
    fine = isinstance(preview, Image.Image) and min(preview.size) > 0
    return "picture" if fine else type(preview).__name__


def _kilobytes(name: str) -> int:
    """A figure of this process's memory; 0 where the system doesn't tell."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)
