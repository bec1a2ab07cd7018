"""Anything a person may send becomes an upright RGB picture, or is refused with a reason."""

import io
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.imaging import images
from core.imaging.errors import PictureError
from core.imaging.srgb import srgb_profile
from core.model.errors import Refusal
from tests.core.imaging.harness import RED, SIZE, assert_colour, encode, noise, plain, refusal_of, tiff

FORMATS = "JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"
FILES = {
    **{format: encode(noise(), format) for format in FORMATS},
    "16 bits": encode(noise("I;16"), "PNG"),
    "16 bits with transparency": encode(noise("I;16"), "PNG", transparency=7),
    "32 bits": encode(noise("I"), "TIFF"),
    "floating point": encode(noise("F"), "TIFF"),
    "palette": encode(noise("P"), "PNG", transparency=7),
    "progressive": encode(noise(), "JPEG", progressive=True),
    "with EXIF": encode(noise(), "JPEG", exif=Image.Exif().tobytes(), icc_profile=srgb_profile()),
    "with alpha": encode(noise("RGBA"), "WEBP", xmp=b"<x/>"),
}

CORNERS = "red", "lime", "blue", "yellow"
"""From the upper left on, clockwise."""
STORED = {
    1: (0, 1, 2, 3),
    2: (1, 0, 3, 2),
    3: (2, 3, 0, 1),
    4: (3, 2, 1, 0),
    5: (0, 3, 2, 1),
    6: (1, 2, 3, 0),
    7: (2, 1, 0, 3),
    8: (3, 0, 1, 2),
}
"""Which corner of the upright picture lies in each corner of the stored one, by EXIF's orientation: 6 means that the
first row is the right side and the first column the top, so what is stored upper left belongs upper right."""


def quarters(colours: tuple[str, ...], size: tuple[int, int]) -> Image.Image:
    """A picture of four colours, from the upper left on, clockwise."""
    image = Image.new("RGB", size)
    width, height = size[0] // 2, size[1] // 2
    for colour, corner in zip(colours, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        image.paste(colour, (*corner, corner[0] + width, corner[1] + height))
    return image


class TestOrientation:
    @pytest.mark.parametrize("long_side", [None, 40])
    @pytest.mark.parametrize("orientation", range(1, 9))
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
    def test_exif_orientation_is_undone(self, format: str, orientation: int, long_side: int | None) -> None:
        upright = SIZE if orientation <= 4 else SIZE[::-1]
        exif = Image.Exif()
        exif[0x0112] = orientation
        stored = quarters(tuple(CORNERS[corner] for corner in STORED[orientation]), SIZE)
        image = images.load(encode(stored, format, exif=exif.tobytes()), long_side=long_side)
        assert image.size == (upright if long_side is None else tuple(side * 40 // 64 for side in upright))
        assert not image.info
        expected = quarters(CORNERS, image.size)
        for place in ((0.2, 0.2), (0.8, 0.2), (0.8, 0.8), (0.2, 0.8)):
            corner = int(place[0] * image.width), int(place[1] * image.height)
            found, colour = image.getpixel(corner), expected.getpixel(corner)
            assert all(abs(a - b) <= 8 for a, b in zip(found, colour, strict=True))

    @pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0rubbish"])
    def test_broken_exif_is_no_reason_to_refuse(self, exif: bytes) -> None:
        assert images.load(encode(plain("RGB", RED), "JPEG", exif=exif)).size == SIZE

    @pytest.mark.parametrize("orientation", [0, 9, 65535])
    def test_an_orientation_that_there_is_not_is_none(self, orientation: int) -> None:
        assert images.load(tiff(bytes(SIZE[0] * SIZE[1]), bits=8, more=[(274, orientation)])).size == SIZE


class TestDamage:
    @pytest.mark.parametrize("kept", [0.05, 0.3, 0.9])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF"])
    def test_a_picture_that_is_cut_short(self, kind: str, kept: float) -> None:
        data = FILES[kind]
        assert refusal_of(data[: int(len(data) * kept)]).refusal is Refusal.TRUNCATED

    @settings(max_examples=400, deadline=None)
    @given(
        kind=st.sampled_from(sorted(FILES)),
        cut=st.floats(0, 1),
        flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), max_size=8),
    )
    def test_a_damaged_file_is_read_or_refused_and_nothing_else(
        self, kind: str, cut: float, flips: list[tuple[float, int]]
    ) -> None:
        data = bytearray(FILES[kind])
        for place, bit in flips:
            # Squared, so that headers, where most can go wrong, are hit most often.
            data[int(place * place * (len(data) - 1))] ^= 1 << bit
        damaged = bytes(data[: max(1, int(2 * cut * len(data)))])
        with suppress(PictureError):
            image = images.load(damaged, long_side=64)
            assert image.mode == "RGB"
            assert max(image.size) <= 64


class TestSizes:
    def test_a_long_side_shrinks_and_never_enlarges(self) -> None:
        data = encode(noise(size=(640, 480)), "JPEG")
        assert images.load(data, long_side=320).size == (320, 240)
        assert images.load(data, long_side=2000).size == (640, 480)

    @pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
    def test_every_mode_is_shrunk(self, mode: str) -> None:
        format = "JPEG" if mode == "CMYK" else "PNG"
        assert images.load(encode(noise(mode, (640, 480)), format), long_side=100).size == (100, 75)

    @given(width=st.integers(1, 3000), height=st.integers(1, 3000), long_side=st.integers(1, 300))
    @settings(max_examples=50, deadline=None)
    def test_shrink_keeps_the_aspect_ratio(self, width: int, height: int, long_side: int) -> None:
        found = images.shrink(Image.new("L", (width, height)), long_side).size
        assert max(found) == long_side
        assert min(found) == max(1, round(min(width, height) * long_side / max(width, height)))


class TestSaving:
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
    def test_what_is_saved_reads_the_same_and_carries_only_an_srgb_profile(self, format: str) -> None:
        data = images.save(plain("RGB", RED), format)
        saved = Image.open(io.BytesIO(data))
        assert saved.format == format
        assert saved.info["icc_profile"] == srgb_profile()
        assert not saved.getexif()
        assert_colour(images.load(data), RED, within=2)

    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
    def test_the_finest_grain_can_be_saved(self, format: str) -> None:
        noise = Image.frombytes("RGB", (600, 500), random.Random(0).randbytes(600 * 500 * 3))
        assert images.load(images.save(noise, format)).size == (600, 500)

    def test_png_is_lossless(self) -> None:
        image = noise()
        assert images.load(images.save(image, "PNG")).tobytes() == image.tobytes()

    def test_the_profile_is_srgb_and_has_no_date_of_its_own(self) -> None:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
        assert profile.profile.creation_date is not None
        assert profile.profile.creation_date.year == 2024

    def test_another_format_is_refused(self) -> None:
        with pytest.raises(ValueError, match="GIF"):
            images.save(noise(), "GIF")


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_of_our_own_making_is_opened(format: str) -> None:
    assert images.open_own(images.save(noise(), format)).size == SIZE


@pytest.mark.parametrize("format", ["EPS", "TIFF", "GIF", "PPM"])
def test_no_other_decoder_is_even_tried(format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")  # an EPS would have Ghostscript looked for
    with pytest.raises(OSError, match="cannot identify"):
        images.open_own(encode(noise(), format))
