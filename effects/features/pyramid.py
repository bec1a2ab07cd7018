"""The Laplacian pyramid (Burt and Adelson, 1983): a picture as details of ever larger scale.

Halving and doubling are linear and separable, so each is one small matrix per side: two matrix products take a
picture from level to level, forward and back. The kernel is the binomial 1 4 6 4 1, a cubic B-spline: doubling by
it leaves none of the weave that bilinear interpolation does.
"""

from collections.abc import Sequence

import torch
from torch import Tensor


class Pyramid:
    """Takes pictures of one size (H, W) apart into levels and puts levels together; level k is 2^k times smaller."""

    def __init__(self, size: Sequence[int], levels: int, device: torch.device | str = "cpu") -> None:
        self.sizes = [(size[0], size[1])]
        self._down: list[tuple[Tensor, Tensor]] = []
        self._up: list[tuple[Tensor, Tensor]] = []
        for _ in range(levels - 1):
            rows, columns = self.sizes[-1]
            self._down.append((_halving(rows).to(device), _halving(columns).T.to(device)))
            self._up.append((_doubling(rows).to(device), _doubling(columns).T.to(device)))
            self.sizes.append((_half(rows), _half(columns)))

    def halves(self, picture: Tensor) -> list[Tensor]:
        """A picture, ... x H x W, at the size of every level, itself first (a Gaussian pyramid)."""
        found = [picture]
        for rows, columns in self._down:
            found.append(rows @ found[-1] @ columns)
        return found

    def split(self, picture: Tensor) -> list[Tensor]:
        """A picture, ... x H x W, as its levels: differences, finest first, then the small rest."""
        halves = self.halves(picture)
        details = [
            fine - rows @ coarse @ columns
            for fine, coarse, (rows, columns) in zip(halves[:-1], halves[1:], self._up, strict=True)
        ]
        return [*details, halves[-1]]

    def join(self, levels: Sequence[Tensor]) -> Tensor:
        """The picture whose levels these are; without the finest ones, a picture that many levels smaller."""
        picture = levels[-1]
        skipped = len(self.sizes) - len(levels)
        for level, (rows, columns) in zip(reversed(levels[:-1]), reversed(self._up[skipped:]), strict=True):
            picture = level + rows @ picture @ columns
        return picture

    def join_back(self, gradient: Tensor, count: int) -> list[Tensor]:
        """The gradients of ``count`` levels, finest first, by that of the picture that ``join`` makes of them."""
        found = [gradient]
        for rows, columns in self._up[len(self.sizes) - count :]:
            found.append(rows.T @ found[-1] @ columns.T)
        return found


def _half(side: int) -> int:
    return (side + 1) // 2


def _halving(side: int) -> Tensor:
    """Blurs by 1 4 6 4 1 and keeps every second sample; the border is repeated outwards."""
    offsets = torch.arange(-2, 3)
    columns = (2 * torch.arange(_half(side))[:, None] + offsets).clamp(0, side - 1)
    weights = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    return torch.zeros(_half(side), side).scatter_add_(1, columns, weights.expand(columns.shape))


def _doubling(side: int) -> Tensor:
    """Puts zeros between samples and blurs by 1 4 6 4 1 twice over; the border is repeated outwards."""
    rows = torch.arange(side)[:, None]
    columns = (rows // 2 + torch.arange(-1, 2)).clamp(0, _half(side) - 1)
    even, odd = torch.tensor([1.0, 6.0, 1.0]) / 8, torch.tensor([0.0, 4.0, 4.0]) / 8
    return torch.zeros(side, _half(side)).scatter_add_(1, columns, torch.where(rows % 2 == 1, odd, even))
