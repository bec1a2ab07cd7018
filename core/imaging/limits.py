"""How large a picture may be, told from its header: nothing is unpacked to find out that it is too large."""

from PIL import ImageFile
from pydantic import BaseModel, ConfigDict

from core.imaging.errors import PictureError
from core.model.errors import Refusal


class Limits(BaseModel):
    """The pictures that are accepted: bytes of the file and of memory for unpacking it, pixels, long over short side.

    The memory is enough for every JPEG that a phone makes, 200 megapixels included, for 140 megapixels of PNG, for
    70 of HEIC and for 53 of WebP, the thirstiest.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = 50_000_000
    max_memory: int = 850_000_000
    min_side: int = 32
    max_ratio: int = 20


LIMITS = Limits()

BOMB_RATIO = 300
"""Bytes of pixels per byte of file over which a picture is taken for a decompression bomb ..."""
BOMB_MEMORY = 250_000_000
"""... if it takes more than this to unpack: nobody makes a bomb for less."""

DECODER_BYTES = {"WEBP": 16, "HEIF": 12, "AVIF": 12}
"""Bytes of address space that a pixel takes while it is decoded, measured, where decoders keep copies of their own."""
MODE_BYTES = {"1": 2, "L": 2, "P": 6, "RGB": 6, "CMYK": 6, "I;16": 8, "I;16B": 8, "I;16L": 8, "I": 9, "F": 9}
"""Bytes that a pixel takes, measured, while it becomes one of 8 bits a channel and is shrunk, by Pillow's mode."""
ALPHA_BYTES = 10
"""The same for every other mode, and where a colour stands for transparency: colours are multiplied by alpha first."""


def check_shape(size: tuple[int, int], limits: Limits) -> None:
    """Raises PictureError for a picture too small or too thin to be painted, whatever it holds."""
    short, long = sorted(size)
    shape = f"{size[0]} x {size[1]} px"
    # Half a pixel for what an earlier shrinking may have rounded down.
    if long > limits.max_ratio * (short + 0.5):
        raise PictureError(
            Refusal.TOO_THIN, f"{shape}; the long side may be at most {limits.max_ratio} times the short one"
        )
    if short < limits.min_side:
        raise PictureError(Refusal.TOO_SMALL, f"{shape}; each side must have at least {limits.min_side}")


def check_memory(image: ImageFile.ImageFile, whole: tuple[int, int], length: int, limits: Limits) -> None:
    """Raises PictureError if unpacking takes too much memory.

    ``image`` has its header read and is set to the size it is decoded at, ``whole`` is its full size in pixels,
    ``length`` that of the file in bytes.
    """
    need = _memory(image, whole)
    shape = f"{whole[0]} x {whole[1]} px"
    if need > BOMB_MEMORY and 3 * whole[0] * whole[1] > BOMB_RATIO * length:
        raise PictureError(
            Refusal.BOMB, f"{shape} in a file of {length / 1e6:.1f} MB would unpack to {need / 1e6:.0f} MB"
        )
    if need > limits.max_memory:
        allowed = f"{limits.max_memory / 1e6:.0f} MB are allowed"
        raise PictureError(Refusal.TOO_MANY_PIXELS, f"{shape} take {need / 1e6:.0f} MB to unpack, {allowed}")


def _memory(image: ImageFile.ImageFile, whole: tuple[int, int]) -> float:
    pixels = image.width * image.height
    converting = ALPHA_BYTES if "transparency" in image.info else MODE_BYTES.get(image.mode, ALPHA_BYTES)
    need = pixels * max(converting, DECODER_BYTES.get(image.format or "", 0))
    if "progressive" in image.info:  # all coefficients are kept until the last scan, at any size: 2 bytes each
        samplings = [across * down for _, across, down, _ in getattr(image, "layer", [])]
        need += 2 * whole[0] * whole[1] * sum(samplings) / max(samplings, default=1)
    return need
