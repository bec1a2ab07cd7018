"""Gives blurred strokes their edges back: on both sides of an edge colours flow towards it until they meet.

This is a coherence-enhancing shock filter (Weickert, 2003), with diffusion along the strokes, so that their edges are
lines and no beads. Pictures are 3 x H x W, 0 to 255; planes of one number a pixel are H x W.
"""

from typing import Any, NamedTuple

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
FAINTEST = 1e-6
GRAIN, STROKE = 0.35, 0.75
"""The deviations of the blurs under which grain and directions are looked at, in pixels of the picture enlarged."""


class _Direction(NamedTuple):
    """The products of a unit vector's parts at each pixel: it has no sign, as a stroke has none."""

    xx: Pixels
    xy: Pixels
    yy: Pixels


def sharpen(picture: Pixels, factor: int, sharpness: float) -> Pixels:
    """One step of a picture that was enlarged ``factor`` times; ``sharpness`` is 0 to 1."""
    plane = blur(np.tensordot(LUMINANCE, picture, 1), GRAIN * factor)
    across, coherence = _directions(plane, STROKE * factor)
    side = np.tanh(_bend(plane, across) / CALM)
    # Each pixel flows from the neighbours that lie on its own side of the edge.
    towards = np.sign(side)
    steps = (np.maximum(0, towards * (picture - other)) for other in _neighbours(picture))
    flow = side * np.sqrt(sum(step * step for step in steps))
    along = _Direction(across.yy, -across.xy, across.xx)
    sharper: Pixels = picture - FLOW * sharpness * flow + ALONG * coherence * _bend(picture, along)
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


def _directions(plane: Pixels, deviation: float) -> tuple[_Direction, Pixels]:
    """The direction across the strokes, and how sure it is, 0 to 1: the structure tensor's first axis."""
    right, left, down, up = _neighbours(plane)
    slope_x, slope_y = (right - left) / 2, (down - up) / 2
    xx, xy, yy = (blur(one, deviation) for one in (slope_x * slope_x, slope_x * slope_y, slope_y * slope_y))
    apart = np.hypot(xx - yy, 2 * xy)
    # Of twice the angle; where no direction is the first, that of x.
    cosine, sine = (xx - yy + FAINTEST) / (apart + FAINTEST), 2 * xy / (apart + FAINTEST)
    return _Direction((1 + cosine) / 2, sine / 2, (1 - cosine) / 2), apart / (xx + yy + 1)


def _bend(pixels: Pixels, direction: _Direction) -> Pixels:
    """The second derivative in a direction."""
    padded = _padded(pixels)
    right, left, down, up = _neighbours(pixels)
    twist = (padded[..., 2:, 2:] + padded[..., :-2, :-2] - padded[..., 2:, :-2] - padded[..., :-2, 2:]) / 2
    bend: Pixels = direction.xx * (right + left - 2 * pixels) + direction.yy * (down + up - 2 * pixels)
    bend += direction.xy * twist
    return bend


def _neighbours(pixels: Pixels) -> tuple[Pixels, Pixels, Pixels, Pixels]:
    """Those to the right, to the left, below and above; the border is repeated."""
    padded = _padded(pixels)
    return padded[..., 1:-1, 2:], padded[..., 1:-1, :-2], padded[..., 2:, 1:-1], padded[..., :-2, 1:-1]


def _padded(pixels: Pixels) -> Pixels:
    return np.pad(pixels, (*((0, 0) for _ in pixels.shape[:-2]), (1, 1), (1, 1)), mode="edge")
