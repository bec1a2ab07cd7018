"""What a child does with a job: it makes the effect, runs it on the job's pictures and returns a PNG file."""

import io
import logging
import math
import time
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pydantic import ValidationError

from core.imaging import images
from core.imaging.errors import PictureError
from core.imaging.side_by_side import side_by_side
from core.jobs.work import Failure, WorkChannel
from core.model.clock import Clock
from core.plugins.effect import Effect
from core.plugins.errors import CheckpointError, OptionsError, Rejected, WeightsError, reason

log = logging.getLogger(__name__)

MakeEffect = Callable[[], Effect[Any]]
"""Makes an effect; it is pickled by its name in a module, perhaps with arguments in a partial."""

PREVIEW_SIDE = 512
PREVIEW_QUALITY = 80
MAX_RESULT_BYTES = 100_000_000
MAX_CHECKPOINT_BYTES = 1 << 28
"""What a job may keep to continue from: a painting of 2048 x 2048 px and its two moments are 151 MB."""
PROGRESS_SECONDS = 0.1
"""Progress is passed on no oftener than this ..."""
PREVIEW_SECONDS = 0.5
"""... and a preview no oftener than that."""


@dataclass(frozen=True)
class EffectRun:
    """Work for a child: a run of an effect with options as JSON has them. The files are pictures by slot.

    With ``variants`` it is a run with each of these options instead, and their pictures side by side.
    """

    make: MakeEffect
    options: Mapping[str, Any]
    variants: Sequence[Mapping[str, Any]] = ()

    def __call__(self, files: MutableMapping[str, bytes], line: WorkChannel) -> bytes:
        """The picture as a PNG file. Raises Failure for pictures, options, weights and results that won't do."""
        effect = self.make()
        wanted = [_options(effect, values) for values in self.variants or (self.options,)]
        inputs = {name: _load(name, files.pop(name)) for name in list(files)}
        try:
            if not self.variants:
                return _png(_run(effect, inputs, wanted[0], line))
            parts = [PartOfWork(line, done, len(wanted)) for done in range(len(wanted))]
            pictures = [_run(effect, _copied(inputs), one, part) for one, part in zip(wanted, parts, strict=True)]
            return _png(side_by_side(pictures))
        except Rejected as error:
            raise Failure(error.told, str(error)) from error
        except OptionsError as error:
            raise Failure("options", str(error)) from error
        except WeightsError as error:
            raise Failure("weights", str(error)) from error


class PartOfWork:
    """The channel of one of ``of`` equal parts of some work, of which ``done`` are done; see WorkChannel.

    Parts are short: they show no previews and keep nothing to continue from.
    """

    resume = None

    def __init__(self, line: WorkChannel, done: int, of: int) -> None:
        self._line, self._done, self._of = line, done, of

    def progress(self, fraction: float, preview: bytes | None = None) -> None:  # noqa: ARG002 - of a part alone
        """Says how far all of the work is."""
        self._line.progress((self._done + fraction) / self._of)

    def checkpoint(self, state: bytes) -> None:
        """Keeps nothing."""

    def check(self) -> None:
        """See WorkChannel."""
        self._line.check()


