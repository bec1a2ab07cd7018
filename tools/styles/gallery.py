"""The styles by name, and how a picture becomes a file."""

import io
from collections.abc import Callable

from PIL import Image

from tools.styles import (
    dots,
    engraving,
    facets,
    gold,
    ink_wash,
    mosaic,
    oil,
    pastel,
    poster,
    stained_glass,
    watercolour,
    waves,
    whirls,
    woodcut,
)
from tools.styles.brush import pixels
from tools.styles.sheet import Array, Sheet

SIDE = 704
MAX_BYTES = 114_000
"""Fourteen of these weigh 1.6 MB in the wheel."""

STYLES: dict[str, Callable[[Sheet], Array]] = {
    "dots": dots.draw,
    "engraving": engraving.draw,
    "facets": facets.draw,
    "gold": gold.draw,
    "ink-wash": ink_wash.draw,
    "mosaic": mosaic.draw,
    "oil": oil.draw,
    "pastel": pastel.draw,
    "poster": poster.draw,
    "stained-glass": stained_glass.draw,
    "watercolour": watercolour.draw,
    "waves": waves.draw,
    "whirls": whirls.draw,
    "woodcut": woodcut.draw,
}


def picture(name: str, side: int = SIDE) -> Image.Image:
    """The style of this name as RGB, ``side`` pixels square; drawn twice as large, for smooth edges."""
    drawn = Image.fromarray(pixels(STYLES[name](Sheet(2 * side, seed=1))))
    return drawn.resize((side, side), Image.Resampling.LANCZOS)


def jpeg(picture: Image.Image) -> bytes:
    """The picture as a JPEG file of at most MAX_BYTES, of quality 85 where that fits and else the best that does."""
    for quality in range(85, 0, -1):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue()
