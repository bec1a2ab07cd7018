"""Every mode, depth and colour space becomes RGB in sRGB, transparency over white."""

import math
import struct
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.imaging.images import load
from core.imaging.srgb import srgb_profile
from tests.core.imaging.harness import PNG_CHANNELS, RED, SIZE, assert_colour, chunk, encode, plain, png, tiff

WHITE = 255, 255, 255


@pytest.mark.parametrize(
    ("image", "format", "colour"),
    [
        pytest.param(plain("L", 90), "PNG", (90, 90, 90), id="greyscale"),
        pytest.param(plain("1", 1), "PNG", WHITE, id="bilevel"),
        pytest.param(plain("RGB", RED).convert("P"), "PNG", (204, 51, 51), id="palette"),
        pytest.param(plain("CMYK", (0, 255, 255, 0)), "JPEG", (255, 0, 0), id="CMYK"),
        pytest.param(plain("LAB", (128, 128, 128)), "TIFF", (119, 119, 119), id="Lab"),
        pytest.param(plain("YCbCr", (128, 128, 128)), "TIFF", (128, 128, 128), id="YCbCr"),
        pytest.param(plain("RGBA", (*RED, 255)), "PNG", RED, id="opaque alpha"),
        pytest.param(plain("RGBA", (0, 0, 0, 0)), "PNG", WHITE, id="transparent"),
        pytest.param(plain("RGBA", (0, 0, 0, 128)), "WEBP", (127, 127, 127), id="half transparent"),
        pytest.param(plain("RGBA", (0, 0, 0, 128)), "TIFF", (127, 127, 127), id="half transparent TIFF"),
        pytest.param(plain("LA", (0, 0)), "PNG", WHITE, id="transparent grey"),
        pytest.param(plain("PA", (0, 0)), "TIFF", WHITE, id="palette with alpha"),
    ],
)
def test_every_mode_becomes_rgb(image: Image.Image, format: str, colour: tuple[int, int, int]) -> None:
    found = load(encode(image, format))
    assert found.mode == "RGB"
    assert_colour(found, colour)


def test_grey_that_is_premultiplied_by_alpha() -> None:
    data = encode(plain("LA", (90, 255)), "TIFF")
    extra_sample = struct.Struct("<HHIHH")
    premultiplied = data.replace(extra_sample.pack(338, 3, 1, 2, 0), extra_sample.pack(338, 3, 1, 1, 0))
    assert premultiplied != data
    assert_colour(load(premultiplied), (90, 90, 90))


def test_a_transparent_palette_entry_is_white() -> None:
    assert_colour(load(encode(plain("P", 0), "GIF", transparency=0)), WHITE)


DEPTHS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (4, 8), (4, 16), (6, 8), (6, 16)]
"""PNG's colour types that have no palette, and the bits that their samples may have."""


class TestPng:
    """Every colour type at every depth."""

    @settings(deadline=None)
    @given(kind=st.sampled_from(DEPTHS), share=st.floats(0, 1))
    def test_a_level_is_that_level_of_white(self, kind: tuple[int, int], share: float) -> None:
        colour, depth = kind
        white = 2**depth - 1
        level = round(share * white)
        pixel = [level] * PNG_CHANNELS[colour]
        if colour in (4, 6):
            pixel[-1] = white
        expected = round(level * 255 / white)
        assert_colour(load(png(depth, colour, pixel)), (expected,) * 3, within=1)

    @settings(deadline=None)
    @given(kind=st.sampled_from([kind for kind in DEPTHS if kind[0] in (0, 2)]), share=st.floats(0, 1))
    def test_a_level_that_stands_for_transparency_is_white(self, kind: tuple[int, int], share: float) -> None:
        colour, depth = kind
        pixel = [round(share * (2**depth - 1))] * PNG_CHANNELS[colour]
        key = chunk(b"tRNS", struct.pack(f">{len(pixel)}H", *pixel))
        assert_colour(load(png(depth, colour, pixel, key)), WHITE)

    @settings(deadline=None)
    @given(kind=st.sampled_from([kind for kind in DEPTHS if kind[0] in (0, 2)]), share=st.floats(0, 1))
    def test_other_levels_stay_what_they_are(self, kind: tuple[int, int], share: float) -> None:
        colour, depth = kind
        white = 2**depth - 1
        pixel = [round(share * white)] * PNG_CHANNELS[colour]
        key = chunk(b"tRNS", struct.pack(f">{len(pixel)}H", *(level ^ 1 << depth - 1 for level in pixel)))
        expected = round(pixel[0] * 255 / white)
        assert_colour(load(png(depth, colour, pixel, key)), (expected,) * 3, within=1)

    @pytest.mark.parametrize("depth", [8, 16])
    @pytest.mark.parametrize("colour", [4, 6])
    def test_no_alpha_is_white(self, colour: int, depth: int) -> None:
        assert_colour(load(png(depth, colour, [0] * PNG_CHANNELS[colour])), WHITE)


