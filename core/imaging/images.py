"""Pictures in and out: anything a person may send becomes plain RGB in sRGB, or is refused with a reason."""

import io
import struct
import warnings
from contextlib import suppress

from PIL import ExifTags, Image

from core.imaging.decode import decode
from core.imaging.errors import PictureError
from core.imaging.flatten import eight_bits, flatten
from core.imaging.limits import LIMITS, Limits
from core.imaging.srgb import srgb_profile
from core.model.errors import Refusal

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How to undo each of EXIF's orientations."""
OWN_FORMATS = "PNG", "JPEG", "WEBP"
"""What ``save`` and the children make. Asked for no others, Pillow tries none of its dozens of decoders."""


def load(data: bytes, limits: Limits = LIMITS, long_side: int | None = None) -> Image.Image:
    """The first frame of a picture file as mode RGB in sRGB, upright, transparency on white.

    With ``long_side`` a larger picture is shrunk to it, without decoding all of its pixels where the format lets us.
    Raises PictureError.
    """
    if len(data) > limits.max_bytes:
        raise PictureError(
            Refusal.TOO_LARGE, f"{len(data) / 1e6:.1f} MB is over the {limits.max_bytes / 1e6:.0f} MB allowed"
        )
    with warnings.catch_warnings(action="ignore"):  # Pillow's remarks on odd files; what matters is raised
        image = decode(data, limits, long_side)
        turn = _turn(image)
    long_side = min(long_side or max(image.size), max(image.size))
    image = eight_bits(image)
    if image.mode != "LAB":
        image = shrink(image, long_side)  # before the colours, which would need several full-size copies
    image = shrink(flatten(image), long_side)
    if turn is not None:
        image = image.transpose(turn)
    image.info.clear()
    return image


def open_own(data: bytes) -> Image.Image:
    """A picture of a message, which Atelier has made itself, with its header read and its pixels not yet.

    Never for what a person sent: that is opened in a process of its own. Raises OSError.
    """
    return Image.open(io.BytesIO(data), formats=OWN_FORMATS)


def shrink(image: Image.Image, long_side: int) -> Image.Image:
    """The picture at this long side, aspect ratio kept, no side under 1 px; enlarged too where it is smaller."""
    width, height = image.size
    scale = long_side / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def save(image: Image.Image, format: str) -> bytes:
    """An RGB picture as a JPEG, PNG or WEBP file with an sRGB profile and no other metadata."""
    out = io.BytesIO()
    match format:
        case "JPEG":
            # Not optimised: Pillow then wants the file in one buffer, which a picture of fine grain overflows.
            image.save(out, format, quality=93, subsampling=0, icc_profile=srgb_profile())
        case "PNG":
            image.save(out, format, icc_profile=srgb_profile())
        case "WEBP":
            image.save(out, format, quality=92, method=4, icc_profile=srgb_profile())
        case _:
            raise ValueError(f"pictures are saved as JPEG, PNG or WEBP, not {format}")
    return out.getvalue()


def _turn(image: Image.Image) -> Image.Transpose | None:
    """What puts a picture upright."""
    # Cameras and editors write EXIF of every kind; pixels that decoded aren't refused for it.
    with suppress(SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        return UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    return None
