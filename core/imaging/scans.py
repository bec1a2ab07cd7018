"""How often a JPEG goes over its pixels: each scan of a progressive one takes as long as the first, and few bytes.

A file of 0.3 MB and 300 scans kept a decoder busy for 12 s.
"""

import re

from core.imaging.errors import PictureError
from core.model.errors import Refusal

MAX_SCANS = 100
"""As many as libjpeg's own tools are told to take where files are hostile; encoders write 6 to 18."""
ORDINARY_SCANS = 18
"""So many libjpeg writes at most, for four colours; a picture of any size may have them."""
MAX_WORK = 400_000_000
"""Pixels times scans that a file of more scans than that may have: a third of a second."""

START_OF_SCAN, END_OF_IMAGE, TEMPORARY = 0xDA, 0xD9, 0x01
MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""What decoders stop at: neither a byte of pixels that happens to be 255 nor a restart among the pixels."""


def check_scans(data: bytes, pixels: int) -> None:
    """Raises PictureError for a JPEG file that takes too long for its ``pixels``."""
    scans = count_scans(data, MAX_SCANS + 1)
    if scans > MAX_SCANS:
        raise PictureError(Refusal.BOMB, f"a JPEG of more than {MAX_SCANS} scans")
    if scans > ORDINARY_SCANS and scans * pixels > MAX_WORK:
        raise PictureError(Refusal.BOMB, f"a JPEG of {scans} scans of {pixels / 1e6:.0f} megapixels")


def count_scans(data: bytes, most: int) -> int:
    """The scans of a JPEG file, of which no more than ``most`` are counted. What else it may be isn't looked at."""
    scans, position = 0, 2
    while scans < most and (marker := MARKER.search(data, position)):
        kind, position = marker[1][0], marker.end()
        if kind == END_OF_IMAGE:
            break
        if kind != TEMPORARY:  # that one alone has no length
            scans += kind == START_OF_SCAN
            position += int.from_bytes(data[position : position + 2])
    return scans
