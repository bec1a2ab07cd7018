"""Pictures whose faults are known, and a small encoder."""

from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file
from torch import Tensor

from effects.features.tensors import to_image
from effects.features.weights_metadata import RELU_TAPS, WeightsMetadata, shapes

SIDE = 128
WIDTHS = (4, 4, 4, 4, 8, 4, 4, 4, 8, 4, 4, 4, 8)


def write_encoder(path: Path) -> Path:
    """An encoder with all taps and random weights."""
    generator = torch.Generator().manual_seed(0)
    weights = {
        name: torch.randn(shape, generator=generator) * ((2 / (9 * shape[1])) ** 0.5 if len(shape) == 4 else 0.1)
        for name, shape in shapes(WIDTHS).items()
    }
    metadata = WeightsMetadata(name="random", licence="MIT", trained_on="nothing", widths=WIDTHS, taps=RELU_TAPS)
    save_file(weights, path, metadata.to_strings())
    return path


def noise(seed: int, width: int = 64, height: int = 64) -> Image.Image:
    """A picture of as many colours as pixels."""
    return to_image(torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(seed)))


def landscape(sky: tuple[float, float, float], hill: tuple[float, float, float]) -> Tensor:
    """A sky that grows paler downwards over a hill with a straight slope: 1 x 3 x SIDE x SIDE."""
    across, down = grid()
    paler = 0.15 * down / SIDE
    inside = (ridge_distance() / 1.5).clamp(-1, 1) / 2 + 0.5
    colours = [
        inside * (ground + 0.1 * across / SIDE) + (1 - inside) * (air + paler)
        for air, ground in zip(sky, hill, strict=True)
    ]
    return torch.stack(colours)[None]


def grid() -> tuple[Tensor, Tensor]:
    """The columns and the rows of all pixels, SIDE x SIDE each."""
    side = torch.arange(SIDE, dtype=torch.float32)
    return side.expand(SIDE, SIDE), side[:, None].expand(SIDE, SIDE)


def ridge_distance() -> Tensor:
    """How far each pixel is inside the hill, in pixels; negative in the sky."""
    across, down = grid()
    return (down - 0.3 * across - 50) / (1 + 0.3**2) ** 0.5
