"""Seams run where the least shows."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effects.texture.seams import share_of_new

SIDE = 12
NOWHERE = np.zeros((SIDE, SIDE), dtype=bool)


def filled(left: int = 0, top: int = 0, right: int = 0, bottom: int = 0) -> np.ndarray:
    """A patch of which so many pixels along each side are filled."""
    found = NOWHERE.copy()
    found[:, :left] = found[:top] = True
    found[:, SIDE - right :] = found[SIDE - bottom :] = True
    return found


def cheapest(errors: np.ndarray) -> float:
    """The cost of the cheapest way from the top row to the bottom row, by trying all."""
    height, width = errors.shape
    costs = []
    for first, *steps in product(range(width), *[(-1, 0, 1)] * (height - 1)):
        at = np.cumsum([first, *steps])
        if at.min() >= 0 and at.max() < width:
            costs.append(errors[np.arange(height), at].sum())
    return float(min(costs))


@pytest.mark.parametrize("side", ["left", "top", "right", "bottom"])
def test_a_seam_follows_a_gap_between_differences(side: str) -> None:
    errors = np.full((SIDE, SIDE), 9.0)
    turns = {"left": 0, "bottom": 1, "right": 2, "top": 3}[side]
    np.rot90(errors, -turns)[:, 2] = 0.0
    share = np.rot90(share_of_new(errors, filled(**{side: 5})), -turns)
    assert (share[:, :2] == 0).all()
    assert (share[:, 2] == 0.5).all()
    assert (share[:, 3:] == 1).all()


def test_what_nothing_is_under_is_the_new_patchs() -> None:
    assert (share_of_new(np.ones((SIDE, SIDE)), NOWHERE) == 1).all()
    assert (share_of_new(np.ones((SIDE, SIDE)), filled(left=4, top=3))[4:, 5:] == 1).all()


def test_all_four_sides_may_have_one() -> None:
    share = share_of_new(np.ones((SIDE, SIDE)), filled(3, 3, 3, 3))
    assert (share[[0, -1]] <= 0.5).all()
    assert (share[:, [0, -1]] <= 0.5).all()
    assert (share[4:8, 4:8] == 1).all()


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=6, max_size=6))
def test_no_way_is_cheaper(rows: list[list[int]]) -> None:
    errors = np.zeros((6, 6))
    errors[:, :2] = np.array(rows)[:, :2]
    mask = np.zeros((6, 6), dtype=bool)
    mask[:, :2] = True
    share = share_of_new(errors, mask)
    seam = share[:, :2] == 0.5
    assert (seam.sum(axis=1) == 1).all()
    assert errors[:, :2][seam].sum() == cheapest(errors[:, :2])
