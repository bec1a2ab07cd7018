"""What kind of picture a file is, for those who only pass it on: by its first bytes, or by what is said of it."""

from pathlib import PurePath

from core.imaging.kinds import kind_of

BINARY = "application/octet-stream"
"""What bytes are that are no picture."""
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
"""The kinds that every platform and browser shows."""
SUFFIXES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
PICTURE_SUFFIXES = frozenset(
    [
        *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff"),
        *(".heic", ".heif", ".hif", ".avif"),
        *(".jxl", ".jp2", ".svg", ".psd", ".ico", ".ppm", ".pgm", ".pbm", ".tga", ".dng"),
    ]
)
"""Names of pictures end so. Some aren't read, and whoever sends one is told so: it was meant as a picture."""


def media_type(data: bytes) -> str:
    """The media type of a picture that every browser shows; ``BINARY`` for anything else."""
    kind = kind_of(data)
    return MEDIA_TYPES.get(kind.format, BINARY) if kind is not None else BINARY


def suffix(data: bytes) -> str:
    """How the name of a picture's file ends: ``png``, ``jpg``; ``bin`` where it is none that is shown everywhere."""
    return SUFFIXES.get(media_type(data), "bin")


def claims_to_be_picture(declared: str | None, name: str | None) -> bool:
    """Whether a file's declared media type or its name says that it is a picture; what it is its bytes tell later."""
    return (declared or "").startswith("image/") or PurePath(name or "").suffix.lower() in PICTURE_SUFFIXES
