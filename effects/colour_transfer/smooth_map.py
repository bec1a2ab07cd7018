"""A smooth map of all colours out of where some of them go: a grid over the RGB cube, as even as they let it be."""

import numpy as np
from numpy.typing import NDArray

from effects.colour_transfer.oklab import Colours

NODES = 25
"""The grid's nodes along each side of the cube."""
SMOOTHNESS = 60.0, 240.0, 960.0, 3840.0
"""How much changes from node to node count beside the distances that are missed: the first that is enough is taken."""
MAX_STEP = 0.04
"""The most that may change from node to node: with more, a sky is split in two and grain becomes gravel."""
ITERATIONS = 60

Values = NDArray[np.float64]
"""What there is at each node, (NODES ** 3) x C."""


def nodes() -> Colours:
    """The colours of the grid's nodes in sRGB, blue running fastest."""
    side = np.linspace(0, 1, NODES)
    return np.stack(np.meshgrid(side, side, side, indexing="ij"), axis=-1).reshape(-1, 3)


class _Corners:
    """How much each of the eight nodes around a colour counts for it; ``colours`` are sRGB, N x 3, 0 to 1."""

    def __init__(self, colours: Colours) -> None:
        place = colours * (NODES - 1)
        first = np.minimum(place.astype(int), NODES - 2)
        inside = place - first
        corners = np.array(list(np.ndindex(2, 2, 2)))
        at = first[None] + corners[:, None]
        self._nodes = (at[..., 0] * NODES + at[..., 1]) * NODES + at[..., 2]
        self._weights = np.where(corners[:, None], inside, 1 - inside).prod(axis=-1)

    def read(self, values: Values) -> NDArray[np.float64]:
        """The grid's values at the colours, N x C."""
        read: NDArray[np.float64] = (self._weights[..., None] * values[self._nodes]).sum(axis=0)
        return read

    def spread(self, numbers: NDArray[np.float64]) -> Values:
        """Numbers at the colours, N x C, given to the nodes around them: what ``read`` is turned round."""
        flat, count = self._nodes.ravel(), NODES**3
        channels = [np.bincount(flat, (self._weights * channel).ravel(), count) for channel in numbers.T]
        return np.stack(channels, axis=1)


def fitted(colours: Colours, wanted: NDArray[np.float64]) -> Values:
    """Values at all nodes that are near ``wanted``, N x C, at ``colours`` in sRGB, N x 3, and change little between."""
    corners, middle = _Corners(colours), wanted.mean(axis=0)
    values = np.zeros((NODES**3, wanted.shape[1]))
    for smoothness in SMOOTHNESS:
        values = _least_squares(corners, wanted - middle, smoothness, values)
        if _steepest(values) <= MAX_STEP:
            break
    found: Values = values + middle
    return found


def _least_squares(corners: _Corners, wanted: NDArray[np.float64], smoothness: float, values: Values) -> Values:
    """By conjugate gradients, beginning at ``values``."""
    share = NODES**3 / len(wanted)

    def normal(values: Values) -> Values:
        return share * corners.spread(corners.read(values)) + smoothness * _unevenness(values)

    rest = share * corners.spread(wanted) - normal(values)
    direction, size = rest, (rest * rest).sum(axis=0)
    for _ in range(ITERATIONS):
        seen = normal(direction)
        # A channel that is done has nothing left to divide.
        step = size / np.maximum((direction * seen).sum(axis=0), np.finfo(float).tiny)
        values, rest = values + step * direction, rest - step * seen
        before, size = size, (rest * rest).sum(axis=0)
        direction = rest + size / np.maximum(before, np.finfo(float).tiny) * direction
    return values


def _steepest(values: Values) -> float:
    """The largest distance between neighbours' values."""
    grid = values.reshape(NODES, NODES, NODES, -1)
    return max(float(np.linalg.norm(np.diff(grid, axis=axis), axis=-1).max()) for axis in range(3))


def _unevenness(values: Values) -> Values:
    """The gradient of the squared differences between neighbours, halved."""
    grid = values.reshape(NODES, NODES, NODES, -1)
    found = np.zeros_like(grid)
    for axis in range(3):
        there, here = np.moveaxis(found, axis, 0), np.diff(np.moveaxis(grid, axis, 0), axis=0)
        there[1:] += here
        there[:-1] -= here
    return found.reshape(values.shape)
