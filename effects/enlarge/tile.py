"""One tile of an enlargement: sharpened in steps, and after each made to agree with the small picture again."""

from collections.abc import Callable

import numpy as np
from PIL import Image

from effects.enlarge.strokes import Pixels, sharpen

MORE_AGREEMENTS = 2
"""After the last step."""


def enlarge_tile(small: Pixels, factor: int, sharpness: float, tick: Callable[[float], None]) -> Pixels:
    """3 x H x W, 0 to 255, ``factor`` times as large; ``tick`` is told the share that is done, and may raise.

    Shrunk it is nearly ``small`` again (iterative back-projection; Irani and Peleg, 1991), and no colour is beyond
    those that ``small`` has around it, so no edge gets a halo.
    """
    darkest, lightest = (_resized(one, factor, Image.Resampling.BILINEAR) for one in _extremes(small))
    picture = _resized(small, factor, Image.Resampling.LANCZOS)
    steps = 2 * factor
    for step in range(steps):
        tick(step / steps)
        picture = sharpen(picture, factor, sharpness)
        for _ in range(1 + (MORE_AGREEMENTS if step == steps - 1 else 0)):
            missed = small - _resized(picture, 1 / factor, Image.Resampling.LANCZOS)
            picture = (picture + _resized(missed, factor, Image.Resampling.BICUBIC)).clip(darkest, lightest)
    return picture


def _resized(picture: Pixels, factor: float, method: Image.Resampling) -> Pixels:
    height, width = picture.shape[1:]
    size = round(width * factor), round(height * factor)
    channels = (Image.fromarray(np.ascontiguousarray(channel)) for channel in picture)
    return np.stack([np.asarray(channel.resize(size, method)) for channel in channels])


def _extremes(small: Pixels) -> tuple[Pixels, Pixels]:
    """The darkest and the lightest of the nine numbers around each, channel by channel."""
    padded = np.pad(small, ((0, 0), (1, 1), (1, 1)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(1, 2))
    return around.min(axis=(-2, -1)), around.max(axis=(-2, -1))
