"""Gives blurred strokes their edges back: on both sides of an edge colours flow towards it until they meet.

This is a coherence-enhancing shock filter (Weickert, 2003), with diffusion along the strokes, so that their edges are
lines and no beads. Pictures are H x W x 3, 0 to 255; planes of one number a pixel are H x W.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.floating[Any]]
"""In half the memory of NumPy's usual numbers: 32 bits."""

LUMINANCE = np.array([0.299, 0.587, 0.114], dtype=np.float32)
FLOW = 0.55
"""How far colours flow in a step at full sharpness, in pixels."""
ALONG = 0.15
"""How much each pixel takes on of its neighbours along a stroke."""
CALM = 3.0
"""The bend of the luminance, in steps of 255 over a pixel, under which flow is slow: paper and sky stay as they are."""
GRAIN, STROKE = 0.35, 0.75
"""The deviations of the blurs under which grain and directions are looked at, in pixels of the picture enlarged."""


def sharpen(picture: Pixels, factor: int, sharpness: float) -> Pixels:
    """One step of a picture that was enlarged ``factor`` times; ``sharpness`` is 0 to 1."""
    plane = blur(picture @ LUMINANCE, GRAIN * factor)
    right, left, down, up = _neighbours(picture)
    across_x, across_y, coherence = _directions(plane, STROKE * factor)
    bend_x, bend_y, bend_xy = _bends(plane)
    bend = across_x**2 * bend_x + 2 * across_x * across_y * bend_xy + across_y**2 * bend_y
    side = np.tanh(bend / CALM)[..., None]
    away = _length(*(np.maximum(0, picture - other) for other in (right, left, down, up)))
    back = _length(*(np.maximum(0, other - picture) for other in (right, left, down, up)))
    flow = np.maximum(side, 0) * away + np.minimum(side, 0) * back
    smooth_x, smooth_y = right + left - 2 * picture, down + up - 2 * picture
    along_x, along_y = -across_y[..., None], across_x[..., None]
    along = along_x**2 * smooth_x + 2 * along_x * along_y * _twist(picture) + along_y**2 * smooth_y
    sharper: Pixels = picture - FLOW * sharpness * flow + ALONG * coherence[..., None] * along
    return sharper


def blur(plane: Pixels, deviation: float) -> Pixels:
    """A plane blurred by a Gaussian; its border is repeated."""
    reach = max(1, round(3 * deviation))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1, dtype=np.float32) / np.float32(deviation)) ** 2)
    weights /= weights.sum()
    for _ in range(2):  # down, then across
        padded = np.pad(plane, ((reach, reach), (0, 0)), mode="edge")
        blurred = np.zeros_like(plane)
        for first, weight in enumerate(weights):
            blurred += weight * padded[first : first + len(plane)]
        plane = blurred.T
    return plane


def _directions(plane: Pixels, deviation: float) -> tuple[Pixels, Pixels, Pixels]:
    """The unit vector across the strokes, x and y, and how sure it is, 0 to 1: the structure tensor's first axis."""
    right, left, down, up = _neighbours(plane)
    slope_x, slope_y = (right - left) / 2, (down - up) / 2
    xx, xy, yy = (blur(one, deviation) for one in (slope_x * slope_x, slope_x * slope_y, slope_y * slope_y))
    angle = np.arctan2(2 * xy, xx - yy) / 2
    coherence = np.hypot(xx - yy, 2 * xy) / (xx + yy + 1)
    return np.cos(angle), np.sin(angle), coherence


def _bends(plane: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """The second derivatives: x, y and mixed."""
    right, left, down, up = _neighbours(plane)
    return right + left - 2 * plane, down + up - 2 * plane, _twist(plane)


def _twist(pixels: Pixels) -> Pixels:
    """The mixed second derivative."""
    padded = _padded(pixels)
    twist: Pixels = (padded[2:, 2:] + padded[:-2, :-2] - padded[2:, :-2] - padded[:-2, 2:]) / 4
    return twist


def _neighbours(pixels: Pixels) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Those to the right, to the left, below and above; the border is repeated."""
    padded = _padded(pixels)
    return padded[1:-1, 2:], padded[1:-1, :-2], padded[2:, 1:-1], padded[:-2, 1:-1]


def _padded(pixels: Pixels) -> Pixels:
    return np.pad(pixels, ((1, 1), (1, 1), *((0, 0) for _ in pixels.shape[2:])), mode="edge")


def _length(*parts: Pixels) -> Pixels:
    length: Pixels = np.sqrt(sum((part * part for part in parts), start=np.zeros_like(parts[0])))
    return length