def ramp(code: str, value: Callable[[float], float], order: str = "<") -> bytes:
    """Pixels of a greyscale ramp: ``value`` of 0 at the left to 1 at the right, packed by struct's code."""
    width, height = SIZE
    numbers = [value(x / (width - 1)) for x in range(width)]
    whole = [number if code in "fd" else round(number) for number in numbers]
    return struct.pack(f"{order}{width}{code}", *whole) * height


def levels(image: Image.Image) -> list[int]:
    """The row in the middle."""
    assert image.mode == "RGB"
    row = image.crop((0, image.height // 2, image.width, image.height // 2 + 1)).getchannel("G")
    return list(row.tobytes())


RAMP = [round(255 * x / (SIZE[0] - 1)) for x in range(SIZE[0])]


def assert_ramp(data: bytes, expected: list[int] = RAMP) -> None:
    assert all(abs(found - level) <= 1 for found, level in zip(levels(load(data)), expected, strict=True))


@pytest.mark.parametrize("order", ["<", ">"])
class TestTiff:
    """Greyscale of every depth, of both byte orders; what matters is that black is black, white white."""

    def test_16_bits(self, order: str) -> None:
        assert_ramp(tiff(ramp("H", lambda x: 65535 * x, order), bits=16, order=order))

    def test_dark_16_bits_stay_dark(self, order: str) -> None:
        assert_ramp(tiff(ramp("H", lambda _: 300, order), bits=16, order=order), [1] * SIZE[0])

    def test_16_bits_with_a_sign(self, order: str) -> None:
        assert_ramp(tiff(ramp("h", lambda x: 32767 * x, order), bits=16, sample_format=2, order=order))

    @pytest.mark.parametrize("white", [255, 65535, 2**31 - 1])
    def test_32_bits_of_any_range(self, order: str, white: int) -> None:
        assert_ramp(tiff(ramp("i", lambda x: white * x, order), bits=32, sample_format=2, order=order))

    @pytest.mark.parametrize("white", [1.0, 40.0, 3000.0, 1e9])
    def test_floating_point_of_any_range(self, order: str, white: float) -> None:
        assert_ramp(tiff(ramp("f", lambda x: white * x, order), bits=32, sample_format=3, order=order))

    def test_dark_floating_point_stays_dark(self, order: str) -> None:
        pixels = ramp("f", lambda x: 0.5 * x, order)
        assert_ramp(tiff(pixels, bits=32, sample_format=3, order=order), [level // 2 for level in RAMP])

    def test_numbers_under_nought_are_darker(self, order: str) -> None:
        assert_ramp(tiff(ramp("f", lambda x: 200 * x - 100, order), bits=32, sample_format=3, order=order))

    @pytest.mark.parametrize("hole", [math.nan, math.inf, -math.inf, -3.4e38])
    def test_pixels_without_a_value_leave_the_others_as_they_are(self, order: str, hole: float) -> None:
        pixels = ramp("f", lambda x: 3000 * x if x > 0 else hole, order)
        found = levels(load(tiff(pixels, bits=32, sample_format=3, order=order)))
        assert all(abs(level - expected) <= 5 for level, expected in zip(found[1:], RAMP[1:], strict=True))

    def test_white_may_be_nought_in_floating_point(self, order: str) -> None:
        pixels = ramp("f", lambda x: x, order)
        assert_ramp(tiff(pixels, bits=32, sample_format=3, photometric=0, order=order), RAMP[::-1])


class TestTiffOfOneByteOrder:
    """Depths that Pillow reads in Intel's order only."""

    def test_white_may_be_nought_in_16_bits(self) -> None:
        assert_ramp(tiff(ramp("H", lambda x: 65535 * x), bits=16, photometric=0), RAMP[::-1])

    @pytest.mark.parametrize("white", [255, 65535, 2**31 - 1, 2**32 - 1])
    def test_32_bits_without_a_sign(self, white: int) -> None:
        assert_ramp(tiff(ramp("I", lambda x: white * x), bits=32))

    def test_12_bits(self) -> None:
        row = [round(4095 * x / (SIZE[0] - 1)) for x in range(SIZE[0])]
        packed = int("".join(f"{value:012b}" for value in row), 2).to_bytes(SIZE[0] * 12 // 8)
        assert_ramp(tiff(packed * SIZE[1], bits=12))


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0, 7.5, -3.0, math.nan, math.inf])
def test_one_number_everywhere_is_a_picture(value: float) -> None:
    assert load(tiff(ramp("f", lambda _: value), bits=32, sample_format=3)).size == SIZE


class TestProfiles:
    def test_colours_are_converted_to_srgb_by_their_profile(self) -> None:
        swapped = bytearray(srgb_profile())
        # The tags of the red and blue primaries change places: what is red by this profile is blue in sRGB.
        red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
        swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
        assert_colour(load(encode(plain("RGB", (255, 0, 0)), "PNG", icc_profile=bytes(swapped))), (0, 0, 255))

    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    @pytest.mark.parametrize("profile", [b"not a profile", srgb_profile()])
    def test_a_profile_that_does_not_fit_is_ignored(self, mode: str, profile: bytes) -> None:
        assert load(encode(plain(mode, 0), "JPEG", icc_profile=profile)).mode == "RGB"
