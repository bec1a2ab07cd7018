"""Each small painting foretells the large one of its own options, and the work can be watched and stopped."""

import pytest
from PIL import Image, ImageStat

from effects.features.encoder import Encoder
from effects.style_transfer import fine
from effects.style_transfer.options import Detail, FineOptions
from effects.style_transfer.recipe import WeightedStyle
from effects.style_transfer.stylize import stylize
from effects.style_transfer.variant_paintings import paint_variants
from effects.style_transfer.variants import variants
from tests.conftest import SMALL, picture, small_weights

BLUE, RED = (20, 60, 200), (200, 60, 20)
LARGE, TINY = FineOptions(size=256, detail=Detail.DRAFT, seed=3), FineOptions(size=64)


def tinted(width: int, height: int, seed: int, colour: tuple[int, int, int]) -> Image.Image:
    return Image.blend(picture(width, height, seed), Image.new("RGB", (width, height), colour), 0.7)


CONTENT, STYLES = tinted(256, 192, 0, BLUE), [WeightedStyle(tinted(192, 192, 1, RED))]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(*small_weights(SMALL), fine.FEATURES)


@pytest.fixture(scope="module")
def painted(encoder: Encoder) -> list[tuple[FineOptions, Image.Image]]:
    return list(paint_variants(CONTENT, STYLES, LARGE, lambda *_: None, encoder=encoder))


def test_each_comes_small_with_the_options_to_paint_it_large(painted: list[tuple[FineOptions, Image.Image]]) -> None:
    assert tuple(options for options, _ in painted) == variants(LARGE)
    assert {image.size for _, image in painted} == {(128, 96)}


def test_the_large_painting_has_the_palette_of_its_own_small_one(
    painted: list[tuple[FineOptions, Image.Image]], encoder: Encoder
) -> None:
    """The bluer the photo and the redder the style, the more the palette says of how daring a painting is."""

    def redness(image: Image.Image) -> float:
        red, _, blue = ImageStat.Stat(image).mean
        return red - blue

    lighter, bolder = painted[0], painted[1]
    for (options, own), (_, other) in ((lighter, bolder), (bolder, lighter)):
        large = redness(stylize(CONTENT, STYLES, options, lambda *_: None, encoder=encoder))
        assert abs(large - redness(own)) < abs(large - redness(other)) / 2


def test_progress_rises_to_1_over_all_of_them(encoder: Encoder) -> None:
    told: list[float] = []
    list(paint_variants(CONTENT, STYLES, TINY, lambda fraction, _: told.append(fraction), encoder=encoder))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert any(0 < fraction < 1 / 3 for fraction in told)


@pytest.mark.parametrize("share", [0.1, 0.5])
def test_raising_stops_at_once(share: float, encoder: Encoder) -> None:
    told: list[float] = []

    def report(fraction: float, _preview: Image.Image | None) -> None:
        told.append(fraction)
        if fraction > share:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(paint_variants(CONTENT, STYLES, TINY, report, encoder=encoder))
    assert sum(fraction > share for fraction in told) == 1
