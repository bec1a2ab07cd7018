"""Pictures in and out: anything a person may send becomes plain RGB in sRGB, or is refused with a reason."""

import io
import re
import struct
import warnings
from contextlib import suppress
from functools import cache

from PIL import Image, ImageCms, ImageOps, ImageStat, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict

from core.nst.errors import PictureError, Refusal

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")
"""Pillow's names of what is read; every other decoder stays shut."""
SIGNATURE = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP|II\*\0|MM\0\*|....ftyp(avif|avis|heic|heix|mif1)",
    re.DOTALL,
)
"""How files of these formats begin, for telling broken pictures from other files."""
BOMB_RATIO = 300
"""Bytes of pixels per byte of file over which a picture that is too large is taken for a decompression bomb."""


class Limits(BaseModel):
    """The largest and smallest pictures that are accepted."""

    model_config = ConfigDict(frozen=True)

    max_bytes: int = 50_000_000
    max_pixels: int = 40_000_000
    min_side: int = 32


LIMITS = Limits()


def load(data: bytes, limits: Limits = LIMITS, long_side: int | None = None) -> Image.Image:
    """The first frame of a picture file as mode RGB in sRGB, upright, transparency on white.

    With ``long_side`` a larger picture is shrunk to it, without decoding all of its pixels where the format lets us.
    Raises PictureError.
    """
    if len(data) > limits.max_bytes:
        raise PictureError(
            Refusal.TOO_LARGE, f"{len(data) / 1e6:.1f} MB is over the {limits.max_bytes / 1e6:.0f} MB allowed"
        )
    _register_heif()
    with warnings.catch_warnings(action="ignore"):  # Pillow's remarks on odd files; what matters is raised below
        image = _open(data)
        _measure(image, len(data), limits)
        _decode(image, long_side)
        _turn_upright(image)
    long_side = min(long_side or max(image.size), max(image.size))
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        image = shrink(image, long_side)  # before the colours, which would need several full-size copies
    image = shrink(_flatten(image), long_side)
    image.info.clear()
    return image


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


@cache
def srgb_profile() -> bytes:
    """An sRGB ICC profile, the same bytes every time."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 232, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # its date: 2024-01-01, not today's
    profile[84:100] = bytes(16)  # its identifier, computed over the date
    return bytes(profile)


@cache
def _register_heif() -> None:
    import pillow_heif  # 3.4 MB that the bot process, which opens no photos, has no use for

    pillow_heif.register_heif_opener()


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        if SIGNATURE.match(data):
            raise PictureError(Refusal.TRUNCATED, "the file is cut short or damaged near its beginning") from error
        message = "not a JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC or AVIF picture" if data else "the file is empty"
        raise PictureError(Refusal.NOT_A_PICTURE, message) from error
    except Image.DecompressionBombError as error:
        raise PictureError(Refusal.BOMB, "it unpacks to far more pixels than allowed") from error
    # A damaged header makes decoders raise almost anything, and all of it means one thing to the sender.
    except Exception as error:
        raise PictureError(Refusal.TRUNCATED, f"the file is damaged ({error})") from error


def _measure(image: Image.Image, length: int, limits: Limits) -> None:
    width, height = image.size
    if width * height > limits.max_pixels:
        ratio = 3 * width * height / length
        refusal = Refusal.BOMB if ratio > BOMB_RATIO else Refusal.TOO_LARGE
        raise PictureError(
            refusal, f"{width} x {height} px is over the {limits.max_pixels / 1e6:.0f} megapixels allowed"
        )
    if min(width, height) < limits.min_side:
        raise PictureError(Refusal.TOO_SMALL, f"{width} x {height} px; each side must have at least {limits.min_side}")


def _decode(image: Image.Image, long_side: int | None) -> None:
    try:
        if long_side is not None:
            image.draft(None, (long_side, long_side))  # JPEG only: decodes at a half, a quarter or an eighth
        image.load()
    except MemoryError as error:
        raise PictureError(Refusal.BOMB, "it unpacks to more than fits into memory") from error
    # As above: whatever a decoder says of damaged data.
    except Exception as error:
        raise PictureError(Refusal.TRUNCATED, f"the file is cut short or damaged ({error})") from error


def _turn_upright(image: Image.Image) -> None:
    # Cameras and editors write EXIF of every kind; pixels that decoded aren't refused for it.
    with suppress(SyntaxError, ValueError, TypeError, KeyError, OSError, struct.error):
        ImageOps.exif_transpose(image, in_place=True)


def _flatten(image: Image.Image) -> Image.Image:
    """Any mode as RGB in sRGB, transparency over white."""
    if not image.has_transparency_data:
        return _to_srgb(image)
    alpha = image.convert("RGBA").getchannel("A")
    colours = image.convert("L" if image.mode in ("LA", "La") else "RGB")
    white = Image.new("RGB", image.size, "white")
    white.paste(_to_srgb(colours), mask=alpha)
    return white


def _to_srgb(image: Image.Image) -> Image.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        image = _eight_bits(image)
    elif image.mode in ("P", "1"):
        image = image.convert("RGB")
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


def _eight_bits(image: Image.Image) -> Image.Image:
    """A greyscale picture of 16 or 32 bits or of floating point as mode L; its white is 65535, or 1 for floats."""
    if image.mode.startswith("I;16"):
        image = image.convert("I")
    white = max(1.0 if image.mode == "F" else 65535.0, ImageStat.Stat(image).extrema[0][1])
    return image.point(lambda value: value * (255 / white)).convert("L")
