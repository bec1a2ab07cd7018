"""What the recipes compare: content, style as Gram matrices, band statistics and total variation; always in fp32.

fp16 Gram matrices overflow, and bf16 keeps three digits of a difference that matters in the fourth.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

FAINTEST = 0.03
"""The least variance of a channel, over that of the strongest one, that is told from none."""
ROWS = 1 << 13
"""Positions whose features are held in fp32 at a time."""
ROUNDING = 1e-6
"""The variance that colours have from being in steps of 1/255."""


def gram(features: Tensor) -> Tensor:
    """The Gram matrix F F^T of features 1 x C x H x W, summed over positions: C x C (Gatys et al., 2015)."""
    return moments(features)[:-1, :-1]


def moments(features: Tensor) -> Tensor:
    """The same of features and a constant 1, so that their sums and the positions' number are there too.

    1 x C x H x W of any precision gives (C + 1) x (C + 1) in fp32.
    """
    # Features are channels-last, so this view costs nothing.
    return _Moments.apply(features[0].permute(1, 2, 0).flatten(0, 1))  # type: ignore[no-any-return, no-untyped-call]


class _Moments(torch.autograd.Function):
    """Sums over the rows of N x C, some rows at a time: a copy of all in fp32 is never made, nor kept for the way back.

    On the way back it takes one product, where PyTorch, which can't know that both factors are one, takes two.
    """

    @staticmethod
    def forward(ctx: Any, rows: Tensor) -> Tensor:
        ctx.save_for_backward(rows)
        channels = rows.shape[1]
        found = torch.zeros(channels + 1, channels + 1, device=rows.device)
        for some in torch.split(rows, ROWS):
            exact = some.float()
            found[:-1, :-1] += exact.T @ exact
            found[-1, :-1] += exact.sum(0)
        found[:-1, -1] = found[-1, :-1]
        found[-1, -1] = len(rows)
        return found

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        rows: Tensor = ctx.saved_tensors[0]
        both = gradients[0] + gradients[0].T
        back = torch.empty_like(rows)
        for some, place in zip(torch.split(rows, ROWS), torch.split(back, ROWS), strict=True):
            place.copy_(some.float() @ both[:-1, :-1] + both[-1, :-1])
        return back


def mean_gram(features: Tensor) -> Tensor:
    """The Gram matrix per position, F F^T / (H W): pictures of different sizes can be compared by it."""
    return gram(features) / (features.shape[-2] * features.shape[-1])


def relative_distance(moments: Tensor, target: Tensor) -> Tensor:
    """The squared Frobenius distance of two matrices over the target's squared norm; 0 for equal ones."""
    return (moments - target).square().sum() / target.square().sum().clamp_min(1e-12)


def content_distance(features: Tensor, target: Tensor) -> Tensor:
    """The mean squared difference of features over the target's variance; 0 for equal ones, 2 for unrelated ones."""
    return _SquaredDifference.apply(features, target) / target.float().var().clamp_min(1e-12)  # type: ignore[no-any-return, no-untyped-call]


class _SquaredDifference(torch.autograd.Function):
    """The mean squared difference from a target of perhaps another precision; neither is kept as the other would be."""

    @staticmethod
    def forward(ctx: Any, features: Tensor, target: Tensor) -> Tensor:
        ctx.save_for_backward(features, target)
        return (features.float() - target).square_().mean()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        features, target = ctx.saved_tensors
        return (features - target).mul_(2 / features.numel() * gradients[0]), None


def total_variation(picture: Tensor) -> Tensor:
    """The mean squared difference of neighbours, down plus across (after Mahendran and Vedaldi, 2014, beta = 2)."""
    down = picture[..., 1:, :] - picture[..., :-1, :]
    across = picture[..., :, 1:] - picture[..., :, :-1]
    return down.square().mean() + across.square().mean()


def band_moments(bands: Sequence[Tensor]) -> list[Tensor]:
    """Second moments per position of each level of a Laplacian pyramid, finest first, each level 1 x 3 x H x W.

    A level gives the 6 x 6 moments of its colours and their magnitudes; the last one, a small picture rather than
    differences, those of its colours and a constant (4 x 4), and so the mean colour too. Colours are brightness and two
    opponents, which in most pictures have little to do with each other.
    """
    *details, rest = (_opponents(band) for band in bands)
    vectors = [torch.cat((level, level.abs()), dim=1) for level in details]
    vectors.append(torch.cat((rest, torch.ones_like(rest[:, :1])), dim=1))
    return [mean_gram(vector) for vector in vectors]


def moment_distance(moment: Tensor, target: Tensor) -> Tensor:
    """The squared distance of second moments over the target's norm, each channel in units of the target's deviation.

    So faint colours count as much as bright ones. In moments as they are the contrast is all there is, and a pale sky
    may turn into a rainbow at next to no cost.
    """
    own = target.diagonal()
    deviation = (own + FAINTEST * own.max() + ROUNDING).sqrt()
    units = deviation[:, None] * deviation
    # The norm is about 1 or more, but for a flat target's.
    return ((moment - target) / units).square().sum() / (target / units).square().sum().clamp_min(0.5)


def _opponents(colours: Tensor) -> Tensor:
    """Brightness, red to blue, and magenta to green; 1 x 3 x H x W."""
    red, green, blue = colours.unbind(1)
    return torch.stack(((red + green + blue) / 3, (red - blue) / 2, (red + blue) / 4 - green / 2), dim=1)
