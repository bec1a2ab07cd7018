"""Files that are whole but for something that pictures don't need are opened; what is really cut short isn't."""

import re
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.imaging.images import load
from core.imaging.srgb import srgb_profile
from core.model.errors import Refusal
from tests.core.imaging.harness import SIZE, assert_colour, chunk, encode, noise, plain, png, refusal_of

JPEGS = {
    "baseline": encode(noise(), "JPEG"),
    "no chroma subsampling": encode(noise(), "JPEG", subsampling=0, quality=98),
    "greyscale": encode(noise("L"), "JPEG"),
    "progressive": encode(noise(), "JPEG", progressive=True),
    "restart markers": encode(noise(), "JPEG", restart_marker_rows=1),
    "a restart marker a block": encode(noise(), "JPEG", restart_marker_blocks=1),
}


def scans(data: bytes) -> list[tuple[int, int]]:
    """Where the data of each scan in a JPEG begins and ends: after its header, before the next marker."""
    found = []
    for header in re.finditer(rb"\xff\xda", data):
        start = header.end() + int.from_bytes(data[header.end() : header.end() + 2])
        marker = re.compile(rb"\xff[^\0]").search(data, start)
        assert marker is not None
        found.append((start, marker.start()))
    return found


SCANS = scans(JPEGS["progressive"])
HEADER = 33
"""Bytes of a PNG file up to the end of its header."""
END = 12
"""Bytes of a PNG's end chunk."""
PNG = encode(noise(), "PNG")
LARGE = zlib.compress(bytes(3_000_000))


class TestJpegWithoutItsEnd:
    @pytest.mark.parametrize("kind", JPEGS)
    @pytest.mark.parametrize("end", [b"", b"\xff", bytes(20)], ids=["nothing", "half a marker", "zeros"])
    def test_it_is_the_same_picture(self, kind: str, end: bytes) -> None:
        whole = JPEGS[kind]
        assert load(whole[:-2] + end).tobytes() == load(whole).tobytes()

    @settings(max_examples=300, deadline=None)
    @given(kind=st.sampled_from(sorted(set(JPEGS) - {"progressive"})), place=st.floats(0, 1))
    def test_when_any_of_the_picture_is_missing_it_is_cut_short(self, kind: str, place: float) -> None:
        whole = JPEGS[kind]
        kept = 4 + int(place * (len(whole) - 4 - 3))
        assert refusal_of(whole[:kept]).refusal is Refusal.TRUNCATED

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
    @pytest.mark.parametrize("scan", range(len(SCANS)))
    def test_a_progressive_one_is_cut_short_in_the_middle_of_any_pass(self, scan: int, share: float) -> None:
        start, end = SCANS[scan]
        assert refusal_of(JPEGS["progressive"][: start + int(share * (end - start))]).refusal is Refusal.TRUNCATED

    @pytest.mark.parametrize("scan", range(len(SCANS)))
    def test_between_two_passes_it_is_a_whole_picture_of_less_detail(self, scan: int) -> None:
        assert load(JPEGS["progressive"][: SCANS[scan][1]]).size == SIZE

    def test_at_a_fraction_of_its_size_too(self) -> None:
        whole = encode(noise(size=(640, 480)), "JPEG")
        assert load(whole[:-2], long_side=80).tobytes() == load(whole, long_side=80).tobytes()
        assert refusal_of(whole[: len(whole) // 2], long_side=80).refusal is Refusal.TRUNCATED


EXTRAS = {
    "a large text": chunk(b"zTXt", b"Comment\0\0" + LARGE),
    "a large international text": chunk(b"iTXt", b"Comment\0\1\0\0\0" + LARGE),
    "a large colour profile": chunk(b"iCCP", b"sRGB\0\0" + zlib.compress(srgb_profile() + bytes(3_000_000))),
    "a colour profile that is none": chunk(b"iCCP", b"sRGB\0\0" + LARGE),
    "a colour profile packed otherwise": chunk(b"iCCP", b"sRGB\0\1" + zlib.compress(srgb_profile())),
    **{
        f"{name.decode()} {fault}": chunk(name, content, sound=sound)
        for name in (b"tEXt", b"zTXt", b"iTXt", b"iCCP", b"gAMA", b"cHRM", b"sRGB", b"pHYs", b"eXIf", b"tIME", b"priV")
        for fault, content, sound in (
            ("with a bad checksum", b"a\0\0rubbish", False),
            ("of rubbish", b"a\0\0rubbish", True),
            ("that is empty", b"", True),
        )
    },
}


class TestPngWithFaultyExtras:
    @pytest.mark.parametrize("extra", EXTRAS)
    @pytest.mark.parametrize("place", [HEADER, len(PNG) - END], ids=["before", "after"])
    def test_it_is_the_same_picture(self, extra: str, place: int) -> None:
        assert load(PNG[:place] + EXTRAS[extra] + PNG[place:]).tobytes() == load(PNG).tobytes()

    def test_a_large_colour_profile_is_followed(self) -> None:
        swapped = bytearray(srgb_profile())  # what is red by it is blue in sRGB
        red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
        swapped[red : red + 4], swapped[blue : blue + 4] = b"bXYZ", b"rXYZ"
        large = chunk(b"iCCP", b"odd\0\0" + zlib.compress(bytes(swapped) + bytes(2_000_000)))
        assert_colour(load(png(8, 2, (255, 0, 0), large)), (0, 0, 255))

    def test_transparency_is_kept(self) -> None:
        extra = chunk(b"tRNS", struct.pack(">H", 7)) + EXTRAS["a large text"]
        assert_colour(load(png(8, 0, (7,), extra)), (255, 255, 255))

    @pytest.mark.parametrize("missing", [1, END, END + 4], ids=["a byte", "the end chunk", "the pixels' checksum too"])
    def test_nothing_after_the_pixels_is_needed(self, missing: int) -> None:
        assert load(PNG[:-missing]).tobytes() == load(PNG).tobytes()

    @pytest.mark.parametrize("missing", [END + 40, len(PNG) // 2, len(PNG) - 40])
    def test_pixels_are(self, missing: int) -> None:
        assert refusal_of(PNG[:-missing]).refusal is Refusal.TRUNCATED

    def test_so_is_a_sound_header(self) -> None:
        assert refusal_of(PNG[: HEADER - 1] + b"?" + PNG[HEADER:]).refusal is Refusal.TRUNCATED


class TestWebpOfAnotherLength:
    plain = encode(noise(), "WEBP")
    described = encode(noise(), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", xmp=b"<x/>")

    @pytest.mark.parametrize("length", [0, 20, 10_000_000])
    def test_the_length_that_it_says_does_not_matter(self, length: int) -> None:
        data = self.plain[:4] + struct.pack("<I", length) + self.plain[8:]
        assert load(data).tobytes() == load(self.plain).tobytes()

    @pytest.mark.parametrize("missing", [1, 10, 20])
    def test_what_follows_the_pixels_may_be_cut_short(self, missing: int) -> None:
        assert load(self.described[:-missing]).tobytes() == load(self.plain).tobytes()

    @pytest.mark.parametrize("missing", [2, 100, 1000])
    def test_pixels_may_not(self, missing: int) -> None:
        assert refusal_of(self.plain[:-missing]).refusal is Refusal.TRUNCATED


@pytest.mark.parametrize("missing", [1, 2])
def test_a_gif_needs_no_end(missing: int) -> None:
    whole = encode(plain("P", 3), "GIF")
    assert load(whole[:-missing]).tobytes() == load(whole).tobytes()
