"""OKLab (Ottosson, 2020): colours whose distances are those that people see. All arrays are N x 3.

The first number is lightness, 0 to 1; the other two say how far a colour is from grey, green to red and blue to yellow.
"""

import numpy as np
from numpy.typing import NDArray

Colours = NDArray[np.float64]

TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
FROM_LAB, FROM_CONES = np.linalg.inv(TO_LAB), np.linalg.inv(TO_CONES)

SLACK = 1e-4
"""So far outside of what a screen shows a colour may be: rounding alone puts white and black there."""
HALVINGS = 10


def to_oklab(srgb: Colours) -> Colours:
    """Colours in sRGB, 0 to 1, as OKLab."""
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    lab: Colours = np.cbrt(linear @ TO_CONES.T) @ TO_LAB.T
    return lab


def to_srgb(lab: Colours) -> Colours:
    """Colours in OKLab as sRGB, 0 to 1; what no screen shows becomes greyer until one does, as light and of one hue."""
    linear = np.clip(_linear(_within_srgb(lab)), 0, 1)
    srgb: Colours = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return srgb


def _linear(lab: Colours) -> Colours:
    linear: Colours = ((lab @ FROM_LAB.T) ** 3) @ FROM_CONES.T
    return linear


def _within_srgb(lab: Colours) -> Colours:
    """The same with chroma taken back as far as is needed, found by halving."""
    lightness, chroma = lab[:, :1].clip(0, 1), lab[:, 1:]
    least, most = np.zeros_like(lightness), np.ones_like(lightness)
    kept = most
    for _ in range(HALVINGS):
        shown = _is_shown(np.hstack([lightness, kept * chroma]))
        least, most = np.where(shown, kept, least), np.where(shown, most, kept)
        kept = (least + most) / 2
    return np.hstack([lightness, least * chroma])


def _is_shown(lab: Colours) -> NDArray[np.bool_]:
    linear = _linear(lab)
    shown: NDArray[np.bool_] = np.all((linear >= -SLACK) & (linear <= 1 + SLACK), axis=1, keepdims=True)
    return shown
