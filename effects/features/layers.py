"""The encoder's layers for a picture that changes and weights that don't: what goes back needs next to nothing kept.

PyTorch's own would keep each layer's whole input in case the weights want gradients, and pooling 8 bytes a value for
where it was. Here a convolution keeps its weights, a ReLU one byte for each value, and what is the size of the picture
is computed a strip of rows at a time, and once more on the way back.
"""

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

Tick = Callable[[], None]
"""Called after every layer of work; what it raises stops the work."""

Block = Callable[[Tensor, int, int], tuple[Tensor, Tensor]]
"""Layers that are worked through a strip at a time.

Given some rows of a picture with a border of 1, how many rows more than asked for are above, and how many are asked
for: features of half as many rows, and something that adds up over all rows.
"""


def convolve(x: Tensor, kernel: Tensor, bias: Tensor | None, padding: int) -> Tensor:
    """A convolution with stride 1; gradients reach ``x`` only."""
    return _Convolution.apply(x, kernel, bias, padding)  # type: ignore[no-any-return, no-untyped-call]


def rectify(x: Tensor) -> Tensor:
    """ReLU, in place on the way forward and on the way back: for an output that one layer of this file alone reads."""
    return _Rectifier.apply(x)  # type: ignore[no-any-return, no-untyped-call]


def pool(x: Tensor) -> Tensor:
    """The greatest of 2 x 2 values that are 0 or more; an odd last row or column is left out.

    Values that are equally great share the gradient's whole, zeros have none: as ReLU has it below.
    """
    return _Pooling.apply(x)  # type: ignore[no-any-return, no-untyped-call]


def in_strips(block: Block, padded: Tensor, rows: int, tick: Tick) -> tuple[Tensor, Tensor]:
    """What ``block`` has for a picture with a border of 1, of which it is given ``rows``, an even number, at a time.

    A strip sees one row more of the picture on both sides, where there is one. ``tick`` is called after each strip,
    on the way forward and on the way back. What is no higher than a strip isn't computed a second time.
    """
    height = padded.shape[-2] - 2
    if height <= rows:
        found = block(padded, 0, height)
        tick()
        return found
    return _Strips.apply(padded, block, rows, tick)  # type: ignore[no-any-return, no-untyped-call]


class _Strips(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, padded: Tensor, block: Block, rows: int, tick: Tick) -> tuple[Tensor, Tensor]:
        ctx.save_for_backward(padded)
        ctx.block, ctx.rows, ctx.tick = block, rows, tick
        features, sums = [], []
        for strip, above, count in _strips(padded, rows):
            of_features, of_sum = block(strip, above, count)
            features.append(of_features)
            sums.append(of_sum)
            tick()
        return torch.cat(features, dim=-2), torch.stack(sums).sum(0)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, None, None, None]:
        padded: Tensor = ctx.saved_tensors[0]
        back, done = torch.zeros_like(padded), 0
        for strip, above, count in _strips(padded, ctx.rows):
            variable = strip.detach().requires_grad_()
            with torch.enable_grad():
                features, total = ctx.block(variable, above, count)
                wanted = gradients[0][..., done // 2 : done // 2 + features.shape[-2], :]
                # As grad_outputs they would have PyTorch import sympy: 480 modules, 45 MB.
                product = (features * wanted).sum() + (total * gradients[1]).sum()
            (gradient,) = torch.autograd.grad(product, variable)
            back[..., done - above : done - above + strip.shape[-2], :] += gradient
            done += count
            ctx.tick()
        return back, None, None, None


def _strips(padded: Tensor, rows: int) -> Iterator[tuple[Tensor, int, int]]:
    height = padded.shape[-2] - 2
    for begin in range(0, height, rows):
        end = min(begin + rows, height)
        first, last = max(begin - 1, 0), min(end + 1, height)
        yield padded[..., first : last + 2, :], begin - first, end - begin


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, kernel: Tensor, bias: Tensor | None, padding: int) -> Tensor:
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


class _Pooling(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        greatest = functional.max_pool2d(x, 2)
        rows, columns = (2 * side for side in greatest.shape[-2:])
        ctx.odd = x.shape[-2] - rows, x.shape[-1] - columns
        quarters = [x[..., down:rows:2, right:columns:2] for down in (0, 1) for right in (0, 1)]
        positive = greatest > 0
        ctx.save_for_backward(*((quarter == greatest) & positive for quarter in quarters))
        return greatest

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        gradient = gradients[0]
        rows, columns = (2 * side + odd for side, odd in zip(gradient.shape[-2:], ctx.odd, strict=True))
        back = gradient.new_zeros(len(gradient), rows, columns, gradient.shape[1]).permute(0, 3, 1, 2)  # channels-last
        for number, chosen in enumerate(ctx.saved_tensors):
            down, right = divmod(number, 2)
            torch.mul(gradient, chosen, out=back[..., down : rows - ctx.odd[0] : 2, right : columns - ctx.odd[1] : 2])
        return back
