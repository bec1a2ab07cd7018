"""Frames go through pipes whole, and nothing else does."""

import asyncio
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs.frames import LENGTHS, MAX_BODY, Frame, FrameError, read, receive

PARTS = st.dictionaries(st.text(max_size=8), st.binary(max_size=50), max_size=4)
SAID = st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=8), max_size=4)


def received(data: bytes) -> Frame:
    async def receive_it() -> Frame:
        stream = asyncio.StreamReader()
        stream.feed_data(data)
        stream.feed_eof()
        return await receive(stream)

    return asyncio.run(receive_it())


@given(SAID, PARTS)
def test_what_is_packed_is_read_again(said: dict[str, object], parts: dict[str, bytes]) -> None:
    packed = b"".join(Frame(said, parts).pack())
    stream = BytesIO(packed + packed)
    for frame in (read(stream), read(stream), received(packed)):
        assert frame is not None
        assert (frame.said, frame.parts) == (said, parts)
    assert read(stream) is None


@given(st.binary(max_size=80))
def test_anything_else_is_refused(data: bytes) -> None:
    with suppress(FrameError):
        assert read(BytesIO(LENGTHS.pack(20, 9) + data)) is None
    with pytest.raises((FrameError, asyncio.IncompleteReadError)):
        received(LENGTHS.pack(20, 9) + data)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (b'{"said": {}, "parts": [["a", -1], ["b", 3]]}', 2),
        (b'{"said": {}, "parts": [["a", 1]]}', 2),
        (b'{"said": {}}', 0),
        (b'{"said": 1, "parts": []}', 0),
        (b'{"said": {}, "parts": [1]}', 0),
    ],
)
def test_lengths_must_agree(header: bytes, body: int) -> None:
    with pytest.raises(FrameError):
        read(BytesIO(LENGTHS.pack(len(header), body) + header + bytes(10)))


def test_absurd_lengths_are_refused_before_anything_is_read() -> None:
    with pytest.raises(FrameError):
        received(LENGTHS.pack(10, MAX_BODY + 1))
