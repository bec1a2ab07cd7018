"""How large the strokes of a painting are: at style scale 2 they are to be twice those at 1.

Two measures. The zoom of the style picture that a painting is most like, by the judge's Gram matrices, is the one that
counts. The autocorrelation length of what was painted tells: pictures are much alike at all scales, and the styles
themselves, twice as large, have 0.7 to 1.3 times the length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import geometric_mean, mean

import torch
from PIL import Image
from rich.table import Table
from torch import Tensor

from core.imaging import images
from effects.features.tensors import to_tensor
from effects.style_transfer.options import FineOptions
from tools.bounds import Bound
from tools.judge.paintings import Painter, Pair
from tools.judge.verdict import Judge

STEP = 2**0.5
ZOOMS = tuple(STEP**power for power in range(-2, 4))
"""0.5 to 2.8 times the style's size at style scale 1."""
LONGEST = 4
"""Strokes are shorter than the short side over this; what changed more broadly is colour."""
LEAST_RATIO = 1.7


@dataclass(frozen=True)
class Strokes:
    """A painting's strokes: the zoom of the style that it is most like, and their autocorrelation length in pixels."""

    zoom: float
    length: float


@dataclass(frozen=True)
class ScaledPair:
    """The strokes of a pair at style scale 1 and 2."""

    name: str
    once: Strokes
    twice: Strokes


def measure(pair: Pair, painter: Painter, judge: Judge, size: int) -> ScaledPair:
    """Paints a pair at both scales."""
    photo, style = pair.open(size)
    whole = images.load(pair.style.read_bytes())
    zoomed = [judge.look(images.shrink(whole, round(size * zoom)))[0] for zoom in ZOOMS]

    def strokes(scale: float) -> Strokes:
        painting = painter.paint(photo, style, FineOptions(size=size, style_scale=scale))
        return Strokes(nearest_zoom(judge.look(painting)[0], zoomed), length(painting, photo))

    return ScaledPair(pair.name, strokes(1.0), strokes(2.0))


def bounds(found: Sequence[ScaledPair]) -> list[Bound]:
    """What is needed in the mean."""
    ratio = geometric_mean(pair.twice.zoom / pair.once.zoom for pair in found)
    return [Bound("strokes at style scale 2 over those at 1, by zoom", ratio, ">=", LEAST_RATIO)]


def table(found: Sequence[ScaledPair]) -> Table:
    """A row a pair."""
    rows = Table("strokes", "zoom at 1", "at 2", "length at 1, px", "at 2")
    for pair in found:
        figures = (pair.once.zoom, pair.twice.zoom, pair.once.length, pair.twice.length)
        rows.add_row(pair.name, *(f"{figure:.2f}" for figure in figures))
    return rows


def nearest_zoom(grams: Sequence[Tensor], zoomed: Sequence[Sequence[Tensor]]) -> float:
    """The one of ZOOMS whose Gram matrices point most nearly as these do, or what a parabola says is between them."""
    alike = [mean(_cosine(own, other) for own, other in zip(grams, style, strict=True)) for style in zoomed]
    best = alike.index(max(alike))
    if best in (0, len(alike) - 1):
        return ZOOMS[best]
    before, peak, after = alike[best - 1 : best + 2]
    offset = (before - after) / (2 * (before - 2 * peak + after))
    return float(ZOOMS[best] * STEP**offset)


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
    power = spectrum.abs().square() * (frequency > LONGEST / min(height, width))
    correlation = torch.fft.irfft2(power, s=(height, width))
    return _fall(correlation / correlation[0, 0].clamp_min(1e-12))


def _fall(correlation: Tensor) -> float:
    """Where the mean over directions falls below a half, between whole pixels; 0 if nothing is correlated at all."""
    height, width = correlation.shape
    down, across = (torch.fft.fftfreq(side, 1 / side) for side in (height, width))
    distance = (down[:, None].square() + across.square()).sqrt().round().long()
    rings = torch.zeros(int(distance.max()) + 1).index_add_(0, distance.flatten(), correlation.flatten())
    rings /= torch.bincount(distance.flatten())
    first = int((rings < 0.5).nonzero()[0])
    if first == 0:
        return 0.0
    before, after = rings[first - 1].item(), rings[first].item()
    return first - 1 + (before - 0.5) / (before - after)


def _cosine(one: Tensor, other: Tensor) -> float:
    return ((one * other).sum() / (one.norm() * other.norm()).clamp_min(1e-12)).item()
