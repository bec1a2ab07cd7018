"""The square that a style is drawn on; places and lengths are fractions of its side, so every size shows the same."""

import numpy as np
from numpy.typing import NDArray

from tools.make_samples import fractal

Array = NDArray[np.float64]


class Sheet:
    """A square of ``side`` pixels and the random numbers of what is drawn on it.

    How many random numbers are drawn never depends on ``side``; that is what keeps sizes alike.
    """

    def __init__(self, side: int, seed: int) -> None:
        self.side = side
        self.random = np.random.default_rng(seed)
        centres = (np.arange(side) + 0.5) / side
        self.across, self.down = np.meshgrid(centres, centres)

    def noise(self, cells: int, octaves: int = 4, *, ridged: bool = False) -> Array:
        """Noise about 0, (side, side), mostly within [-0.6, 0.6]; ``cells`` bumps to a side in its coarsest octave."""
        return fractal(self.random, self.side, self.side, cells, octaves, ridged)

    def warped(self, by: float, cells: int = 4, octaves: int = 4) -> tuple[Array, Array]:
        """``across`` and ``down`` pushed about by noise, up to ``by``: what is drawn over them has a hand's edges."""
        return self.across + by * self.noise(cells, octaves), self.down + by * self.noise(cells, octaves)

    def below(self, level: float, rise: float, cells: int, octaves: int = 5, *, ridged: bool = False) -> Array:
        """How far each pixel, (side, side), lies below a range of hills about ``level``; above, negative."""
        crest = self.noise(cells, octaves, ridged=ridged)[self.side // 2]
        return self.down - (level - rise * crest)

    def margin(self) -> tuple[Array, Array]:
        """How far each pixel is from the nearest edge, and whether that is the left or right one: (side, side) each."""
        beside, above = np.minimum(self.across, 1 - self.across), np.minimum(self.down, 1 - self.down)
        return np.minimum(beside, above), beside < above

    def distance(self, x: float, y: float) -> Array:
        """How far each pixel is from a place, (side, side)."""
        return np.hypot(self.across - x, self.down - y)


def at(values: Array, places: Array) -> Array:
    """The values of a square sheet, (n, n, ...), at places (..., 2) of x and y; outside, those at the edge."""
    column, row = np.moveaxis(np.clip((places * len(values)).astype(int), 0, len(values) - 1), -1, 0)
    return values[row, column]


def smooth(low: float, high: float, values: Array) -> Array:
    """From 0 at ``low`` to 1 at ``high`` without a corner; ``low`` may be the larger one."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def blur(values: Array, radius: float) -> Array:
    """Values, (side, side, ...), with detail smaller than ``radius``, a fraction of the side, gone."""
    reach = max(1, round(radius * len(values)))
    for axis in (0, 1, 0, 1):  # twice over a box is near enough to Gauss's bell
        values = np.swapaxes(_row_means(np.swapaxes(values, 0, axis), reach), 0, axis)
    return values


def _row_means(values: Array, reach: int) -> Array:
    """Each row's mean with ``reach`` rows before and after it; beyond the ends these repeat."""
    padding = [(reach + 1, reach)] + [(0, 0)] * (values.ndim - 1)
    sums = np.cumsum(np.pad(values, padding, mode="edge"), axis=0)
    return (sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)


def over(below: Array, colour: Array, cover: Array) -> Array:
    """A colour, (3,) or (side, side, 3), laid over a picture where ``cover``, (side, side), is 1."""
    return below + cover[..., None] * (colour - below)
