"""How large the strokes of a painting are: at style scale 2 they are to be twice those at 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import geometric_mean

import torch
from PIL import Image
from torch import Tensor

from core.nst.options import FineOptions
from core.nst.tensors import to_tensor
from tools.bounds import Bound
from tools.judge.paintings import Painter, Pair

LONGEST = 8
"""Strokes are shorter than the short side over this; what changed more broadly is colour."""
LEAST_RATIO = 1.6


@dataclass(frozen=True)
class Strokes:
    """A pair and the length of its strokes, in pixels, at style scale 1 and 2."""

    name: str
    once: float
    twice: float


def measure(pair: Pair, painter: Painter, size: int) -> Strokes:
    """Paints a pair at both scales."""
    photo, style = pair.open(size)
    once, twice = (
        length(painter.paint(photo, style, FineOptions(size=size, style_scale=scale)), photo) for scale in (1.0, 2.0)
    )
    return Strokes(pair.name, once, twice)


def bounds(found: Sequence[Strokes]) -> list[Bound]:
    """What is needed in the mean."""
    ratio = geometric_mean(strokes.twice / strokes.once for strokes in found)
    return [Bound("strokes at style scale 2 over those at 1", ratio, ">=", LEAST_RATIO)]


@torch.no_grad()
def length(painting: Image.Image, photo: Image.Image) -> float:
    """The autocorrelation length of what was painted onto a photo of the same size, in pixels.

    It is the distance at which the correlation of the brightness that changed, its broad changes left out, has fallen
    to a half, in the mean of all directions.
    """
    ours, before = (to_tensor(image, torch.device("cpu")).mean(1)[0] for image in (painting, photo))
    change = ours - before
    spectrum = torch.fft.rfft2(change - change.mean())
    height, width = change.shape
    frequency = (torch.fft.fftfreq(height)[:, None].square() + torch.fft.rfftfreq(width).square()).sqrt()
    power = spectrum.abs().square() * (frequency > LONGEST / min(height, width) / 2)
    correlation = torch.fft.irfft2(power, s=(height, width))
    return _fall(correlation / correlation[0, 0].clamp_min(1e-12))


def _fall(correlation: Tensor) -> float:
    """Where the mean over directions falls below a half, between whole pixels."""
    height, width = correlation.shape
    down, across = (torch.fft.fftfreq(side, 1 / side) for side in (height, width))
    distance = (down[:, None].square() + across.square()).sqrt().round().long()
    rings = torch.zeros(int(distance.max()) + 1).index_add_(0, distance.flatten(), correlation.flatten())
    rings /= torch.bincount(distance.flatten())
    first = int((rings < 0.5).nonzero()[0])
    before, after = rings[first - 1].item(), rings[first].item()
    return first - 1 + (before - 0.5) / (before - after)
