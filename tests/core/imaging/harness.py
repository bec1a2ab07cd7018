"""Picture files made up for tests, whole and otherwise."""

import io
import random
import struct
import zlib
from collections.abc import Sequence

import pillow_heif
import pytest
from PIL import Image

from core.imaging import images
from core.imaging.errors import PictureError
from core.imaging.limits import LIMITS, Limits

SIZE = 64, 48
RED = 200, 40, 30
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}
"""Samples of a pixel by PNG's colour type: grey, RGB, grey with alpha, RGB with alpha."""


def noise(mode: str = "RGB", size: tuple[int, int] = SIZE) -> Image.Image:
    """Noise, so that no file of it is smaller than it should be."""
    pixels = random.Random(0).randbytes(size[0] * size[1] * 3)
    return Image.frombytes("RGB", size, pixels).convert(mode)


def plain(mode: str, colour: object, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.new(mode, size, colour)


def encode(image: Image.Image, format: str, **options: object) -> bytes:
    if format == "HEIF":
        pillow_heif.register_heif_opener()  # its writer with it
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def chunk(name: bytes, content: bytes, *, sound: bool = True) -> bytes:
    """A chunk of a PNG file, or one with a wrong checksum."""
    checksum = zlib.crc32(name + content) ^ (not sound)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def png(depth: int, colour: int, pixel: Sequence[int], extra: bytes = b"", size: tuple[int, int] = SIZE) -> bytes:
    """A PNG of one colour, with samples of ``depth`` bits; ``extra`` is chunks before the pixels."""
    bits = "".join(f"{sample:0{depth}b}" for sample in pixel) * size[0]
    bits += "0" * (-len(bits) % 8)
    row = b"\0" + int(bits, 2).to_bytes(len(bits) // 8)
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(row * size[1]))
    return PNG_SIGNATURE + chunk(b"IHDR", header) + extra + pixels + chunk(b"IEND", b"")


def flat_jpeg(size: tuple[int, int]) -> bytes:
    """A middle grey JPEG of any size, made without its pixels; width x height is a multiple of 256."""
    small = encode(plain("L", 128, (8, 8)), "JPEG")
    frame = small.index(b"\xff\xc0") + 5
    scan = small.index(b"\xff\xda") + 10
    # In the usual Huffman tables a block like the last one is 00, no change, and 1010, nothing else; here are four.
    blocks = b"\x28\xa2\x8a" * (size[0] * size[1] // 256)
    return small[:frame] + struct.pack(">HH", size[1], size[0]) + small[frame + 4 : scan] + blocks + b"\xff\xd9"


def tiff(
    pixels: bytes,
    *,
    bits: int,
    sample_format: int = 1,
    photometric: int = 1,
    order: str = "<",
    size: tuple[int, int] = SIZE,
    more: Sequence[tuple[int, int]] = (),
) -> bytes:
    """A TIFF with one sample a pixel, which ``pixels`` are row by row, and ``more`` tags with short values.

    ``sample_format`` is 1 for unsigned, 2 for signed, 3 for floating point; ``photometric`` 0 means white at 0.
    """
    tags = {256: size[0], 257: size[1], 258: bits, 259: 1, 262: photometric, 277: 1, 278: size[1], 339: sample_format}
    tags |= dict(more)
    count = len(tags) + 2
    longs = {273: 8 + 2 + 12 * count + 4, 279: len(pixels)}
    entries = [struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0) for tag, value in tags.items()]
    entries += [struct.pack(f"{order}HHII", tag, 4, 1, value) for tag, value in longs.items()]
    entries.sort(key=lambda entry: struct.unpack(f"{order}H", entry[:2]))
    start = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}IH", 8, count)
    return start + b"".join(entries) + bytes(4) + pixels


def refusal_of(data: bytes, limits: Limits = LIMITS, long_side: int | None = None) -> PictureError:
    with pytest.raises(PictureError) as caught:
        images.load(data, limits, long_side)
    return caught.value


def assert_colour(image: Image.Image, colour: tuple[int, int, int], within: int = 6) -> None:
    found = image.getpixel((image.width // 2, image.height // 2))
    assert all(abs(a - b) <= within for a, b in zip(found, colour, strict=True)), (found, colour)
