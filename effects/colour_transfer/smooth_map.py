"""A smooth map of all colours out of where some of them go: a grid over the RGB cube, as even as they let it be."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from effects.colour_transfer.oklab import Colours

NODES = 25
"""The grid's nodes along each side of the cube."""
SMOOTHNESS = 60.0
"""How much a change from node to node counts beside the distances that are missed. Less of it splits a sky in two."""
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


class SmoothMap:
    """Values over the RGB cube that are near given ones at some colours, and change little from node to node."""

    def __init__(self, values: Values) -> None:
        self.values = values

    @classmethod
    def fitted(cls, colours: Colours, wanted: NDArray[np.float64]) -> Self:
        """The map that is nearly ``wanted``, N x C, at ``colours`` in sRGB, N x 3, by conjugate gradients."""
        corners, share = _Corners(colours), NODES**3 / len(colours)

        def normal(values: Values) -> Values:
            return share * corners.spread(corners.read(values)) + SMOOTHNESS * _unevenness(values)

        rest = share * corners.spread(wanted)
        values, direction, size = np.zeros_like(rest), rest, (rest * rest).sum(axis=0)
        for _ in range(ITERATIONS):
            seen = normal(direction)
            # A channel that is done has nothing left to divide.
            step = size / np.maximum((direction * seen).sum(axis=0), np.finfo(float).tiny)
            values, rest = values + step * direction, rest - step * seen
            before, size = size, (rest * rest).sum(axis=0)
            direction = rest + size / np.maximum(before, np.finfo(float).tiny) * direction
        return cls(values)


def _unevenness(values: Values) -> Values:
    """The gradient of the squared differences between neighbours, halved."""
    grid = values.reshape(NODES, NODES, NODES, -1)
    found = np.zeros_like(grid)
    for axis in range(3):
        there, here = np.moveaxis(found, axis, 0), np.diff(np.moveaxis(grid, axis, 0), axis=0)
        there[1:] += here
        there[:-1] -= here
    return found.reshape(values.shape)
