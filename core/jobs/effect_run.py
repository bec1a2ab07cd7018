"""What a child does with a job: it makes the effect, runs it on the job's pictures and returns a PNG file."""

import io
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image
from pydantic import ValidationError

from core.imaging import images
from core.imaging.errors import PictureError
from core.jobs.work import Failure, WorkChannel
from core.model.clock import Clock
from core.plugins.effect import Effect
from core.plugins.errors import CheckpointError, OptionsError, WeightsError

log = logging.getLogger(__name__)

MakeEffect = Callable[[], Effect[Any]]
"""Makes an effect; it is pickled by its name in a module, perhaps with arguments in a partial."""

PREVIEW_SIDE = 512
PREVIEW_QUALITY = 80
PROGRESS_SECONDS = 0.1
"""Progress is passed on no oftener than this ..."""
PREVIEW_SECONDS = 0.5
"""... and a preview no oftener than that."""


@dataclass(frozen=True)
class EffectRun:
    """Work for a child: a run of an effect with options as JSON has them. The files are pictures by slot."""

    make: MakeEffect
    options: Mapping[str, Any]

    def __call__(self, files: Mapping[str, bytes], line: WorkChannel) -> bytes:
        """The picture as a PNG file. Raises Failure for pictures, options and weights that won't do."""
        effect = self.make()
        try:
            options = effect.options.model_validate(self.options)
            inputs = {name: _load(name, file) for name, file in files.items()}
            try:
                picture = effect.run(inputs, options, ChannelReport(line, line.resume))
            except CheckpointError as error:
                if line.resume is None:
                    raise
                log.warning("beginning anew: %s", error)
                picture = effect.run(inputs, options, ChannelReport(line, None))
        except (ValidationError, OptionsError) as error:
            raise Failure("options", str(error)) from error
        except WeightsError as error:
            raise Failure("weights", str(error)) from error
        return images.save(picture.convert("RGB"), "PNG")


class ChannelReport:
    """How an effect tells how far it is; see core.plugins.effect.Report."""

    def __init__(self, line: WorkChannel, resume: bytes | None, clock: Clock = time.monotonic) -> None:
        self.resume = resume
        self._line, self._clock = line, clock
        self._next_progress = self._next_preview = clock()

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """See Report."""
        self._line.check()
        now = self._clock()
        if preview is not None and now >= self._next_preview:
            self._next_preview = now + PREVIEW_SECONDS
            self._line.progress(fraction, _jpeg(preview))
        elif now >= self._next_progress:
            self._line.progress(fraction)
        else:
            return
        self._next_progress = now + PROGRESS_SECONDS

    def checkpoint(self, state: bytes) -> None:
        """See Report."""
        self._line.checkpoint(state)


def _load(slot: str, file: bytes) -> Image.Image:
    try:
        return images.load(file)
    except PictureError as error:
        raise Failure(f"{slot}:{error.refusal}", f"{slot}: {error}") from error


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    small = images.shrink(picture.convert("RGB"), min(PREVIEW_SIDE, max(picture.size)))
    small.save(out, "JPEG", quality=PREVIEW_QUALITY)
    return out.getvalue()
