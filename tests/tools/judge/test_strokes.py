"""The length of strokes, on patterns whose scale is known."""

import pytest
import torch
from PIL import Image
from torch.nn import functional

from core.nst.tensors import to_image
from tools.judge import strokes
from tools.judge.strokes import Strokes

SIDE = 256
GREY = Image.new("RGB", (SIDE, SIDE), (128, 128, 128))


def blotches(scale: int, background: float = 0.0) -> Image.Image:
    """Noise whose grains are ``scale`` pixels wide, on a broad wave."""
    grains = torch.rand(1, 1, SIDE // scale, SIDE // scale, generator=torch.Generator().manual_seed(scale)) - 0.5
    grains = functional.interpolate(grains, size=(SIDE, SIDE), mode="bicubic")
    wave = background * torch.sin(2 * torch.pi * torch.arange(SIDE) / SIDE)
    return to_image((0.5 + 0.5 * grains + wave).expand(1, 3, SIDE, SIDE))


@pytest.mark.parametrize("scale", [2, 4])
def test_grains_twice_as_large_are_measured_twice_as_large(scale: int) -> None:
    ratio = strokes.length(blotches(2 * scale), GREY) / strokes.length(blotches(scale), GREY)
    assert ratio == pytest.approx(2, rel=0.15)


def test_broad_changes_of_colour_are_no_strokes() -> None:
    assert strokes.length(blotches(4, background=0.2), GREY) == pytest.approx(
        strokes.length(blotches(4), GREY), rel=0.1
    )


def test_what_the_photo_has_itself_is_no_stroke() -> None:
    photo = blotches(8)
    painted = Image.blend(photo, blotches(3), 0.1)
    assert strokes.length(painted, photo) < strokes.length(photo, GREY)


def test_the_ratio_needed_is_of_all_pairs() -> None:
    (bound,) = strokes.bounds([Strokes("a-x", 2.0, 6.0), Strokes("b-y", 3.0, 3.0)])
    assert bound.found == pytest.approx(3**0.5)
    assert bound.reached
