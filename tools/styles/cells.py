"""A sheet cut into cells: the places nearest to each of many sites."""

from itertools import pairwise

import numpy as np

from tools.styles.sheet import Array, Sheet, at

WINDOWS = 24
"""The sheet is worked on in this many windows a side, each with the sites near it only."""


def nearest(sheet: Sheet, sites: Array, angles: Array) -> tuple[Array, Array]:
    """Which of the sites, (count, 2), each pixel is nearest to, and by how much: (side, side) each.

    Distance is that of squares turned by angles, (count,), which makes the cells nearly square.
    """
    found = np.empty((sheet.side, sheet.side), dtype=int)
    lead = np.empty((sheet.side, sheet.side))
    edges = np.linspace(0, sheet.side, WINDOWS + 1).astype(int)
    reach = 0.5 / WINDOWS + 3.5 / np.sqrt(len(sites))
    for top, bottom in pairwise(edges):
        for left, right in pairwise(edges):
            window = (slice(top, bottom), slice(left, right))
            middle = np.array((left + right, top + bottom)) / 2 / sheet.side
            near = np.flatnonzero(np.abs(sites - middle).max(1) < reach)
            across = sheet.across[window][..., None] - sites[near, 0]
            down = sheet.down[window][..., None] - sites[near, 1]
            away = np.maximum(*(np.abs(axis) for axis in turned(across, down, angles[near])))
            found[window] = near[np.argmin(away, -1)]
            first, second = np.moveaxis(np.partition(away, 1, -1)[..., :2], -1, 0)
            lead[window] = second - first
    return found, lead


def turned(across: Array, down: Array, angles: Array) -> tuple[Array, Array]:
    """The same steps as seen by who has turned by the angles: ahead and aside."""
    return across * np.cos(angles) + down * np.sin(angles), down * np.cos(angles) - across * np.sin(angles)


def borders(cells: Array) -> Array:
    """Where cells, (side, side), meet: 1 at the last pixel before another one, else 0."""
    found = np.zeros(cells.shape)
    found[:-1] = cells[:-1] != cells[1:]
    found[:, :-1] = np.maximum(found[:, :-1], cells[:, :-1] != cells[:, 1:])
    return found


def settle(side: int, sites: Array, directions: Array, rounds: int) -> Array:
    """Sites, (count, 2), moved to the middles of their square cells some rounds over, so that they lie evenly.

    Directions, (n, n), are which way the squares look, wherever they come to lie.
    """
    coarse = Sheet(side, 0)
    for _ in range(rounds):
        cells, _ = nearest(coarse, sites, at(directions, sites))
        sizes = np.bincount(cells.ravel(), minlength=len(sites))
        middles = [np.bincount(cells.ravel(), axis.ravel(), len(sites)) for axis in (coarse.across, coarse.down)]
        sites = np.where(sizes[:, None] > 0, np.stack(middles, -1) / np.maximum(sizes, 1)[:, None], sites)
    return sites
