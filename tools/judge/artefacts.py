"""Faults that eyes see in a painting and distances don't: hatching, chroma dots, rainbows and halos.

Each figure is a deviation in steps of 1/255. The painting's stands beside that of its photo, the floor, and that of its
style, which has a right to show: what a painting has beyond both is the encoder's or the optimiser's doing.
"""

from dataclasses import astuple, dataclass
from math import ceil

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from effects.features.tensors import to_tensor

WINDOW, STRIDE = 16, 8
EVEN_SHARE = 0.25
"""The share of a photo's windows that counts as flat, or as of one hue: its most even ones, so every photo has some."""

FINEST = 0.3
"""Cycles per pixel, from which on a period is of 2 to 3 px."""
CHANCE = 3.0
"""The strongest of some hundred frequencies of plain noise has so many times their mean."""

BROAD_BLUR = 6.0
PALETTE_SIZE = 512

EDGE_SHARE = 0.03
EDGE_BLUR = 1.0
RIM, PLATEAU = range(2, 5), range(7, 12)
"""Distances from an edge in pixels: where a halo is, and where a picture is itself again."""


@dataclass(frozen=True)
class Artefacts:
    """Deviations in steps of 1/255."""

    hatching: float
    dots: float
    rainbows: float
    halos: float

    def beyond(self, *others: "Artefacts") -> "Artefacts":
        """What this has more than the greatest of the others; 0 where it hasn't."""
        floors = (max(several) for several in zip(*map(astuple, others), strict=True))
        return Artefacts(*(max(0.0, own - floor) for own, floor in zip(astuple(self), floors, strict=True)))

    def lesser(self, other: "Artefacts") -> "Artefacts":
        """Of each fault the lesser figure."""
        return Artefacts(*map(min, astuple(self), astuple(other)))


@torch.no_grad()
def find(painting: Image.Image, photo: Image.Image, style: Image.Image) -> Artefacts:
    """The faults of ``painting``, looked for where ``photo``, of the same size, shows where they would be."""
    picture, guide, sample = (_opponents(to_tensor(image, torch.device("cpu"))) for image in (painting, photo, style))
    flat = _most_even(_detail(guide)[:, :1])
    return Artefacts(
        hatching=255 * _hatching(picture, flat),
        dots=255 * _dots(picture, flat),
        rainbows=255 * _rainbows(picture, guide, sample),
        halos=255 * _halos(picture, guide),
    )


def _hatching(picture: Tensor, flat: Tensor) -> float:
    """The deviation of what repeats every 2 to 3 px in one direction, in brightness.

    In the spectrum of a window it is a peak that is neither chance nor, as the edge of a stroke is, a lesser part of
    what is there at half the frequency.
    """
    windows = _windows(picture[:, :1])[flat][:, 0]
    hann = torch.hann_window(WINDOW, periodic=True)
    hann = hann[:, None] * hann
    windows = (windows - (windows * hann).sum((1, 2), keepdim=True) / hann.sum()) * hann
    power = torch.fft.fft2(windows).abs().square() / (WINDOW**2 * hann.square().sum())
    peaks = 9 * functional.avg_pool2d(functional.pad(power[:, None], (1, 1, 1, 1), mode="circular"), 3, 1)[:, 0]
    frequencies = torch.fft.fftfreq(WINDOW)
    fine = (frequencies[:, None].square() + frequencies.square()).sqrt() >= FINEST
    half = torch.div(torch.fft.fftfreq(WINDOW, 1 / WINDOW), 2, rounding_mode="trunc").long() % WINDOW
    edges = peaks[:, half][:, :, half] / 2
    chance = CHANCE * peaks[:, fine].mean(1)
    found = (peaks - torch.maximum(edges, chance[:, None, None]))[:, fine].amax(1).clamp_min(0)
    return (2 * found).mean().sqrt().item()  # a frequency and its negative are one wave


def _dots(picture: Tensor, flat: Tensor) -> float:
    """The deviation of fine detail in the colours that goes with none in brightness, as a stroke's would."""
    detail = _windows(_detail(picture))[flat].flatten(2)
    brightness, colours = detail[:, :1], detail[:, 1:]
    shared = (brightness * colours).mean(2).square() / brightness.square().mean(2).clamp_min(1e-8)
    return (colours.square().mean(2) - shared).sum(1).mean().clamp_min(0).sqrt().item()


def _rainbows(picture: Tensor, guide: Tensor, sample: Tensor) -> float:
    """How far, where the photo is of one hue, broad colours are from any mixture of the photo's there and a style's."""
    broad, own, palette = (_blur(x, BROAD_BLUR)[:, 1:] for x in (picture, guide, sample))
    even = _most_even(own)
    points, origins = (_windows(x)[even].mean((2, 3)) for x in (broad, own))
    palette = palette.flatten(2)[0].T
    palette = palette[:: ceil(len(palette) / PALETTE_SIZE)]
    paths = palette[None] - origins[:, None]
    reached = ((points - origins)[:, None] * paths).sum(2) / paths.square().sum(2).clamp_min(1e-8)
    nearest = origins[:, None] + reached.clamp(0, 1)[..., None] * paths
    return (points[:, None] - nearest).square().sum(2).amin(1).mean().sqrt().item()


