"""Optimal transport: where each colour of a picture goes for all of them together to become another picture's.

The best linear map is known in closed form (Monge and Kantorovich; Pitié and Kokaram, 2007). What it leaves is moved
along lines in turning directions, on each of which the optimum is a matter of sorting ("sliced" optimal transport).
Colours are in OKLab, N x 3.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from effects.colour_transfer.oklab import Colours

MAX_GAIN = 1.5
"""So many times as far apart two colours may come: more than that shows the grain of a photo and its compression."""
FAINTEST = 1e-5
"""A variance that every picture has in every direction, so that a grey one has somewhere to go."""
ROUNDS = 24
STEP = 0.5


@dataclass(frozen=True)
class LinearMap:
    """``matrix`` times the distance from the centre ``begin``, seen from the centre ``end``."""

    matrix: NDArray[np.float64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]

    @classmethod
    def between(cls, these: Colours, those: Colours) -> Self:
        """The map that gives ``these`` the mean and, as far as the gain allows, the covariance of ``those``."""
        root = _root(_covariance(these))
        inverse = np.linalg.inv(root)
        matrix = inverse @ _root(root @ _covariance(those) @ root) @ inverse
        gains, axes = np.linalg.eigh((matrix + matrix.T) / 2)
        return cls((axes * gains.clip(0, MAX_GAIN)) @ axes.T, these.mean(axis=0), those.mean(axis=0))

    def __call__(self, colours: Colours) -> Colours:
        """Where colours go."""
        moved: Colours = (colours - self.begin) @ self.matrix.T + self.end
        return moved


def sliced(these: Colours, those: Colours, random: np.random.Generator) -> Colours:
    """``these`` moved until they are distributed as ``those``, each as short a way as there is."""
    moved = these.copy()
    ranks, other_ranks = _ranks(len(these)), _ranks(len(those))
    for _ in range(ROUNDS):
        directions, _ = np.linalg.qr(random.normal(size=(3, 3)))
        for direction in directions.T:
            along = moved @ direction
            order = np.argsort(along, kind="stable")
            wanted = np.interp(ranks, other_ranks, np.sort(those @ direction))
            way = np.empty_like(along)
            way[order] = wanted - along[order]
            moved += STEP * way[:, None] * direction
    return moved


def _ranks(number: int) -> NDArray[np.float64]:
    return (np.arange(number) + 0.5) / number


def _covariance(colours: Colours) -> NDArray[np.float64]:
    apart = colours - colours.mean(axis=0)
    covariance: NDArray[np.float64] = apart.T @ apart / len(colours) + FAINTEST * np.eye(3)
    return covariance


def _root(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """The square root of a symmetric matrix without negative eigenvalues."""
    values, axes = np.linalg.eigh(matrix)
    root: NDArray[np.float64] = (axes * np.sqrt(values.clip(0))) @ axes.T
    return root
