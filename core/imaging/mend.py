"""Pictures that are whole although a decoder gives up on their files."""

import random
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

from PIL import Image

Unpack = Callable[[bytes], Image.Image]
"""Unpacks a file of the same kind, or raises PictureError."""

JPEG_END = b"\xff\xd9"
NOISE = bytes(random.Random(0).choices(range(255), k=64))  # noqa: S311 - any bytes but 0xFF, which begins a marker
JPEG_NOISE = NOISE + b"".join(bytes((0xFF, marker)) + NOISE for marker in range(0xD0, 0xD8))
"""Scan data, with each of the eight markers between which a decoder resumes after a gap."""

PNG_HEAD = 8
"""Bytes of a PNG file's signature."""
PNG_NEEDED = b"IHDR", b"PLTE", b"IDAT", b"IEND"
PNG_WANTED = b"tRNS", b"eXIf"
"""Chunks with a part in how the picture looks; the colour profile is the third, and is read apart."""
MAX_PROFILE_BYTES = 1 << 24

WEBP_HEAD = 12
"""Bytes of a WebP file before its chunks: RIFF, the length of what follows, WEBP."""
WEBP_EXTRAS = b"EXIF", b"XMP "
"""Chunks that may be missing."""


def jpeg_without_end(data: bytes, unpack: Unpack) -> Image.Image | None:
    """A JPEG that ends before its end marker, if nothing else is missing; None if it is cut short.

    A decoder that is told that this is the end makes up what is missing. So if more of the scan changes the picture,
    some of it was missing.
    """
    data = data.removesuffix(b"\xff")  # half of the end marker
    image = unpack(data + JPEG_END)
    other = unpack(data + JPEG_NOISE + JPEG_END)
    return image if image.tobytes() == other.tobytes() else None


def png_without_extras(data: bytes, unpack: Unpack) -> Image.Image:
    """A PNG with texts, times and the like left out, and what is damaged of the rest unless it can't be without.

    Its colour profile may be of any reasonable size.
    """
    kept, profile = [memoryview(data)[:PNG_HEAD]], None
    for chunk in _chunks(data):
        if chunk.name in PNG_NEEDED or (chunk.name in PNG_WANTED and chunk.sound):
            kept.append(chunk.whole)
        elif chunk.name == b"iCCP" and chunk.sound:
            profile = _profile(chunk.content)
    image = unpack(b"".join(kept))
    image.info["icc_profile"] = profile
    return image


def webp_of_its_length(data: bytes, unpack: Unpack) -> Image.Image:
    """A WebP whose length isn't what it says, or one that is cut short in what follows the pixels."""
    body, place = bytearray(b"WEBP"), WEBP_HEAD
    while place + 8 <= len(data):
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        chunk = data[place : place + 8 + length]
        place += 8 + length + length % 2
        if chunk[:4] not in WEBP_EXTRAS or len(chunk) == 8 + length:
            body += chunk + bytes(length % 2)
    return unpack(b"RIFF" + len(body).to_bytes(4, "little") + body)


class _Chunk(NamedTuple):
    """A part of a PNG file: ``whole`` is its length, name, content and checksum."""

    whole: memoryview

    @property
    def name(self) -> bytes:
        return bytes(self.whole[4:8])

    @property
    def content(self) -> memoryview:
        return self.whole[8:-4]

    @property
    def sound(self) -> bool:
        """Whether the checksum is right."""
        return zlib.crc32(self.whole[4:-4]) == int.from_bytes(self.whole[-4:])


def _chunks(data: bytes) -> Iterator[_Chunk]:
    """The chunks of a PNG file, the last one cut off where the file is."""
    view, place = memoryview(data), PNG_HEAD
    while place + 12 <= len(data):
        end = place + 12 + int.from_bytes(view[place : place + 4])
        yield _Chunk(view[place:end])
        place = end


def _profile(content: memoryview) -> bytes | None:
    """The colour profile in an iCCP chunk: a name, a zero, the method (another zero), deflated bytes."""
    packed = bytes(content).partition(b"\0")[2][1:]
    inflate = zlib.decompressobj()
    try:
        profile = inflate.decompress(packed, MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if inflate.eof else None
