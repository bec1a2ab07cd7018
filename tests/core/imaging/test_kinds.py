"""What a file is shows in its bytes: a kind that is read, a kind that isn't, or no picture."""

import struct

import pytest
from PIL import Image

from core.imaging.images import load
from core.model.errors import Refusal
from tests.core.imaging.harness import RED, SIZE, assert_colour, encode, noise, plain, refusal_of, tiff

FORMATS = "JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"


@pytest.mark.parametrize("format", FORMATS)
def test_every_common_format_is_read(format: str) -> None:
    image = load(encode(plain("RGB", RED), format))
    assert image.mode == "RGB"
    assert image.size == SIZE
    assert_colour(image, RED)


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "AVIF"])
def test_an_animation_is_its_first_frame(format: str) -> None:
    frames = [plain("RGB", colour) for colour in ((0, 0, 255), (0, 255, 0))]
    data = encode(plain("RGB", RED), format, save_all=True, append_images=frames)
    assert_colour(load(data), RED)


def test_a_multi_picture_jpeg_is_its_first_picture() -> None:
    data = encode(plain("RGB", RED), "MPO", save_all=True, append_images=[plain("RGB", "blue")])
    assert_colour(load(data), RED)


@pytest.mark.parametrize("brand", [b"mif1", b"msf1"])
@pytest.mark.parametrize("format", ["AVIF", "HEIF"])
def test_avif_and_heic_under_their_common_brand_are_told_apart(format: str, brand: bytes) -> None:
    data = encode(plain("RGB", RED), format)
    assert_colour(load(data[:8] + brand + data[12:]), RED)


def test_heic_may_call_itself_anything_that_is_said_to_be_heic() -> None:
    data = encode(plain("RGB", RED), "HEIF")
    assert b"heic" in data[16:32]
    assert_colour(load(data[:8] + b"MiHB" + data[12:]), RED)


def ftyp(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mp41isom"


UNREAD = {
    "JPEG XL": b"\xff\x0a\xfa\x1f",
    "JPEG XL in a box": b"\0\0\0\x0cJXL \r\n\x87\n",
    "JPEG 2000": encode(noise(), "JPEG2000"),
    "JPEG 2000 without a box": encode(noise(), "JPEG2000", no_jp2=True),
    "PDF": encode(noise(), "PDF"),
    "EPS": encode(noise(), "EPS"),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    "SVG with a head": b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- made by hand -->\n<!DOCTYPE svg>\n<svg >\n</svg>',
    "Photoshop": b"8BPS\0\1" + bytes(99),
    "GIMP": b"gimp xcf v011\0",
    "MP4": ftyp(b"isom"),
    "QuickTime": ftyp(b"qt  "),
    "QuickTime without a brand": struct.pack(">I", 99) + b"moov" + bytes(99),
    "WebM": b"\x1a\x45\xdf\xa3" + bytes(99),
    "AVI": b"RIFF" + bytes(4) + b"AVI LIST",
    "CR3": ftyp(b"crx "),
    "CR2": b"II*\0\x10\0\0\0CR\2\0" + bytes(99),
    "Fuji's raw": b"FUJIFILMCCD-RAW 0201",
    "HEIF with H.264": ftyp(b"avci"),
    "ICO": encode(noise(), "ICO", sizes=[(32, 32)]),
    "ICNS": encode(noise("RGBA"), "ICNS"),
    "PPM": encode(noise(), "PPM"),
    "PCX": encode(noise(), "PCX"),
    "TGA": encode(noise(), "TGA"),
    "DDS": encode(noise(), "DDS"),
    "an iPhone's PNG": b"\x89PNG\r\n\x1a\n\0\0\0\4CgBIP\0 \2" + bytes(99),
}


@pytest.mark.parametrize("kind", UNREAD)
def test_a_whole_file_of_a_kind_that_is_not_read_is_called_that(kind: str) -> None:
    error = refusal_of(UNREAD[kind])
    assert error.refusal is Refusal.UNSUPPORTED
    assert "JPEG, PNG" in str(error)


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"hello", b"BMW, a car", b"\xff\xd8", b"<html><p>hello", b"P5 is a dog", b"PK\3\4"]
)
def test_what_is_no_picture(data: bytes) -> None:
    assert refusal_of(data).refusal is Refusal.NOT_A_PICTURE


def test_an_empty_file_is_called_empty() -> None:
    assert "empty" in str(refusal_of(b""))


class TestUnusualKindsOfWhatIsRead:
    """Whole files in a format that is read, of a sort that its decoder doesn't know."""

    def test_floating_point_of_64_bits(self) -> None:
        assert refusal_of(tiff(bytes(8 * 64 * 48), bits=64, sample_format=3)).refusal is Refusal.UNSUPPORTED

    def test_an_unknown_compression(self) -> None:
        assert refusal_of(tiff(bytes(64 * 48), bits=8, more=[(259, 34712)])).refusal is Refusal.UNSUPPORTED

    def test_a_jpeg_with_12_bits(self) -> None:
        data = encode(noise(), "JPEG")
        depth = data.index(b"\xff\xc0") + 4
        assert refusal_of(data[:depth] + b"\x0c" + data[depth + 1 :]).refusal is Refusal.UNSUPPORTED

    @pytest.mark.parametrize("tag", [330, 50706], ids=["more pictures", "DNG"])
    def test_a_raw_file_is_not_its_thumbnail(self, tag: int) -> None:
        assert refusal_of(tiff(bytes(64 * 48), bits=8, more=[(254, 1), (tag, 1)])).refusal is Refusal.UNSUPPORTED

    def test_a_thumbnail_alone_is_a_picture(self) -> None:
        assert isinstance(load(tiff(bytes(64 * 48), bits=8, more=[(254, 1)])), Image.Image)
