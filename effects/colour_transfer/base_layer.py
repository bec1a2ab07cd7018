"""A photo without its grain: only what is left is recoloured, so that no grain and no JPEG block is made stronger."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SMALL_SIDE = 512
"""The filter's coefficients are found on a picture with sides of at most so many pixels."""
RADIUS = 4
"""Of the window on that picture."""
GRAIN = 1.6e-3
"""The variance, of 0 to 1, up to which something is grain: ten steps of 255."""

Pixels = NDArray[np.float32]


def base_layer(photo: Image.Image) -> Image.Image:
    """An RGB photo with edges as they are and all between them smooth (guided filter; He, Sun and Tang, 2013)."""
    small = _pixels(photo.reduce(max(1, ceil(max(photo.size) / SMALL_SIDE))))
    mean = _box(small)
    variance = np.maximum(_box(small * small) - mean * mean, 0)
    # One coefficient for the three channels: otherwise grey grain would leave coloured grain behind.
    kept = (variance / (variance + GRAIN)).mean(axis=2, keepdims=True)
    slope, offset = _box(kept), _box(mean * (1 - kept))
    smooth = _enlarged(slope, photo.size) * _pixels(photo) + _enlarged(offset, photo.size)
    return Image.fromarray((255 * smooth + 0.5).clip(0, 255).astype(np.uint8))


def _pixels(image: Image.Image) -> Pixels:
    return np.asarray(image, dtype=np.float32) / np.float32(255)


def _box(pixels: Pixels) -> Pixels:
    """The mean in a window around each pixel, H x W x C; the border is repeated."""
    return _means(_means(pixels).swapaxes(0, 1)).swapaxes(0, 1)


def _means(pixels: Pixels) -> Pixels:
    """The same in a window that is one pixel wide."""
    width = 2 * RADIUS + 1
    sums = np.cumsum(np.pad(pixels, ((RADIUS + 1, RADIUS), (0, 0), (0, 0)), mode="edge"), axis=0, dtype=np.float64)
    return ((sums[width:] - sums[:-width]) / width).astype(np.float32)


def _enlarged(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    channels = [Image.fromarray(np.ascontiguousarray(channel)) for channel in np.moveaxis(pixels, 2, 0)]
    return np.stack([np.asarray(one.resize(size, Image.Resampling.BILINEAR)) for one in channels], axis=2)
