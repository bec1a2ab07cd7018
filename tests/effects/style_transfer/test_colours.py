"""Painting in the photo's own colours changes luminance only."""

import pytest
from PIL import Image, ImageStat

from effects.style_transfer import colours
from tests.conftest import picture


def test_the_styles_luminance_takes_the_photos_mean_and_deviation() -> None:
    content, style = picture(80, 60, 0).point(lambda value: value // 3 + 90), picture(50, 50, 1)
    expected, found = ImageStat.Stat(colours.grey(content)), ImageStat.Stat(colours.luminance(style, content))
    assert found.mean == pytest.approx(expected.mean, abs=2)
    assert found.stddev == pytest.approx(expected.stddev, abs=2)


def test_both_are_grey_in_mode_rgb_and_keep_their_sizes() -> None:
    content, style = picture(80, 60, 0), picture(50, 40, 1)
    for image, original in ((colours.grey(content), content), (colours.luminance(style, content), style)):
        red, green, blue = image.split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()
        assert image.size == original.size


@pytest.mark.parametrize("flat", [0, 128, 255])
def test_pictures_of_one_grey_do_no_harm(flat: int) -> None:
    grey = Image.new("RGB", (40, 40), (flat,) * 3)
    for content, style in ((grey, picture(40, 40, 0)), (picture(40, 40, 0), grey), (grey, grey)):
        assert colours.luminance(style, content).mode == "RGB"


def test_grey_is_told_from_colours_as_faint_as_jpegs_rounding() -> None:
    grey = colours.grey(picture(40, 40, 0))
    red, green, blue = grey.split()
    assert colours.colourless(grey)
    assert colours.colourless(Image.merge("RGB", (red.point(lambda value: min(255, value + 3)), green, blue)))
    assert not colours.colourless(Image.merge("RGB", (red, green.point(lambda value: value // 2), blue)))


def test_the_photos_own_luminance_gives_the_photo_back() -> None:
    content = picture(64, 48, 3)
    restored = colours.restore(content.convert("L").convert("RGB"), content)
    for found, expected in zip(ImageStat.Stat(restored).mean, ImageStat.Stat(content).mean, strict=True):
        assert found == pytest.approx(expected, abs=1.5)


def test_colours_are_fitted_to_the_paintings_size() -> None:
    red = Image.new("RGB", (100, 50), (200, 30, 30))
    painting = colours.restore(Image.new("RGB", (40, 20), (90, 90, 90)), red)
    assert painting.size == (40, 20)
    colour = painting.getpixel((20, 10))
    assert isinstance(colour, tuple)
    assert colour[0] > colour[1] + 80
