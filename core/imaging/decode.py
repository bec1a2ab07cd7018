"""Unpacks a picture file, or says what is wrong with it."""

import re
from collections.abc import Callable
from functools import partial

from PIL import Image, ImageFile

from core.imaging import mend
from core.imaging.errors import PictureError
from core.imaging.kinds import Kind, identify, unread
from core.imaging.limits import Limits, check_memory, check_shape
from core.imaging.scans import check_scans
from core.model.errors import Refusal

UNKNOWN = re.compile(r"unsupported|not supported|unknown pixel mode|cannot handle", re.IGNORECASE)
"""Words of decoders for what they weren't written to read, as against what is damaged."""
DEPTH_AT = 24
"""Where a PNG file says how many bits a sample has."""

NEW_SUBFILE_TYPE, SUB_IFDS, DNG_VERSION = 254, 330, 50706
"""Tags of TIFF: what the first picture is for (bit 0: a thumbnail), where others are, Adobe's raw format."""


def decode(data: bytes, limits: Limits, long_side: int | None) -> Image.Image:
    """The first frame of a picture file in whatever mode it has, at least ``long_side`` long unless it is smaller.

    A file that is whole but for something that pictures don't need is mended. Raises PictureError.
    """
    kind = identify(data)
    unpack = partial(_unpack, kind, limits=limits, long_side=long_side)
    try:
        return unpack(data)
    except PictureError as error:
        if error.refusal is not Refusal.TRUNCATED or kind.format not in MENDERS:
            raise
        reason = str(error)
    # Out of that clause, since the error keeps alive what was unpacked so far.
    mended = MENDERS[kind.format](data, unpack)
    if mended is None:
        raise PictureError(Refusal.TRUNCATED, reason)
    return mended


MENDERS: dict[str, Callable[[bytes, mend.Unpack], Image.Image | None]] = {
    "JPEG": mend.jpeg_without_end,
    "PNG": mend.png_without_extras,
    "WEBP": mend.webp_of_its_length,
}


def _unpack(kind: Kind, data: bytes, limits: Limits, long_side: int | None) -> Image.Image:
    try:
        image = kind.open(data)
        whole = image.size
        _refuse_raw(image)
        check_shape(whole, limits)
        if kind.format == "JPEG":
            check_scans(data, whole[0] * whole[1])
        if long_side is not None:
            _draft(image, long_side)
        check_memory(image, whole, len(data), limits)
        image.load()
    except PictureError:
        raise
    except Image.DecompressionBombError as error:  # some decoders count the pixels themselves
        raise PictureError(Refusal.TOO_MANY_PIXELS, "it has more pixels than can be unpacked") from error
    except MemoryError as error:
        raise PictureError(Refusal.TOO_MANY_PIXELS, "it takes more memory to unpack than there is") from error
    # A damaged file makes decoders raise almost anything, and all of it means one thing to the sender.
    except Exception as error:
        raise _fault(kind, error) from error
    if kind.format == "PNG":
        _scale_key(image, data[DEPTH_AT])
    return image


def _draft(image: ImageFile.ImageFile, long_side: int) -> None:
    """Has a JPEG decoded at a half, a quarter or an eighth, if that is still long enough."""
    scale = long_side / max(image.size)
    if scale < 1:
        image.draft(None, (max(1, round(image.width * scale)), max(1, round(image.height * scale))))


def _refuse_raw(image: ImageFile.ImageFile) -> None:
    """Most raw files are TIFF files whose first picture is a thumbnail, which nobody wants painted."""
    tags = getattr(image, "tag_v2", {})
    if tags.get(NEW_SUBFILE_TYPE, 0) & 1 and (SUB_IFDS in tags or DNG_VERSION in tags):
        raise unread("a camera's raw file")


def _fault(kind: Kind, error: Exception) -> PictureError:
    # Pillow's tables of what it knows raise KeyError for what isn't there.
    if isinstance(error.__cause__, KeyError) or UNKNOWN.search(str(error)):
        return unread(f"a {kind.format} picture of an unusual kind ({error})")
    return PictureError(Refusal.TRUNCATED, f"the file is cut short or damaged ({error})")


def _scale_key(image: Image.Image, depth: int) -> None:
    """Pillow leaves the colour that stands for transparency in the file's depth, and makes the pixels 8 bits deep."""
    match image.info.get("transparency"):
        case int(grey) if image.mode == "L":
            image.info["transparency"] = grey * 255 // (2**depth - 1) & 255
        case (red, green, blue) if depth == 16:
            image.info["transparency"] = red >> 8, green >> 8, blue >> 8
