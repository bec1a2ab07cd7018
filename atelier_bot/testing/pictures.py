"""Pictures to send and to give to an effect: each different, with something to be seen in it, made in a moment."""

import io

from PIL import Image

Size = tuple[int, int]


def picture(width: int = 96, height: int = 72, seed: int = 0) -> Image.Image:
    """A colourful picture, mode RGB; another ``seed`` gives another one."""
    channels = [_waves(width, height, seed + 1 + number) for number in range(3)]
    return Image.merge("RGB", channels)


def _waves(width: int, height: int, number: int) -> Image.Image:
    """Gradients across each other, turned and bent differently for each number."""
    gradient = Image.linear_gradient("L").rotate(90 * (number % 4))
    rings = Image.radial_gradient("L").point(lambda value: (value * (2 + number % 5)) % 256)
    return Image.blend(gradient, rings, 0.3 + 0.1 * (number % 4)).resize((width, height))


def grey(seed: int = 0) -> Image.Image:
    """Without colours, mode L."""
    return picture(seed=seed).convert("L")


def one_colour(seed: int = 0) -> Image.Image:
    """The same colour everywhere, mode RGB."""
    return Image.new("RGB", (96, 72), (40 + seed % 100, 90, 120))


def transparent(seed: int = 0) -> Image.Image:
    """Half of it transparent, mode RGBA."""
    image = picture(seed=seed).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def with_palette(seed: int = 0) -> Image.Image:
    """Of 16 colours, mode P."""
    return picture(seed=seed).quantize(16)


def sixteen_bits(seed: int = 0) -> Image.Image:
    """Grey with 16 bits a pixel, mode I;16."""
    return grey(seed).convert("I").point(lambda value: value * 256).convert("I;16")


def file_of(image: Image.Image, format: str = "PNG") -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    image.save(out, format)
    return out.getvalue()
