"""The encoder's layers for a picture that changes and weights that don't: what goes back needs next to nothing kept.

PyTorch's own would keep each layer's whole input in case the weights want gradients. Here a convolution keeps its
weights, a ReLU one byte for each value, average pooling a shape.
"""

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional


def convolve(x: Tensor, kernel: Tensor, bias: Tensor, padding: int) -> Tensor:
    """A convolution with stride 1; gradients reach ``x`` only."""
    return _Convolution.apply(x, kernel, bias, padding)  # type: ignore[no-any-return, no-untyped-call]


def rectify(x: Tensor) -> Tensor:
    """ReLU, in place on the way forward and on the way back: for an output that one layer of this file alone reads."""
    return _Rectifier.apply(x)  # type: ignore[no-any-return, no-untyped-call]


def pool_average(x: Tensor, scale: float) -> Tensor:
    """The mean of 2 x 2 values times ``scale``; an odd last row or column is left out."""
    return _AveragePooling.apply(x, scale)  # type: ignore[no-any-return, no-untyped-call]


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, kernel: Tensor, bias: Tensor, padding: int) -> Tensor:
        ctx.kernel, ctx.padding = kernel, padding
        return functional.conv2d(x, kernel, bias, padding=padding)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        return functional.conv_transpose2d(gradients[0], ctx.kernel, padding=ctx.padding), None, None, None


class _Rectifier(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.mark_dirty(x)
        ctx.save_for_backward(x > 0)
        return x.relu_()

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        positive: Tensor = ctx.saved_tensors[0]
        return gradients[0].mul_(positive)  # the one layer above made it, so it may be written over


class _AveragePooling(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, scale: float) -> Tensor:
        ctx.odd = x.shape[-2] % 2, x.shape[-1] % 2
        ctx.scale = scale
        return functional.avg_pool2d(x, 2) if scale == 1 else functional.avg_pool2d(x, 2).mul_(scale)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None]:
        spread = functional.interpolate(gradients[0] * (ctx.scale / 4), scale_factor=2, mode="nearest")
        rows, columns = ctx.odd
        return (functional.pad(spread, (0, columns, 0, rows)) if rows or columns else spread), None
