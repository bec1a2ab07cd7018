"""Pictures that are too large, too small or too thin are refused from their headers, with the word that is true."""

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.dialogue.framework_texts import framework_texts
from core.imaging.images import load, shrink
from core.imaging.limits import ALPHA_BYTES, DECODER_BYTES, LIMITS, MODE_BYTES, Limits, check_shape
from core.model.errors import Refusal
from tests.core.imaging.harness import PNG_SIGNATURE, assert_colour, chunk, encode, flat_jpeg, noise, plain, refusal_of

MEGAPIXELS = {12: (4000, 3000), 48: (8064, 6048), 50: (8160, 6120), 108: (12000, 9000), 200: (16320, 12240)}
"""What phones make."""


def jpeg_header(size: tuple[int, int], *, sampling: int = 0x22, progressive: bool = False) -> bytes:
    """A JPEG up to its pixels, padded to the length of a photo: what a refusal has to go by."""
    frame = struct.pack(">BHHB", 8, size[1], size[0], 3) + bytes((1, sampling, 0, 2, 0x11, 0, 3, 0x11, 0))
    marker = b"\xff\xc2" if progressive else b"\xff\xc0"
    start = b"\xff\xd8" + marker + struct.pack(">H", len(frame) + 2) + frame
    scan = b"\xff\xda" + struct.pack(">H", 12) + bytes((3, 1, 0, 2, 0, 3, 0, 0, 63, 0))
    return start + scan + bytes(size[0] * size[1] // 50)


def png_header(size: tuple[int, int], depth: int, colour: int, length: int) -> bytes:
    """A PNG of so many bytes, of which only the header is true."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"") + bytes(length))


class TestSize:
    @pytest.mark.parametrize("progressive", [False, True])
    @pytest.mark.parametrize("megapixels", MEGAPIXELS)
    def test_a_jpeg_of_any_phone_is_not_too_large(self, megapixels: int, progressive: bool) -> None:
        data = jpeg_header(MEGAPIXELS[megapixels], progressive=progressive)
        assert refusal_of(data, long_side=2048).refusal is Refusal.TRUNCATED  # it has no pixels

    @pytest.mark.parametrize("megapixels", [12, 48, 50, 108])
    def test_nor_is_a_png(self, megapixels: int) -> None:
        data = png_header(MEGAPIXELS[megapixels], 8, 2, 10_000_000)
        assert refusal_of(data, long_side=2048).refusal is Refusal.TRUNCATED

    @pytest.mark.parametrize("megapixels", MEGAPIXELS)
    def test_it_is_unpacked_at_a_fraction_of_its_size(self, megapixels: int) -> None:
        width, height = MEGAPIXELS[megapixels]
        image = load(flat_jpeg((width, height)), Limits(max_memory=6 * 4096 * 3072), 2048)
        assert image.size == (2048, 1536)
        assert_colour(image, (128, 128, 128), within=0)

    def test_a_wide_jpeg_is_decoded_at_a_fraction_too(self) -> None:
        assert load(encode(plain("L", 90, (16000, 1000)), "JPEG"), Limits(max_memory=5_000_000), 500).size == (500, 31)

    def test_without_a_fraction_it_takes_all_of_its_pixels(self) -> None:
        assert refusal_of(jpeg_header(MEGAPIXELS[200])).refusal is Refusal.TOO_MANY_PIXELS

    def test_a_progressive_jpeg_takes_memory_for_all_of_its_coefficients(self) -> None:
        data = jpeg_header(MEGAPIXELS[200], sampling=0x11, progressive=True)
        assert refusal_of(data, long_side=2048).refusal is Refusal.TOO_MANY_PIXELS
        assert "16320 x 12240" in str(refusal_of(data, long_side=2048))

    def test_how_much_memory_is_for_whoever_asks_to_say(self) -> None:
        data = encode(noise(), "PNG")
        assert refusal_of(data, Limits(max_memory=64 * 48 * 4)).refusal is Refusal.TOO_MANY_PIXELS
        assert load(data, Limits(max_memory=64 * 48 * 6)).size == (64, 48)

    def test_50_megapixels_which_refused_people_are_told_of_are_never_too_many(self) -> None:
        thirstiest = max(ALPHA_BYTES, *DECODER_BYTES.values(), *MODE_BYTES.values())
        assert 50_000_000 * thirstiest <= LIMITS.max_memory
        assert "50 megapixels" in framework_texts().say("en", "refused-too-many-pixels")

    def test_too_many_bytes(self) -> None:
        data = encode(noise(), "PNG")
        error = refusal_of(data, Limits(max_bytes=len(data) - 1))
        assert error.refusal is Refusal.TOO_LARGE
        assert "MB" in str(error)


class TestBombs:
    @pytest.mark.parametrize(
        "data",
        [
            png_header((30000, 30000), 1, 0, 100_000),
            png_header((12000, 12000), 8, 2, 100_000),
            png_header((9000, 9000), 16, 6, 300_000),
            png_header((2**31 - 1, 2**31 - 1), 8, 2, 1000),
            encode(plain("1", 0, (20000, 20000)), "PNG"),
            encode(plain("P", 0, (7000, 7000)), "GIF"),
            encode(plain("L", 0, (15000, 15000)), "TIFF", compression="tiff_deflate"),
        ],
        ids=["1 bit", "RGB", "16 bits", "as large as can be", "a real one", "GIF", "TIFF"],
    )
    def test_a_decompression_bomb_is_not_unpacked(self, data: bytes) -> None:
        tracemalloc.start()
        try:
            assert refusal_of(data, long_side=2048).refusal is Refusal.BOMB
            assert tracemalloc.get_traced_memory()[1] < 10_000_000 + len(data)
        finally:
            tracemalloc.stop()

    def test_an_empty_page_of_40_megapixels_is_none(self) -> None:
        assert load(encode(plain("1", 1, (6400, 6400)), "PNG"), long_side=64).getpixel((9, 9)) == (255, 255, 255)

    def test_a_webp_too_large_for_its_decoder_has_too_many_pixels(self) -> None:
        header = b"RIFF" + struct.pack("<I", 22) + b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
        assert refusal_of(header + b"\xfe\x3f\0" * 2).refusal is Refusal.TOO_MANY_PIXELS


class TestShape:
    @pytest.mark.parametrize("size", [(31, 64), (64, 31), (1, 1)])
    def test_too_small(self, size: tuple[int, int]) -> None:
        error = refusal_of(encode(noise(size=size), "PNG"))
        assert error.refusal is Refusal.TOO_SMALL
        assert "32" in str(error)

    @pytest.mark.parametrize("size", [(20000, 40), (40, 20000), (1000, 40), (2000, 1)])
    def test_too_thin(self, size: tuple[int, int]) -> None:
        error = refusal_of(encode(plain("L", 0, size), "PNG"))
        assert error.refusal is Refusal.TOO_THIN
        assert f"{size[0]} x {size[1]}" in str(error)
        assert "20 times" in str(error)

    @pytest.mark.parametrize("size", [(800, 40), (40, 800), (10000, 500)])
    def test_just_thick_enough(self, size: tuple[int, int]) -> None:
        assert load(encode(plain("L", 0, size), "PNG")).size == size

    @settings(deadline=None)
    @given(short=st.integers(32, 400), ratio=st.floats(1, 20), long_side=st.integers(640, 2048))
    def test_what_was_accepted_stays_so_when_it_is_shrunk(self, short: int, ratio: float, long_side: int) -> None:
        size = int(short * ratio), short
        check_shape(size, LIMITS)
        check_shape(shrink(Image.new("1", size), min(long_side, size[0])).size, LIMITS)
