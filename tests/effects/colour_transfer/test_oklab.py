"""OKLab: there and back, and what no screen shows."""

import numpy as np
import pytest

from effects.colour_transfer.oklab import to_oklab, to_srgb

CUBE = np.stack(np.meshgrid(*[np.linspace(0, 1, 9)] * 3), axis=-1).reshape(-1, 3)


def hue(lab: np.ndarray) -> np.ndarray:
    return np.arctan2(lab[:, 2], lab[:, 1])


def test_every_colour_of_a_screen_comes_back() -> None:
    assert np.abs(to_srgb(to_oklab(CUBE)) - CUBE).max() < 2e-3


@pytest.mark.parametrize(
    ("srgb", "lab"),
    [  # Ottosson's own figures
        ((1, 1, 1), (1, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((1, 0, 0), (0.62796, 0.22486, 0.12585)),
        ((0, 0, 1), (0.45201, -0.03246, -0.31153)),
    ],
)
def test_known_colours(srgb: tuple[float, ...], lab: tuple[float, ...]) -> None:
    assert to_oklab(np.array([srgb], dtype=float))[0] == pytest.approx(lab, abs=1e-4)


def test_what_no_screen_shows_becomes_greyer_and_neither_darker_nor_of_another_hue() -> None:
    angles = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    loud = np.stack([np.full(60, 0.6), 0.5 * np.cos(angles), 0.5 * np.sin(angles)], axis=1)
    shown = to_oklab(to_srgb(loud))
    assert shown[:, 0] == pytest.approx(loud[:, 0], abs=5e-3)
    assert np.cos(hue(shown) - hue(loud)).min() > 0.999
    assert np.hypot(shown[:, 1], shown[:, 2]).max() < 0.4
