"""Frames: how the bot process and a child talk through a pipe.

A frame is two lengths, a header in JSON and any number of byte strings. Nothing in it is code: a child that has read a
hostile picture must not be able to run anything in the bot process, so what it sends back is never unpickled.
"""

import asyncio
import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

from core.model.errors import AtelierError

LENGTHS = struct.Struct(">IQ")
"""Bytes of the header and of all that follows it."""
MAX_HEADER = 1 << 16
MAX_BODY = 1 << 29


class FrameError(AtelierError):
    """What came through the pipe is no frame."""

    code = "frame"


class Frame:
    """What is said, and the bytes that go with it by name."""

    def __init__(self, said: Mapping[str, Any], parts: Mapping[str, bytes] | None = None) -> None:
        self.said, self.parts = said, parts or {}

    def pack(self) -> list[bytes]:
        """The frame as pieces to be written one after another; large parts aren't copied."""
        lengths = [[name, len(part)] for name, part in self.parts.items()]
        header = json.dumps({"said": dict(self.said), "parts": lengths}).encode()
        body = sum(map(len, self.parts.values()))
        return [LENGTHS.pack(len(header), body) + header, *self.parts.values()]


async def receive(stream: asyncio.StreamReader) -> Frame:
    """The next frame. Raises IncompleteReadError or OSError at the end of the stream, and FrameError."""
    header, body = _lengths(await stream.readexactly(LENGTHS.size))
    said, lengths = _header(await stream.readexactly(header), body)
    return Frame(said, {name: await stream.readexactly(length) for name, length in lengths})


def read(stream: BinaryIO) -> Frame | None:
    """The next frame, or None at the end of the stream. Raises FrameError. Waits for it."""
    begin = stream.read(LENGTHS.size)
    if len(begin) < LENGTHS.size:
        return None
    header, body = _lengths(begin)
    said, lengths = _header(stream.read(header), body)
    parts = {name: stream.read(length) for name, length in lengths}
    return Frame(said, parts) if all(len(parts[name]) == length for name, length in lengths) else None


def _lengths(begin: bytes) -> tuple[int, int]:
    header, body = LENGTHS.unpack(begin)
    if header > MAX_HEADER or body > MAX_BODY:
        raise FrameError(f"a frame of {header} + {body} bytes")
    return header, body


def _header(data: bytes, body: int) -> tuple[Mapping[str, Any], list[tuple[str, int]]]:
    try:
        header = json.loads(data)
        said, lengths = dict(header["said"]), [(str(name), int(length)) for name, length in header["parts"]]
    except (ValueError, TypeError, KeyError) as error:
        raise FrameError("a frame with a broken header") from error
    if any(length < 0 for _, length in lengths) or sum(length for _, length in lengths) != body:
        raise FrameError("a frame with wrong lengths")
    return said, lengths
