"""A map of all colours out of where some go."""

import numpy as np
import pytest

from effects.colour_transfer.smooth_map import MAX_STEP, NODES, fitted, nodes


def colours(seed: int, number: int = 4000) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1, (number, 3))


def steepest(values: np.ndarray) -> float:
    """The largest change from node to node."""
    grid = values.reshape(NODES, NODES, NODES, -1)
    return max(float(np.abs(np.diff(grid, axis=axis)).max()) for axis in range(3))


def test_where_all_go_alike_everything_does() -> None:
    values = fitted(0.2 * colours(0), np.full((4000, 2), (0.1, -0.3)))
    assert values == pytest.approx(np.full((NODES**3, 2), (0.1, -0.3)), abs=1e-3)


def test_a_slope_is_followed_where_there_are_colours() -> None:
    values = fitted(colours(0), 0.3 * colours(0))
    inner = np.abs(nodes() - 0.5).max(axis=1) < 0.3
    assert values[inner] == pytest.approx(0.3 * nodes()[inner], abs=0.05)


def test_colours_that_are_alike_and_go_apart_stay_together() -> None:
    apart = np.where(colours(0)[:, :1] < 0.5, -0.2, 0.2)
    assert steepest(fitted(colours(0), apart)) <= MAX_STEP
