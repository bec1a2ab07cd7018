"""Where a new patch begins and what was there before ends: along the seam that shows the least."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.floating[Any]]
"""A number a pixel, H x W."""


def share_of_new(errors: Plane, filled: NDArray[np.bool_]) -> Plane:
    """How much of each pixel of a square patch is the new one's, 0 to 1.

    ``errors`` says how much new and old differ, ``filled`` where there is an old one: along some of the four sides, and
    not in the middle.
    """
    share = np.ones_like(errors)
    for side in range(4):
        turned = np.rot90(filled, side)
        width = int(np.argmin(turned[len(turned) // 2]))  # as far as the middle row is filled
        if width:
            strip = np.rot90(share, side)[:, :width]
            np.minimum(strip, _right_of_seam(np.rot90(errors, side)[:, :width]), out=strip)
    share[~filled] = 1
    return share


def _right_of_seam(errors: Plane) -> Plane:
    """0 left of the cheapest way from the top row to the bottom row, a half on it and 1 right of it (by rows)."""
    costs = errors.copy()
    for row in range(1, len(costs)):
        above = np.pad(costs[row - 1], 1, constant_values=np.inf)
        costs[row] += np.minimum(np.minimum(above[:-2], above[1:-1]), above[2:])
    share = np.zeros_like(costs)
    at = int(np.argmin(costs[-1]))
    for row in reversed(range(len(costs))):
        least = max(0, at - 1)
        at = least + int(np.argmin(costs[row, least : at + 2])) if row < len(costs) - 1 else at
        share[row, at], share[row, at + 1 :] = 0.5, 1
    return share
