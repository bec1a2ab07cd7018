"""Anything a person may send becomes an upright RGB picture, or is refused with a reason."""

import io
import random
from contextlib import suppress

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from core.nst import images
from core.nst.errors import PictureError, Refusal

SIZE = 64, 48
RED = 200, 40, 30


def picture(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Noise, so that no file of it is smaller than it should be."""
    noise = random.Random(0)
    pixels = bytes(noise.randrange(256) for _ in range(size[0] * size[1] * 3))
    return Image.frombytes("RGB", size, pixels).convert(mode)


def plain(mode: str, colour: object, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.new(mode, size, colour)


def encode(image: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def heif(image: Image.Image) -> bytes:
    out = io.BytesIO()
    pillow_heif.from_pillow(image).save(out, quality=90)
    return out.getvalue()


FILES = {
    **{format: encode(picture(), format) for format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")},
    "HEIF": heif(picture()),
    "16 bits": encode(picture("I;16"), "PNG"),
    "with EXIF": encode(picture(), "JPEG", exif=Image.Exif().tobytes(), icc_profile=images.srgb_profile()),
}


def refusal_of(data: bytes, limits: images.Limits = images.LIMITS) -> PictureError:
    with pytest.raises(PictureError) as caught:
        images.load(data, limits)
    return caught.value


def assert_colour(image: Image.Image, colour: tuple[int, int, int], within: int = 6) -> None:
    found = image.getpixel((image.width // 2, image.height // 2))
    assert all(abs(a - b) <= within for a, b in zip(found, colour, strict=True)), (found, colour)


class TestKinds:
    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
    def test_every_common_format_is_read(self, format: str) -> None:
        image = images.load(encode(plain("RGB", RED), format))
        assert image.mode == "RGB"
        assert image.size == SIZE
        assert_colour(image, RED)

    def test_heic_is_read(self) -> None:
        assert_colour(images.load(heif(plain("RGB", RED))), RED)

    @pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
    def test_an_animation_is_its_first_frame(self, format: str) -> None:
        frames = [plain("RGB", colour) for colour in ((0, 0, 255), (0, 255, 0))]
        data = encode(plain("RGB", RED), format, save_all=True, append_images=frames)
        assert_colour(images.load(data), RED)

    def test_a_multi_picture_jpeg_is_its_first_picture(self) -> None:
        data = encode(plain("RGB", RED), "MPO", save_all=True, append_images=[plain("RGB", "blue")])
        assert_colour(images.load(data), RED)

    @pytest.mark.parametrize(
        ("image", "format", "colour"),
        [
            pytest.param(plain("L", 90), "PNG", (90, 90, 90), id="greyscale"),
            pytest.param(plain("1", 1), "PNG", (255, 255, 255), id="bilevel"),
            pytest.param(plain("RGB", RED).convert("P"), "PNG", (204, 51, 51), id="palette"),
            pytest.param(plain("CMYK", (0, 255, 255, 0)), "JPEG", (255, 0, 0), id="CMYK"),
            pytest.param(plain("I;16", 32896), "PNG", (128, 128, 128), id="16 bits"),
            pytest.param(plain("I;16", 300), "TIFF", (1, 1, 1), id="16 bits, dark"),
            pytest.param(plain("F", 0.5), "TIFF", (127, 127, 127), id="floating point"),
            pytest.param(plain("LAB", (128, 128, 128)), "TIFF", (119, 119, 119), id="Lab"),
            pytest.param(plain("RGBA", (*RED, 255)), "PNG", RED, id="opaque alpha"),
            pytest.param(plain("RGBA", (0, 0, 0, 0)), "PNG", (255, 255, 255), id="transparent"),
            pytest.param(plain("RGBA", (0, 0, 0, 128)), "WEBP", (127, 127, 127), id="half transparent"),
            pytest.param(plain("LA", (0, 0)), "PNG", (255, 255, 255), id="transparent grey"),
        ],
    )
    def test_every_mode_becomes_rgb(self, image: Image.Image, format: str, colour: tuple[int, int, int]) -> None:
        found = images.load(encode(image, format))
        assert found.mode == "RGB"
        assert_colour(found, colour)

    def test_a_transparent_palette_entry_is_white(self) -> None:
        data = encode(plain("P", 0), "GIF", transparency=0)
        assert_colour(images.load(data), (255, 255, 255))


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_exif_orientation_is_undone(self, orientation: int) -> None:
        exif = Image.Exif()
        exif[0x0112] = orientation
        image = images.load(encode(plain("RGB", RED), "JPEG", exif=exif))
        assert image.size == (SIZE if orientation <= 4 else SIZE[::-1])
        assert not image.info

    @pytest.mark.parametrize("exif", [b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0rubbish"])
    def test_broken_exif_is_no_reason_to_refuse(self, exif: bytes) -> None:
        assert images.load(encode(plain("RGB", RED), "JPEG", exif=exif)).size == SIZE


class TestProfiles:
    def test_colours_are_converted_to_srgb_by_their_profile(self) -> None:
        swapped = bytearray(images.srgb_profile())
        # The tags of the red and blue primaries change places: what is red by this profile is blue in sRGB.
        red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
        swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
        assert_colour(images.load(encode(plain("RGB", (255, 0, 0)), "PNG", icc_profile=bytes(swapped))), (0, 0, 255))

    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    @pytest.mark.parametrize("profile", [b"not a profile", images.srgb_profile()])
    def test_a_profile_that_does_not_fit_is_ignored(self, mode: str, profile: bytes) -> None:
        data = encode(plain(mode, 0), "JPEG", icc_profile=profile)
        assert images.load(data).mode == "RGB"


class TestRefusals:
    @pytest.mark.parametrize("data", [b"", b"\0", b"hello", b"%PDF-1.7", b"<svg/>", b"\xff\xd8"])
    def test_what_is_no_picture(self, data: bytes) -> None:
        assert refusal_of(data).refusal is Refusal.NOT_A_PICTURE

    def test_an_empty_file_is_called_empty(self) -> None:
        assert "empty" in str(refusal_of(b""))

    @pytest.mark.parametrize("kept", [0.05, 0.3, 0.9])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "AVIF", "HEIF"])
    def test_a_picture_that_is_cut_short(self, kind: str, kept: float) -> None:
        data = FILES[kind]
        assert refusal_of(data[: int(len(data) * kept)]).refusal is Refusal.TRUNCATED

    def test_too_many_bytes(self) -> None:
        data = encode(picture(), "PNG")
        error = refusal_of(data, images.Limits(max_bytes=len(data) - 1))
        assert error.refusal is Refusal.TOO_LARGE
        assert "MB" in str(error)

    def test_too_many_pixels(self) -> None:
        error = refusal_of(encode(picture(), "PNG"), images.Limits(max_pixels=64 * 48 - 1))
        assert error.refusal is Refusal.TOO_LARGE
        assert "64 x 48" in str(error)

    @pytest.mark.parametrize("size", [(31, 64), (64, 31), (1, 1)])
    def test_too_small(self, size: tuple[int, int]) -> None:
        error = refusal_of(encode(picture(size=size), "PNG"))
        assert error.refusal is Refusal.TOO_SMALL
        assert "32" in str(error)

    @pytest.mark.parametrize("side", [6400, 9000, 30000])
    def test_a_decompression_bomb_is_not_unpacked(self, side: int) -> None:
        small = encode(plain("1", 0, (side, side)), "PNG", compress_level=9)
        assert refusal_of(small).refusal is Refusal.BOMB

    def test_a_large_photo_is_no_bomb(self) -> None:
        noise = encode(picture(size=(400, 300)), "JPEG")
        assert refusal_of(noise, images.Limits(max_pixels=100_000)).refusal is Refusal.TOO_LARGE


@settings(max_examples=400, deadline=None)
@given(
    kind=st.sampled_from(sorted(FILES)),
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), max_size=8),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    kind: str, cut: float, flips: list[tuple[float, int]]
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
        data = encode(picture(size=(640, 480)), "JPEG")
        assert images.load(data, long_side=320).size == (320, 240)
        assert images.load(data, long_side=2000).size == (640, 480)

    @pytest.mark.parametrize("mode", ["L", "RGBA", "P", "CMYK"])
    def test_every_mode_is_shrunk(self, mode: str) -> None:
        format = "JPEG" if mode == "CMYK" else "PNG"
        assert images.load(encode(picture(mode, (640, 480)), format), long_side=100).size == (100, 75)

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
        assert saved.info["icc_profile"] == images.srgb_profile()
        assert not saved.getexif()
        assert_colour(images.load(data), RED, within=2)

    @pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
    def test_the_finest_grain_can_be_saved(self, format: str) -> None:
        noise = Image.frombytes("RGB", (600, 500), random.Random(0).randbytes(600 * 500 * 3))
        assert images.load(images.save(noise, format)).size == (600, 500)

    def test_png_is_lossless(self) -> None:
        image = picture()
        assert images.load(images.save(image, "PNG")).tobytes() == image.tobytes()

    def test_the_profile_is_srgb_and_has_no_date_of_its_own(self) -> None:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(images.srgb_profile()))
        assert "sRGB" in ImageCms.getProfileDescription(profile)
        assert profile.profile.creation_date is not None
        assert profile.profile.creation_date.year == 2024

    def test_another_format_is_refused(self) -> None:
        with pytest.raises(ValueError, match="GIF"):
            images.save(picture(), "GIF")
