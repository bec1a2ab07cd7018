"""What a painting of one size is compared with: the photo's content, and the statistics of the styles."""

from collections.abc import Sequence
from functools import partial

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from atelier_bot import shrink
from effects.features.encoder import Encoder
from effects.features.layers import Tick
from effects.features.losses import (
    band_moments,
    content_distance,
    moment_distance,
    relative_distance,
    total_variation,
)
from effects.features.pyramid import Pyramid
from effects.features.tensors import to_tensor
from effects.style_transfer.daring import Daring
from effects.style_transfer.recipe import WeightedStyle

LEAST_SIDE = 16
"""What four poolings leave something of."""
CONTENT_TAP = 11
"""relu3_1: deeper layers forget faces."""
BANDS = 5
BAND_WEIGHT = 0.5
"""Of the bands, which hold the palette, beside the features."""
TV_WEIGHT = 0.5
LEAST_STYLE = 32
"""The long side that a style picture is looked at with at least."""
MAX_TILE = 1024
"""The style picture is looked at in pieces with sides of at most so many pixels."""

SHIFTS = (0, 0), (3, 5), (6, 3), (5, 6)
"""Steps in turn look at the picture moved down and right by so many pixels. On one grid of poolings a weave of 4 to
8 px would grow; these differ modulo 2 and modulo 4."""
MARGIN = 7


class Stage:
    """The targets of one level of the pyramid, from a photo 1 x 3 x H x W of that size, and the loss against them."""

    def __init__(
        self,
        level: int,
        photo: Tensor,
        styles: Sequence[WeightedStyle],
        encoder: Encoder,
        daring: Daring,
        style_scale: float,
        tick: Tick,
    ) -> None:
        self.level = level
        self._encoder, self._taps, self._daring = encoder, encoder.metadata.taps, daring
        self._bands = Pyramid(photo.shape[-2:], BANDS, encoder.device)
        long_side = max(LEAST_STYLE, round(max(photo.shape[-2:]) * style_scale))
        with torch.no_grad():
            own_taps = self._taps if daring.mix < 1 else ()
            seen = [encoder.describe(_shifted(photo, shift), own_taps, [CONTENT_TAP], tick) for shift in SHIFTS]
            # In half precision: these are most of what a stage keeps.
            self._contents = [description.contents[CONTENT_TAP].half() for description in seen]
            targets = self._mixed(styles, long_side, tick)
            if daring.mix < 1:
                grams = [sum(several) / len(seen) for several in zip(*(each.grams for each in seen), strict=True)]
                targets = _blend(targets, [*grams, *band_moments(self._bands.split(photo))], daring.mix)
            self._grams, self._moments = targets[: len(self._taps)], targets[len(self._taps) :]

    def loss(self, picture: Tensor, shift: int, tick: Tick) -> tuple[float, Tensor]:
        """How far ``picture`` is from the content and the style, and the gradient of that; ``shift`` indexes SHIFTS.

        One part after the other goes back, so that what one has kept for it is gone when the next begins.
        """
        total, gradient = 0.0, torch.zeros_like(picture)
        for part in (partial(self._features_loss, shift=shift, tick=tick), self._colours_loss):
            variable = picture.detach().requires_grad_()
            loss = part(variable)
            gradient += torch.autograd.grad(loss, variable)[0]
            total += loss.item()
        return total, gradient

    def _features_loss(self, picture: Tensor, shift: int, tick: Tick) -> Tensor:
        grams, contents = self._encoder.describe(_shifted(picture, SHIFTS[shift]), self._taps, [CONTENT_TAP], tick)
        pairs = zip(grams, self._grams, strict=True)
        style = torch.stack([relative_distance(found, wanted) for found, wanted in pairs]).mean()
        content = content_distance(contents[CONTENT_TAP], self._contents[shift])
        return style + self._daring.content_weight * content

    def _colours_loss(self, picture: Tensor) -> Tensor:
        moments = band_moments(self._bands.split(picture))
        pairs = zip(moments, self._moments, strict=True)
        bands = torch.stack([moment_distance(found, wanted) for found, wanted in pairs]).mean()
        return BAND_WEIGHT * bands + self._daring.mix * TV_WEIGHT * total_variation(picture)

    def _mixed(self, styles: Sequence[WeightedStyle], long_side: int, tick: Tick) -> list[Tensor]:
        """The weighted mean of what the styles have."""
        total = sum(style.weight for style in styles)
        found = [self._style(image, long_side, tick) for image, _ in styles]
        weighted = [
            [style.weight / total * matrix for matrix in matrices]
            for style, matrices in zip(styles, found, strict=True)
        ]
        return [sum(several, start=torch.zeros_like(several[0])) for several in zip(*weighted, strict=True)]

    def _style(self, image: Image.Image, long_side: int, tick: Tick) -> list[Tensor]:
        """Gram matrices and band moments, averaged over pieces of a style picture."""
        style = _padded(to_tensor(shrink(image, long_side), self._encoder.device), 0)
        found = []
        for piece in _pieces(style):
            share = piece.shape[-2] * piece.shape[-1] / (style.shape[-2] * style.shape[-1])
            moments = band_moments(Pyramid(piece.shape[-2:], BANDS, style.device).split(piece))
            grams = self._encoder.describe(piece, self._taps, (), tick).grams
            found.append([share * matrix for matrix in (*grams, *moments)])
        return [sum(several, start=torch.zeros_like(several[0])) for several in zip(*found, strict=True)]


def _blend(these: Sequence[Tensor], others: Sequence[Tensor], share: float) -> list[Tensor]:
    return [share * one + (1 - share) * other for one, other in zip(these, others, strict=True)]


def _padded(picture: Tensor, margin: int, shift: tuple[int, int] = (0, 0)) -> Tensor:
    """The picture moved down and right in a margin, at least LEAST_SIDE wide and high; its border is repeated."""
    down, right = shift
    height, width = (max(side + margin, LEAST_SIDE) - side for side in picture.shape[-2:])
    return functional.pad(picture, (right, width - right, down, height - down), mode="replicate")


def _shifted(picture: Tensor, shift: tuple[int, int]) -> Tensor:
    return _padded(picture, MARGIN, shift)


def _pieces(picture: Tensor) -> list[Tensor]:
    rows = picture.tensor_split(-(-picture.shape[-2] // MAX_TILE), dim=-2)
    return [piece for row in rows for piece in row.tensor_split(-(-picture.shape[-1] // MAX_TILE), dim=-1)]
