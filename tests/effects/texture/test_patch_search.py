"""The patch that fits is found."""

import numpy as np
import pytest

from effects.texture.patch_search import PatchSearch, _fast
from tests.conftest import picture

SIDE = 12
PICTURE = np.asarray(picture(50, 37, 0), dtype=np.float32)
LEFT = np.zeros((SIDE, SIDE), dtype=bool)
LEFT[:, :4] = True


def patch(top: int, left: int) -> np.ndarray:
    return PICTURE[top : top + SIDE, left : left + SIDE]


def taken(search: PatchSearch, old: np.ndarray, filled: np.ndarray, times: int = 20) -> set[tuple[int, int]]:
    return {search.take(old, filled, np.random.default_rng(number)) for number in range(times)}


@pytest.mark.parametrize("place", [(0, 0), (25, 38), (11, 7)])
def test_a_patch_goes_on_from_itself(place: tuple[int, int]) -> None:
    assert taken(PatchSearch(PICTURE, SIDE), patch(*place), LEFT) == {place}


def test_those_that_are_taken_fit_nearly_best() -> None:
    old = np.asarray(picture(SIDE, SIDE, 5), dtype=np.float32)
    misfits = {
        (top, left): float((((patch(top, left) - old)[LEFT]) ** 2).sum())
        for top in range(37 - SIDE + 1)
        for left in range(50 - SIDE + 1)
    }
    best = min(misfits.values())
    assert all(misfits[place] <= 1.11 * best for place in taken(PatchSearch(PICTURE, SIDE), old, LEFT))


def test_where_nothing_is_yet_any_will_do() -> None:
    assert len(taken(PatchSearch(PICTURE, SIDE), patch(0, 0), np.zeros_like(LEFT))) > 10


def test_one_that_was_taken_is_worn() -> None:
    search = PatchSearch(PICTURE, SIDE)
    for _ in range(30):
        search.wear((11, 7))
    assert all(abs(top - 11) + abs(left - 7) > SIDE // 2 for top, left in taken(search, patch(11, 7), LEFT))


def test_lengths_are_padded_to_products_of_small_primes() -> None:
    assert [_fast(length) for length in (1, 7, 97, 384, 509)] == [1, 8, 100, 384, 512]
