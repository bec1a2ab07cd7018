"""Only the decoders that are asked for open a file: whatever else Pillow could read is refused."""

import io

import pytest
from PIL import Image

from core.model.errors import Refusal
from tests.core.imaging.harness import noise, refusal_of

OURS = {"JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF", "MPO"}
STUBS = {"BUFR", "GRIB", "HDF5", "WMF"}
"""Pillow knows of these and leaves them to other programs."""

Image.init()
NOT_OURS = sorted(({*Image.SAVE} & {*Image.OPEN}) - OURS - STUBS)


def saved(format: str) -> bytes:
    """A picture in a format, of the first sort that it takes."""
    for mode in ("RGB", "L", "1", "P", "F", "RGBA", "LA"):
        out = io.BytesIO()
        try:
            noise("RGBA" if mode == "RGBA" else "RGB").convert(mode).save(out, format)
        except (OSError, ValueError, KeyError):
            continue
        return out.getvalue()
    raise AssertionError(f"Pillow can't write {format}")


@pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning")
@pytest.mark.parametrize("format", NOT_OURS)
def test_a_format_that_pillow_knows_and_we_do_not_read_is_refused(format: str) -> None:
    data = saved(format)
    assert refusal_of(data).refusal in (Refusal.UNSUPPORTED, Refusal.NOT_A_PICTURE)


def test_there_are_such_formats() -> None:
    assert {"PPM", "TGA", "EPS", "ICO", "SGI", "PCX", "DDS", "IM", "XBM"} <= {*NOT_OURS}


@pytest.mark.parametrize(
    "head",
    [
        b"\x01\xda",
        b"#define im_width 64\n",
        b"Image type: RGB image\r\n",
        b"/* XPM */",
        b"DanM",
        b"BLP2",
        b"qoif",
        b"\x00\x00\x02\x00",
    ],
    ids=["SGI", "XBM", "IM", "XPM", "MSP", "BLP", "QOI", "CUR"],
)
def test_so_is_what_only_begins_like_one(head: bytes) -> None:
    assert refusal_of(head + bytes(2000)).refusal in (Refusal.UNSUPPORTED, Refusal.NOT_A_PICTURE)
