"""Colours that are moved become others as a whole, each by a short way."""

import numpy as np
import pytest

from effects.colour_transfer.transport import MAX_GAIN, LinearMap, sliced


def cloud(seed: int, number: int = 3000) -> np.ndarray:
    """Colours around a centre, more in some directions than in others."""
    random = np.random.default_rng(seed)
    return random.normal(size=(number, 3)) * (0.1, 0.04, 0.06) + random.uniform(0.3, 0.7, 3)


class TestLinearMap:
    def test_gives_the_others_mean_and_covariance(self) -> None:
        these, those = cloud(0), cloud(1)
        moved = LinearMap.between(these, those)(these)
        assert moved.mean(axis=0) == pytest.approx(those.mean(axis=0), abs=1e-12)
        assert np.cov(moved.T) == pytest.approx(np.cov(those.T), abs=2e-4)

    def test_leaves_its_own_colours_alone(self) -> None:
        assert LinearMap.between(cloud(0), cloud(0))(cloud(1)) == pytest.approx(cloud(1), abs=1e-9)

    def test_takes_no_two_colours_far_apart(self) -> None:
        faint = LinearMap.between(0.01 * cloud(0), cloud(1))
        assert np.linalg.norm(faint.matrix, 2) == pytest.approx(MAX_GAIN)

    def test_makes_everything_grey_where_all_is_grey(self) -> None:
        grey = np.zeros((500, 3))
        grey[:, 0] = np.linspace(0, 1, 500)
        moved = LinearMap.between(cloud(0), grey)(cloud(0))
        assert np.abs(moved[:, 1:]).max() < 0.03


class TestSliced:
    def test_gives_the_others_distribution_in_every_direction(self) -> None:
        these, those = cloud(0), np.concatenate([cloud(1, 1500), cloud(2, 1500)])
        moved = sliced(these, those, np.random.default_rng(0))
        for direction in np.linalg.qr(np.random.default_rng(9).normal(size=(3, 3)))[0].T:
            found, wanted = (
                np.quantile(colours @ direction, np.linspace(0.02, 0.98, 25)) for colours in (moved, those)
            )
            assert found == pytest.approx(wanted, abs=0.01)

    def test_moves_nothing_that_is_there_already(self) -> None:
        assert sliced(cloud(0), cloud(0), np.random.default_rng(0)) == pytest.approx(cloud(0), abs=1e-9)

    def test_keeps_the_order_along_a_line(self) -> None:
        line = np.linspace(0, 1, 100)[:, None] * (1, 1, 1) / np.sqrt(3)
        moved = sliced(line, line**2, np.random.default_rng(0)).sum(axis=1)
        assert (np.diff(moved) > -1e-9).all()