class ChannelReport:
    """How an effect tells how far it is; see core.plugins.effect.Report.

    What isn't what it should be is left out, with a line in the log: the picture may be fine all the same.
    """

    def __init__(self, line: WorkChannel, resume: bytes | None, clock: Clock = time.monotonic) -> None:
        self.resume = resume
        self._line, self._clock = line, clock
        self._next_progress = self._next_preview = clock()
        self._complaints: set[str] = set()

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """See Report."""
        self._line.check()
        now = self._clock()
        done = self._fraction(fraction)
        if done is None:
            return
        if preview is not None and now >= self._next_preview:
            self._next_preview = now + PREVIEW_SECONDS
            self._line.progress(done, self._jpeg(preview))
        elif now >= self._next_progress:
            self._line.progress(done)
        else:
            return
        self._next_progress = now + PROGRESS_SECONDS

    def checkpoint(self, state: bytes) -> None:
        """See Report."""
        if not isinstance(state, bytes):
            self._complain("a checkpoint should be bytes, not %s", type(state).__name__)
        elif len(state) > MAX_CHECKPOINT_BYTES:
            self._complain("a checkpoint may have %d MB at most", MAX_CHECKPOINT_BYTES // 1_000_000)
        else:
            self._line.checkpoint(state)

    def _fraction(self, said: object) -> float | None:
        try:
            fraction = float(said)  # type: ignore[arg-type]  # whatever can be a number: NumPy's and PyTorch's, too
        except Exception:  # noqa: BLE001 - what it is made of is the plugin's code
            fraction = math.nan
        if math.isnan(fraction):
            self._complain("how far it is should be a number from 0 to 1, not %s", type(said).__name__)
            return None
        return min(1.0, max(0.0, fraction))

    def _jpeg(self, preview: object) -> bytes | None:
        if isinstance(preview, Image.Image) and min(preview.size) > 0:
            try:
                return _jpeg(preview)
            except (OSError, ValueError, SyntaxError) as error:
                self._complain("a preview can't be saved: %s", reason(error))
        else:
            self._complain("a preview should be a picture, not %s", type(preview).__name__)
        return None

    def _complain(self, text: str, *arguments: object) -> None:
        """Says what is left out, once for each kind of thing."""
        if text not in self._complaints:
            self._complaints.add(text)
            log.warning(f"left out: {text}", *arguments)


def _options(effect: Effect[Any], values: Mapping[str, Any]) -> Any:
    try:
        return effect.options.model_validate(values)
    except ValidationError as error:
        raise Failure("options", str(error)) from error


def _run(effect: Effect[Any], inputs: Mapping[str, Image.Image], options: Any, line: WorkChannel) -> Image.Image:
    """The effect's picture, mode RGB; one that can't be continued is begun anew."""
    try:
        return _rgb(effect.run(inputs, options, ChannelReport(line, line.resume)))
    except CheckpointError as error:
        if line.resume is None:
            raise
        log.warning("beginning anew: %s", error)
        return _rgb(effect.run(inputs, options, ChannelReport(line, None)))


def _copied(inputs: Mapping[str, Image.Image]) -> dict[str, Image.Image]:
    """Pictures that an effect may draw on without the next run's being others."""
    return {slot: picture.copy() for slot, picture in inputs.items()}


def _load(slot: str, file: bytes) -> Image.Image:
    try:
        return images.load(file)
    except PictureError as error:
        raise Failure(f"{slot}:{error.refusal}", f"{slot}: {error}") from error


def _rgb(picture: object) -> Image.Image:
    """What an effect returned, in mode RGB. Raises Failure where it is no picture."""
    if not isinstance(picture, Image.Image):
        raise Failure("error", f"the effect returned {type(picture).__name__} and no picture")
    if min(picture.size) < 1:
        raise Failure("error", f"the effect returned a picture of {picture.width} x {picture.height} px")
    try:
        return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError) as error:  # one that was opened and not read yet may turn out damaged
        raise Failure("error", f"the effect returned a picture that can't be saved: {reason(error)}") from error


def _png(picture: Image.Image) -> bytes:
    """A result as a file. Raises Failure where it can't be one."""
    try:
        data = images.save(picture, "PNG")
    except (OSError, ValueError, SyntaxError) as error:
        raise Failure("error", f"the effect returned a picture that can't be saved: {reason(error)}") from error
    if len(data) > MAX_RESULT_BYTES:
        raise Failure("error", f"the effect returned a picture of {len(data) // 1_000_000} MB")
    return data


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    small = images.shrink(picture.convert("RGB"), min(PREVIEW_SIDE, max(picture.size)))
    small.save(out, "JPEG", quality=PREVIEW_QUALITY)
    return out.getvalue()
