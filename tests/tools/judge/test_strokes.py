"""The length of strokes, on patterns whose scale is known."""

import pytest
import torch
from PIL import Image
from torch.nn import functional

from effects.features.tensors import to_image
from tools.judge import strokes
from tools.judge.strokes import ZOOMS, ScaledPair, Strokes

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


def test_a_photo_that_was_not_painted_has_no_strokes() -> None:
    assert strokes.length(GREY, GREY) == 0


def test_the_zoom_is_that_of_the_style_most_alike_whatever_the_contrast() -> None:
    zoomed = [[torch.tensor([1.0, 0.3 * number])] for number in range(len(ZOOMS))]
    assert strokes.nearest_zoom([5 * zoomed[0][0]], zoomed) == ZOOMS[0]
    assert strokes.nearest_zoom([0.1 * zoomed[-1][0]], zoomed) == ZOOMS[-1]
    assert strokes.nearest_zoom(zoomed[3], zoomed) == pytest.approx(ZOOMS[3], rel=0.1)
    between = [(zoomed[2][0] + zoomed[3][0]) / 2]
    assert ZOOMS[2] < strokes.nearest_zoom(between, zoomed) < ZOOMS[3]


def test_the_ratio_needed_is_of_all_pairs_by_zoom() -> None:
    pairs = [
        ScaledPair("a-x", Strokes(0.9, 3.0), Strokes(2.7, 3.0)),
        ScaledPair("b-y", Strokes(1.0, 3.0), Strokes(1.0, 9.0)),
    ]
    (bound,) = strokes.bounds(pairs)
    assert bound.found == pytest.approx(3**0.5)
    assert bound.reached
