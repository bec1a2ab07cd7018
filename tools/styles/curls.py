"""Curves that coil up: of trees in gold and of breaking waves."""

import numpy as np

from tools.styles.sheet import Array


def curl(
    start: tuple[float, float], angle: float, length: float, turns: tuple[float, float], points: int = 90
) -> Array:
    """A curve, (points, 2), that sets out at an angle and bends ever more: from the first to the second of ``turns``.

    Turns are radians for the whole length, as if it bent so all the way; positive is clockwise on the sheet.
    """
    t = np.linspace(0, 1, points)
    bend = turns[0] + (turns[1] - turns[0]) * t**2.2
    heading = angle + np.cumsum(bend) / points
    ahead = np.stack((np.cos(heading), np.sin(heading)), -1) * length / points
    return np.asarray(start) + np.cumsum(ahead, axis=0)


def beside(path: Array, offsets: Array) -> Array:
    """The curve, (points, 2), that runs at offsets, (points,), to the right of a path."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    return path + np.stack((-along[:, 1], along[:, 0]), -1) * offsets[:, None]
