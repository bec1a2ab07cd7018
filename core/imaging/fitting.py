"""Fits pictures into as many bytes as a platform takes."""

import io

from core.imaging.images import open_own, shrink
from core.imaging.srgb import srgb_profile

JPEG_QUALITIES = 95, 88, 80
"""Of the JPEG files that are tried in turn; then the picture gets smaller."""


def fit_into_bytes(picture: bytes, limit: int) -> bytes:
    """A picture in at most ``limit`` bytes: as it is, or as a JPEG of as much quality and size as there is room for."""
    if len(picture) <= limit:
        return picture
    image = open_own(picture).convert("RGB")
    for quality in (*JPEG_QUALITIES, *(JPEG_QUALITIES[-1:] * 8)):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, icc_profile=srgb_profile())
        if len(out.getvalue()) <= limit:
            break
        if quality == JPEG_QUALITIES[-1]:
            image = shrink(image, max(image.size) * 3 // 4)
    return out.getvalue()
