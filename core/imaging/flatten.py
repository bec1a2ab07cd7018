"""Any mode, depth and colour space as RGB in sRGB."""

import sys

from PIL import Image, ImageOps

from core.imaging.srgb import to_srgb

BITS_PER_SAMPLE, PHOTOMETRIC, SAMPLE_FORMAT = 258, 262, 339
"""Tags of TIFF; a photometric interpretation of 0 is white at 0, a sample format of 1 is unsigned."""
NO_VALUE = 1e30
"""Numbers beyond this stand for pixels without a value, and so does NaN."""
SAMPLE_SIDE = 256


def eight_bits(image: Image.Image) -> Image.Image:
    """A picture of any mode as one with 8 bits a channel that can be shrunk: L, LA, RGB, RGBA, CMYK or LAB.

    What stands for transparency becomes an alpha channel.
    """
    match image.mode:
        case "I" | "F":
            return _as_meant(image, _from_numbers(image))
        case "I;16" | "I;16B" | "I;16L" | "I;16N":
            return _as_meant(image, _from_16_bits(image))
        case "1":
            key = image.info.get("transparency")
            image = image.convert("L")
            if key is not None:
                image.info["transparency"] = key
    if image.mode == "La":  # the only way out of it that Pillow has
        image = image.convert("LA")
    if image.has_transparency_data:
        return image.convert("LA" if image.mode in ("L", "LA") else "RGBA")
    return image if image.mode in ("L", "RGB", "CMYK", "LAB") else image.convert("RGB")


def flatten(image: Image.Image) -> Image.Image:
    """What ``eight_bits`` gives as RGB in sRGB, transparency over white."""
    if image.mode not in ("LA", "RGBA"):
        return to_srgb(image)
    white = Image.new("RGB", image.size, "white")
    white.paste(to_srgb(image.convert("L" if image.mode == "LA" else "RGB")), mask=image.getchannel("A"))
    return white


def _from_16_bits(image: Image.Image) -> Image.Image:
    """Greyscale of up to 16 bits as L, or as LA where a value stands for transparency."""
    white = 2 ** min(16, _tag(image, BITS_PER_SAMPLE, 16)) - 1
    wide = image.convert("I")
    grey = wide.point([min(255, round(value * 255 / white)) for value in range(1 << 16)], "L")
    key = image.info.get("transparency")
    if key is None:
        return grey
    grey.putalpha(wide.point([0 if value == key else 255 for value in range(1 << 16)], "L"))
    return grey


def _from_numbers(image: Image.Image) -> Image.Image:
    """Greyscale of 32-bit integers or of floating point as L.

    Black is 0 or the lowest value under it. White is 1 for floats, and the highest of 8, 15 or 16 bits for integers, or
    the highest value if there are higher ones.
    """
    low, high = _extrema(image)
    if image.mode == "I" and low < 0 and _tag(image, SAMPLE_FORMAT, 2) == 1:
        return _highest_bytes(image)  # Pillow takes them for signed
    black = min(0.0, low)
    whites = (1.0,) if image.mode == "F" else (255.0, 32767.0, 65535.0)
    white = next((white for white in whites if high <= white), high)
    scale = 255 / (white - black)
    # A half, since converting cuts off the fraction.
    return image.point(lambda value: value * scale + (0.5 - black * scale)).convert("L")


def _highest_bytes(image: Image.Image) -> Image.Image:
    """The highest byte of every 32-bit number."""
    parts = Image.frombytes("CMYK", image.size, image.tobytes())  # any mode of four bytes would do
    return parts.getchannel(3 if sys.byteorder == "little" else 0)


def _extrema(image: Image.Image) -> tuple[float, float]:
    """The lowest and the highest value; of a sample where some pixels have none."""
    low, high = image.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if -NO_VALUE < low <= high < NO_VALUE:
        return low, high
    side = SAMPLE_SIDE
    sample = image.resize((min(side, image.width), min(side, image.height)), Image.Resampling.NEAREST)
    numbers = memoryview(sample.tobytes()).cast("f" if image.mode == "F" else "i")
    values = [value for value in numbers if -NO_VALUE < value < NO_VALUE]
    return min(values, default=0.0), max(values, default=1.0)


def _as_meant(image: Image.Image, grey: Image.Image) -> Image.Image:
    """What was made of a greyscale picture, white where it was meant to be."""
    grey.info = {key: value for key, value in image.info.items() if key != "transparency"}
    return ImageOps.invert(grey) if _tag(image, PHOTOMETRIC, 1) == 0 else grey


def _tag(image: Image.Image, tag: int, default: int) -> int:
    """A number of a TIFF file's header."""
    value = getattr(image, "tag_v2", {}).get(tag, default)
    return int(value[0] if isinstance(value, tuple) else value)
