"""A photo in the colours of another picture: optimal transport in OKLab, so smooth that it leaves the photo whole."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from atelier_bot import Report
from effects.colour_transfer.base_layer import base_layer
from effects.colour_transfer.oklab import Colours, to_oklab, to_srgb
from effects.colour_transfer.smooth_map import NODES, fitted, nodes
from effects.colour_transfer.transport import LinearMap, sliced

PALETTE_SIDE = 96
"""Pictures of so many pixels on their long sides have all the colours that count, and no grain."""
SEED = 0


def recolour(
    photo: Image.Image, colours: Image.Image, strength: float, report: Report, *, keep_light: bool
) -> Image.Image:
    """The photo, mode RGB, at its own size; ``colours`` is mode RGB too. See the effect's options for the others."""
    report(0.05)
    table = _table(_palette(photo), _palette(colours), strength, keep_light=keep_light)
    report(0.6)
    base = base_layer(photo)
    report(0.8)
    return _with_grain(photo, base, photo.filter(table), base.filter(table))


def _with_grain(
    photo: Image.Image, base: Image.Image, recoloured: Image.Image, recoloured_base: Image.Image
) -> Image.Image:
    """The recoloured photo with its grain no stronger than it was: the grain is what its base layer lacks."""
    before, after = (_whole(one) - _whole(other) for one, other in ((photo, base), (recoloured, recoloured_base)))
    sizes = (np.abs(grain).sum(axis=2, keepdims=True, dtype=np.float32) for grain in (before, after))
    share = np.minimum(1, next(sizes) / np.maximum(1, next(sizes)))
    result = _whole(recoloured_base) + share * after + 0.5
    return Image.fromarray(result.clip(0, 255).astype(np.uint8))


def _whole(picture: Image.Image) -> NDArray[np.int16]:
    """A picture's numbers, H x W x 3, with room for negative ones in half the memory of floating point."""
    return np.asarray(picture, dtype=np.int16)


def _palette(picture: Image.Image) -> Colours:
    """A picture's colours in sRGB, N x 3, 0 to 1."""
    small = picture.copy()
    small.thumbnail((PALETTE_SIDE, PALETTE_SIDE), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.float64).reshape(-1, 3) / 255


def _table(photo: Colours, colours: Colours, strength: float, *, keep_light: bool) -> ImageFilter.Color3DLUT:
    """Where every colour goes, ``strength`` of the way."""
    begin, end = to_oklab(photo), to_oklab(colours)
    linear = LinearMap.between(begin, end)
    roughly = linear(begin)
    rest = fitted(photo, sliced(roughly, end, np.random.default_rng(SEED)) - roughly)
    all_colours = to_oklab(nodes())
    way = linear(all_colours) + rest - all_colours
    if keep_light:
        way[:, 0] = 0
    there = to_srgb(all_colours + strength * way)
    # Pillow has red run fastest.
    in_order = there.reshape(NODES, NODES, NODES, 3).transpose(2, 1, 0, 3)
    return ImageFilter.Color3DLUT(NODES, in_order.ravel().tolist())