def _halos(picture: Tensor, guide: Tensor) -> float:
    """How far the rims of the photo's plainest strong edges stand out more from the plateaus than they do in the photo.

    Where a painting has other contrast than its photo, it has a right to as much more or less. In brightness.
    """
    edges = _strongest_edges(guide[:, :1])
    if edges is None:
        return 0.0
    bright, dark, height = _overshoot(guide[:, :1], *edges)
    bend = (bright.abs() + dark.abs()) / height.clamp_min(1e-3)
    plain = bend <= bend.quantile(EVEN_SHARE)
    *before, height = (found[plain].mean() for found in (bright, dark, height))
    *after, grown = (found[plain].mean() for found in _overshoot(picture[:, :1], *edges))
    contrast = grown / height.clamp_min(1e-3)
    return sum((own - contrast * had).clamp_min(0).item() for own, had in zip(after, before, strict=True))


def _strongest_edges(channel: Tensor) -> tuple[Tensor, Tensor] | None:
    """The middles of the strongest edges, N x 2 places (x, y), and where their bright sides are; None without any."""
    smooth = _blur(channel, EDGE_BLUR)
    down = functional.pad(smooth[..., 2:, :] - smooth[..., :-2, :], (0, 0, 1, 1)) / 2
    across = functional.pad(smooth[..., 2:] - smooth[..., :-2], (1, 1)) / 2
    slope = (down.square() + across.square()).sqrt()
    margin = max(PLATEAU)
    inner = torch.zeros_like(slope, dtype=torch.bool)
    inner[..., margin:-margin, margin:-margin] = True
    middle = slope >= functional.max_pool2d(slope, 3, 1, 1)
    candidates = slope.where(inner & middle, 0).flatten()
    strength, index = candidates.topk(max(1, round(EDGE_SHARE * candidates.numel())))
    index = index[strength > 1e-3]
    if not len(index):
        return None
    width = slope.shape[-1]
    normals = torch.stack((across.flatten()[index], down.flatten()[index]), 1) / slope.flatten()[index, None]
    return torch.stack((index % width, index // width), 1).float(), normals


def _overshoot(channel: Tensor, origins: Tensor, normals: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of each edge, how far its bright and its dark rim go beyond their plateaus, and the height between these."""

    def mean(distances: range, side: int) -> Tensor:
        return torch.stack([_sampled(channel, origins + side * far * normals) for far in distances]).mean(0)

    plateau, opposite = mean(PLATEAU, 1), mean(PLATEAU, -1)
    sign = (plateau - opposite).sign()  # a painting may have the bright side where the photo has the dark one
    return sign * (mean(RIM, 1) - plateau), sign * (opposite - mean(RIM, -1)), (plateau - opposite).abs()


def _opponents(picture: Tensor) -> Tensor:
    """Brightness, as eyes weigh it, and what blue and red differ from it; 1 x 3 x H x W."""
    red, green, blue = picture.unbind(1)
    brightness = 0.299 * red + 0.587 * green + 0.114 * blue
    return torch.stack((brightness, 0.564 * (blue - brightness), 0.713 * (red - brightness)), 1)


def _detail(picture: Tensor) -> Tensor:
    return picture - _blur(picture, 1.5)


def _most_even(channels: Tensor) -> Tensor:
    """Which windows vary least, as a mask."""
    spread = _windows(channels).flatten(2).var(2).sum(1)
    return spread <= spread.quantile(EVEN_SHARE)


def _windows(channels: Tensor) -> Tensor:
    """1 x C x H x W as N x C x WINDOW x WINDOW."""
    count = channels.shape[1]
    found = channels[0].unfold(1, WINDOW, STRIDE).unfold(2, WINDOW, STRIDE)
    return found.permute(1, 2, 0, 3, 4).reshape(-1, count, WINDOW, WINDOW)


def _blur(picture: Tensor, deviation: float) -> Tensor:
    radius = ceil(2.5 * deviation)
    kernel = torch.exp(-torch.arange(-radius, radius + 1).square() / (2 * deviation**2))
    kernel = (kernel / kernel.sum()).expand(picture.shape[1], 1, 1, -1)
    padded = functional.pad(picture, (radius,) * 4, mode="replicate")
    rows = functional.conv2d(padded, kernel, groups=picture.shape[1])
    return functional.conv2d(rows, kernel.transpose(2, 3), groups=picture.shape[1])


def _sampled(channel: Tensor, places: Tensor) -> Tensor:
    """Values between pixels, at N x 2 places (x, y)."""
    height, width = channel.shape[-2:]
    grid = 2 * places / torch.tensor([width - 1, height - 1]) - 1
    return functional.grid_sample(channel, grid[None, None], align_corners=True).flatten()
