"""What the student looks at: crops of photographs and of drawn styles, some bent, recoloured, blurred or grained.

Optimisation shows an encoder pictures that no camera takes. So pictures are bent like brushwork, their colours mixed
anew, their detail blurred, exchanged or made of noise, each for a share of the crops. What was bent is softer than what
people send: half of the crops are pixel for pixel as they were.
"""

import io
import math
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

SIDE = 256
"""Photographs are cut to squares of this side before they are looked at."""
ZOOM = 0.5, 2.0
"""Pixels of a photograph per pixel of a crop that is bent."""
EXACT = 0.5
"""The share of crops that are as they were, but turned and mirrored."""
STYLED = 1 / 6
"""The share of pictures that are drawn styles, beside photographs."""


def read(path: Path) -> Tensor:
    """All pictures of a zip, the middle square of each: uint8 N x 3 x SIDE x SIDE."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if name.lower().endswith((".png", ".jpg")))
        return torch.stack([_square(archive.read(name)) for name in names])


def with_styles(photographs: Tensor, folder: Path) -> Tensor:
    """Photographs, and the drawn styles of a folder as often as it takes to be about ``STYLED`` of all."""
    styles = torch.stack([_square(path.read_bytes()) for path in sorted(folder.glob("*.jpg"))])
    times = max(1, round(STYLED / (1 - STYLED) * len(photographs) / len(styles)))
    return torch.cat((photographs, styles.repeat(times, 1, 1, 1)))


def _square(data: bytes) -> Tensor:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    side = min(image.size)
    left, top = (image.width - side) // 2, (image.height - side) // 2
    image = image.crop((left, top, left + side, top + side)).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    return torch.from_numpy(np.array(image)).permute(2, 0, 1).contiguous()


@dataclass(frozen=True)
class Chance:
    """Random numbers on a device."""

    generator: torch.Generator

    @property
    def device(self) -> torch.device:
        """Where the numbers are made."""
        return self.generator.device

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        """Evenly between ``low`` and ``high``."""
        return low + (high - low) * torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, *shape: int) -> Tensor:
        """Of mean 0 and deviation 1."""
        return torch.randn(shape, generator=self.generator, device=self.device)

    def below(self, share: float, count: int) -> Tensor:
        """True for about ``share`` of ``count`` pictures, as count x 1 x 1 x 1."""
        return self.uniform(0, 1, count, 1, 1, 1) < share

    def numbers(self, end: int, count: int) -> Tensor:
        """Whole numbers from 0 to ``end`` - 1."""
        return torch.randint(end, (count,), generator=self.generator, device=self.device)


class Photographs:
    """Draws batches of crops."""

    def __init__(self, pictures: Tensor, device: torch.device) -> None:
        self._sharp = pictures.to(device)
        self._half = functional.avg_pool2d(pictures.float(), 2).round().to(torch.uint8).to(device)

    def batch(self, count: int, side: int, chance: Chance) -> Tensor:
        """Crops, count x 3 x side x side, about in [0, 1]."""
        return torch.where(
            chance.below(EXACT, count), self._exact(count, side, chance), self._changed(count, side, chance)
        )

    def _exact(self, count: int, side: int, chance: Chance) -> Tensor:
        """Crops pixel for pixel, turned and mirrored."""
        chosen = self._sharp[chance.numbers(len(self._sharp), count)]
        corners = chance.numbers(SIDE - side + 1, 2 * count).view(count, 2).tolist()
        turns, mirrored = chance.numbers(4, count).tolist(), chance.numbers(2, count).tolist()
        crops = []
        for picture, (top, left), turn, mirror in zip(chosen, corners, turns, mirrored, strict=True):
            crop = torch.rot90(picture[:, top : top + side, left : left + side], turn, (1, 2))
            crops.append(crop.flip(2) if mirror else crop)
        return torch.stack(crops).float() / 255

    def _changed(self, count: int, side: int, chance: Chance) -> Tensor:
        crops = self._crops(count, side, chance)
        crops = torch.where(chance.below(0.3, count), _with_other_detail(crops, chance), crops)
        crops = torch.where(chance.below(0.15, count), _blurred(crops), crops)
        crops = torch.where(chance.below(0.15, count), _dabbed(crops), crops)
        crops = torch.where(chance.below(0.5, count), _recoloured(crops, chance), crops)
        crops = torch.where(chance.below(0.07, count), _cloudy(crops, chance), crops)
        grain = chance.uniform(0, 0.12, count, 1, 1, 1) * chance.normal(*crops.shape)
        return (crops + torch.where(chance.below(0.25, count), grain, 0.0)).clamp(-0.1, 1.1)

    def _crops(self, count: int, side: int, chance: Chance) -> Tensor:
        """Crops turned, mirrored and, for half of them, bent."""
        zoom = math.exp(chance.uniform(*map(math.log, ZOOM), 1).item())
        source, zoom = (self._sharp, zoom) if zoom <= 1 else (self._half, zoom / 2)
        reach = min(1.0, zoom * side / source.shape[-1])
        angle = chance.numbers(4, count) * (math.pi / 2) + 0.2 * chance.normal(count)
        mirror = 1 - 2 * chance.numbers(2, count).float()
        cosine, sine = reach * angle.cos(), reach * angle.sin()
        middle = chance.uniform(-1, 1, count, 2) * (1 - reach)
        rows = torch.stack((mirror * cosine, -sine, middle[:, 0], mirror * sine, cosine, middle[:, 1]), dim=1)
        grid = functional.affine_grid(rows.view(count, 2, 3), [count, 3, side, side], align_corners=False)
        strength = reach * 0.12 * chance.below(0.5, count) * chance.uniform(0, 1, count, 1, 1, 1)
        grid = grid + strength * _smooth(count, 2, side, 6, chance).permute(0, 2, 3, 1)
        chosen = source[chance.numbers(len(source), count)].float() / 255
        return functional.grid_sample(chosen, grid, padding_mode="reflection", align_corners=False)


def _smooth(count: int, channels: int, side: int, knots: int, chance: Chance) -> Tensor:
    small = chance.normal(count, channels, knots, knots)
    return functional.interpolate(small, size=(side, side), mode="bicubic", align_corners=False)


def _blurred(crops: Tensor) -> Tensor:
    """As the coarse levels of a pyramid show them."""
    quarter = functional.avg_pool2d(crops, 4)
    return functional.interpolate(quarter, size=crops.shape[-2:], mode="bilinear", align_corners=False)


def _with_other_detail(crops: Tensor, chance: Chance) -> Tensor:
    """Each with its neighbour's detail in its own large shapes, or on top of its own."""
    other = crops.roll(1, 0)
    detail = other - functional.avg_pool2d(other, 9, 1, 4, count_include_pad=False)
    own = functional.avg_pool2d(crops, 9, 1, 4, count_include_pad=False)
    keep = chance.uniform(0, 1, len(crops), 1, 1, 1)
    return own + keep * (crops - own) + chance.uniform(0.3, 1.0, len(crops), 1, 1, 1) * detail


def _dabbed(crops: Tensor) -> Tensor:
    """Opened and closed: dark and light dabs of one colour."""
    light = -functional.max_pool2d(-crops, 5, 1, 2)
    return functional.max_pool2d(light, 5, 1, 2)


def _recoloured(crops: Tensor, chance: Chance) -> Tensor:
    count = len(crops)
    mix = torch.eye(3, device=crops.device) + 0.3 * chance.normal(count, 3, 3)
    mean = crops.mean((2, 3), keepdim=True)
    return torch.einsum("nij,njhw->nihw", mix, crops - mean) + mean + 0.12 * chance.normal(count, 3, 1, 1)


def _cloudy(crops: Tensor, chance: Chance) -> Tensor:
    """Noise of some scale in the colours of the crops."""
    side = crops.shape[-1]
    # Each halving of the scale halves the strength, about as in photographs.
    noise = sum(0.5**octave * _smooth(len(crops), 3, side, 4 << octave, chance) for octave in range(5))
    return crops.mean((2, 3), keepdim=True) + crops.std((2, 3), keepdim=True) * noise
