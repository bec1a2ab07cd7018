"""Lines as a graver or a gouge leaves them: they swell where it is dark and run out where it is light."""

import numpy as np

from tools.styles.sheet import Array, smooth


def lines(phase: Array, darkness: Array) -> Array:
    """Where the ink is, (side, side), 0 to 1: a line at each whole number of ``phase``, as wide as it is dark there."""
    off = np.abs(2 * (phase - np.floor(phase)) - 1)
    per_pixel = np.hypot(*np.gradient(phase))  # of the picture: an edge must be as sharp however dense the lines
    soft = np.clip(1.5 * per_pixel, 0.01, 0.5)
    return smooth(1 - darkness - soft, 1 - darkness + soft, off) * (darkness > 0.04)
