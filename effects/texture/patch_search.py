"""Finds the patches of a picture that go on best from what is there; all places are compared at once, by Fourier."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.floating[Any]]
"""H x W x 3."""

WORN = 0.15
"""What taking a patch again costs, in variances of the picture: otherwise its plainest place would be everywhere."""
TOLERANCE = 0.1
"""A patch may fit so much worse than the best one and be taken instead."""


class PatchSearch:
    """The patches of a picture, squares with sides of ``side`` pixels, known by their top and left pixels."""

    def __init__(self, picture: Pixels, side: int) -> None:
        height, width, _ = picture.shape
        self._side = side
        self._shape = _fast(height), _fast(width)
        self._places = height - side + 1, width - side + 1
        self._centre = picture.mean(axis=(0, 1))  # numbers around 0 lose the least in 32 bits
        around = picture - self._centre
        self._variance = float(np.square(around).sum(axis=2).mean())
        self._spectra = [np.fft.rfft2(channel, self._shape) for channel in np.moveaxis(around, 2, 0)]
        self._squares = np.fft.rfft2(np.square(around).sum(axis=2), self._shape)
        self._sums: dict[bytes, Pixels] = {}
        self._wear = np.zeros(self._places)

    def take(self, old: Pixels, filled: NDArray[np.bool_], random: np.random.Generator) -> tuple[int, int]:
        """One of the patches that fit ``old`` best where that is ``filled``; anywhere if it isn't."""
        if filled.any():
            costs = self._mismatch(old, filled) + self._wear
            good = np.flatnonzero(costs <= costs.min() * (1 + TOLERANCE))
        else:
            good = np.arange(self._wear.size)
        top, left = divmod(int(good[random.integers(len(good))]), self._places[1])
        return top, left

    def wear(self, place: tuple[int, int]) -> None:
        """Makes it dearer to take this patch again, or one beside it."""
        bumps = (
            np.exp(-0.5 * ((np.arange(length) - at) / (self._side / 2)) ** 2)
            for length, at in zip(self._places, place, strict=True)
        )
        self._wear += WORN * self._variance * np.outer(*bumps)

    def _mismatch(self, old: Pixels, filled: NDArray[np.bool_]) -> Pixels:
        """The mean squared distance of each patch's colours from the old ones, where there are any."""
        known = (old - self._centre) * filled[..., None]
        products = sum(
            spectrum * np.conj(np.fft.rfft2(channel, self._shape))
            for spectrum, channel in zip(self._spectra, np.moveaxis(known, 2, 0), strict=True)
        )
        squares = self._squares_under(filled) - 2 * self._at_places(products) + np.square(known).sum()
        mismatch: Pixels = np.maximum(0, squares) / filled.sum()
        return mismatch

    def _squares_under(self, filled: NDArray[np.bool_]) -> Pixels:
        """The sum of squares of each patch where ``filled`` is; there are few ways of being filled."""
        key = filled.tobytes()
        if key not in self._sums:
            mask = np.fft.rfft2(filled.astype(np.float32), self._shape)
            self._sums[key] = self._at_places(self._squares * np.conj(mask))
        return self._sums[key]

    def _at_places(self, spectrum: Any) -> Pixels:
        height, width = self._places
        sums: Pixels = np.fft.irfft2(spectrum, self._shape)[:height, :width]
        return sums


def _fast(length: int) -> int:
    """The next length that Fourier transforms are fast for: a product of twos, threes and fives."""
    while True:
        rest = length
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return length
        length += 1
