"""How long a picture takes is told from its header."""

import io

import pytest
from PIL import Image

from core.imaging.effort import SECONDS, seconds_to_load


def file(format: str, side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(out, format)
    return out.getvalue()


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "BMP", "GIF"])
def test_more_pixels_take_longer(format: str) -> None:
    assert SECONDS < seconds_to_load(file(format, 100)) < seconds_to_load(file(format, 1000))


def test_a_jpeg_is_the_quickest() -> None:
    assert (
        seconds_to_load(file("JPEG", 1000)) < seconds_to_load(file("PNG", 1000)) < seconds_to_load(file("WEBP", 1000))
    )


@pytest.mark.parametrize("data", [b"", b"no picture", file("PNG", 100)[:20], file("JPEG", 100)[:30]])
def test_what_can_not_be_opened_is_refused_at_once(data: bytes) -> None:
    assert seconds_to_load(data) == 0
