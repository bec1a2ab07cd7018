"""sRGB: its profile, and the way there from other colour spaces."""

import io
from functools import cache

from PIL import Image, ImageCms


@cache
def srgb_profile() -> bytes:
    """An sRGB ICC profile, the same bytes every time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 232, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # its date: 2024-01-01, not today's
    profile[84:100] = bytes(16)  # its identifier, computed over the date
    return bytes(profile)


def to_srgb(image: Image.Image) -> Image.Image:
    """An opaque picture as RGB in sRGB, by its profile if that fits."""
    try:
        if profile := image.info.get("icc_profile"):
            return _convert(image, ImageCms.ImageCmsProfile(io.BytesIO(profile)))
        if image.mode == "LAB":
            return _convert(image, ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    except (ImageCms.PyCMSError, OSError):
        pass  # a broken profile, or one of another colour space: the numbers are taken for sRGB
    return image.convert("RGB")


def _convert(image: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    srgb = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    converted = ImageCms.profileToProfile(image, profile, srgb, outputMode="RGB")
    assert converted is not None  # it is None only when converting in place
    return converted
