"""The way in: two pictures and options in, a painting out, with progress, previews and checkpoints on the way."""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from PIL import Image
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from atelier_bot import CheckpointError, Clock, OptionsError
from effects.features import precision, weights
from effects.features.encoder import Encoder
from effects.features.layers import Tick
from effects.style_transfer import classic, colours, fine
from effects.style_transfer.options import MAX_CPU_SIZE, ClassicOptions, FineOptions, StyleTransferConfig
from effects.style_transfer.progress import Every, ProgressReporter, Report
from effects.style_transfer.recipe import State, Step, WeightedStyle

HALF = "half"
"""In checkpoints: whether convolutions run in bf16."""


def open_encoder(
    effect_config: StyleTransferConfig, options: FineOptions | ClassicOptions, folder: Path, resume: bytes | None = None
) -> Encoder:
    """The encoder that is configured, read as the recipe needs it; ``folder`` keeps weights.

    A painting that is continued from ``resume`` keeps its precision. Raises WeightsError and OptionsError.
    """
    if effect_config.device == "cuda" and not torch.cuda.is_available():
        raise OptionsError("PyTorch finds no GPU here; choose the device auto or cpu")
    device = torch.device("cuda" if effect_config.device != "cpu" and torch.cuda.is_available() else "cpu")
    feature_config = classic.FEATURES if isinstance(options, ClassicOptions) else fine.FEATURES
    path = weights.find(options.default_encoder if effect_config.encoder == "auto" else effect_config.encoder, folder)
    if effect_config.precision == "auto":
        dtype = _precision_of(resume) or precision.choose(device, folder)
    else:
        dtype = torch.bfloat16 if effect_config.precision == "bf16" else torch.float32
    return Encoder.open(path, feature_config, dtype, device)


def stylize(
    content: Image.Image,
    styles: Sequence[WeightedStyle],
    options: FineOptions | ClassicOptions,
    report: Report,
    *,
    encoder: Encoder,
    preview_every: float | None = None,
    checkpoint: Callable[[bytes], None] | None = None,
    checkpoint_every: float = 5.0,
    resume: bytes | None = None,
    clock: Clock = time.monotonic,
) -> Image.Image:
    """Paints ``content``, mode RGB, in the mixed style of ``styles``.

    ``report`` is called several times a second, in the middle of steps too, and is given a preview as soon as
    the picture is sketched and then no oftener than every ``preview_every`` seconds, with 0 after every step; None
    means no previews. ``checkpoint`` is given bytes every ``checkpoint_every`` seconds; the same call
    with these as ``resume`` ends in the same painting. Raises OptionsError, CheckpointError and what ``report``
    raises, which stops the work at once.
    """
    if options.size > MAX_CPU_SIZE and encoder.device.type == "cpu":
        raise OptionsError(f"a size of {options.size} needs a GPU; without one {MAX_CPU_SIZE} is the most")
    identity = _identity(content, styles, options, encoder)
    state = None if resume is None else _read(resume, identity)
    progress = ProgressReporter(report, preview_every, clock)
    keeping = Every(checkpoint_every, clock)

    half = torch.tensor([encoder.dtype is torch.bfloat16])
    step = None
    for step in _steps(content, styles, options, encoder, progress.tick, state):
        progress.step(step.fraction, step.picture, sketched=step.sketched)
        if checkpoint is not None and step.fraction < 1 and keeping.due():
            checkpoint(save({"identity": identity, HALF: half, **step.state()}))
    assert step is not None  # every painting takes steps, and checkpoints are of unfinished ones
    return step.picture()


def _steps(
    content: Image.Image,
    styles: Sequence[WeightedStyle],
    options: FineOptions | ClassicOptions,
    encoder: Encoder,
    tick: Tick,
    resume: State | None,
) -> Iterator[Step]:
    if isinstance(options, ClassicOptions):
        if len(styles) != 1:
            raise OptionsError("the recipe classic takes one style; fine takes several")
        yield from classic.paint(content, styles[0].image, encoder, options, tick, resume)
    elif options.keep_colours:
        brushwork = [WeightedStyle(colours.luminance(style.image, content), style.weight) for style in styles]
        for step in fine.paint(colours.grey(content), brushwork, encoder, options, tick, resume, grey=True):
            yield replace(step, picture=partial(_in_colours, step, content))
    elif all(colours.colourless(image) for image in (content, *(style.image for style in styles))):
        shades = [WeightedStyle(colours.grey(style.image), style.weight) for style in styles]
        yield from fine.paint(colours.grey(content), shades, encoder, options, tick, resume, grey=True)
    else:
        yield from fine.paint(content, styles, encoder, options, tick, resume)


def _in_colours(step: Step, content: Image.Image) -> Image.Image:
    return colours.restore(step.picture(), content)


def _identity(
    content: Image.Image, styles: Sequence[WeightedStyle], options: FineOptions | ClassicOptions, encoder: Encoder
) -> Tensor:
    """A digest of all that a painting depends on, so that no checkpoint is continued as another painting."""
    digest = hashlib.sha256(f"{options.model_dump_json()} {encoder.metadata} {encoder.dtype}".encode())
    digest.update(repr([style.weight for style in styles]).encode())
    for image in (content, *(style.image for style in styles)):
        digest.update(repr(image.size).encode() + image.tobytes())
    return torch.tensor(list(digest.digest()), dtype=torch.uint8)


def _precision_of(checkpoint: bytes | None) -> torch.dtype | None:
    """The precision of the painting that a checkpoint is of; None where there is none, or it can't be read."""
    try:
        half = None if checkpoint is None else load(checkpoint).get(HALF)
    except SafetensorError:
        return None  # ``stylize`` says what is wrong with it
    if half is None:
        return None
    return torch.bfloat16 if half.item() else torch.float32


def _read(checkpoint: bytes, identity: Tensor) -> dict[str, Tensor]:
    try:
        state = load(checkpoint)
    except SafetensorError as error:
        raise CheckpointError(f"the checkpoint is damaged ({error})") from error
    if "identity" not in state or not torch.equal(state.pop("identity"), identity):
        raise CheckpointError("the checkpoint is of other pictures, options or weights")
    state.pop(HALF, None)
    return state
