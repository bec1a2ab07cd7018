"""The recipe ``fine``: a picture optimised coarse to fine as a Laplacian pyramid, by its features and its bands.

After Gatys, Ecker and Bethge (2015), with the pyramids of Snelgrove (2017) and stages as in
crowsonkb/style-transfer-pytorch. Each stage doubles the size and optimises all levels so far, each by its own step.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional

from core.nst.adam import Adam
from core.nst.encoder import Encoder, Reading
from core.nst.images import shrink
from core.nst.losses import (
    band_moments,
    content_distance,
    mean_gram,
    moment_distance,
    relative_distance,
    total_variation,
)
from core.nst.options import Detail, FineOptions
from core.nst.pyramid import Pyramid
from core.nst.recipe import State, Step, Tick, WeightedStyle
from core.nst.tensors import to_image, to_tensor

READING = Reading(pooling="average", padding="replicate", normalise=True)

LONG_SIDE, SHORT_SIDE = 64, 16
"""Stages begin at the smallest size that has both; the four poolings leave nothing of less than 16 pixels."""
STEPS = 40, 30, 12
"""Steps of the first stage, of the second and of each later one."""
EFFORT = {Detail.DRAFT: 0.5, Detail.NORMAL: 1.0, Detail.FINE: 2.0}
REST = 4
"""Levels below the first stage's own."""
RATE = 0.017
"""Step of the first stage's own level, in colours of 0 to 1 ..."""
RATE_RATIO = 0.75
"""... and of each level over that of the next coarser one."""
BETAS = 0.8, 0.95

CONTENT_TAP = 11
"""relu3_1: deeper layers forget faces."""
BANDS = 5
BAND_WEIGHT = 3.0
"""Of the bands over the features: they hold the palette, which the compact encoder knows little of."""
TV_WEIGHT = 0.5
NOISE = 0.02
"""Deviation of the noise that the seed lays on the photo before it is painted over."""
MAX_TILE = 1024
"""The style picture is looked at in pieces with sides of at most so many pixels."""

SHIFTS = (0, 0), (3, 5), (6, 3), (5, 6)
"""Steps in turn look at the picture moved down and right by so many pixels. On one grid of poolings a weave of 4 to
8 px would grow; these differ modulo 2 and modulo 4."""
MARGIN = 7


def paint(
    content: Image.Image,
    styles: Sequence[WeightedStyle],
    encoder: Encoder,
    options: FineOptions,
    tick: Tick,
    resume: State | None = None,
) -> Iterator[Step]:
    """Paints ``content`` with ``options.size`` as its long side; ``resume`` is an earlier step's state."""
    photo = to_tensor(shrink(content, options.size), encoder.device)
    stages = _stages(*photo.shape[-2:])
    pyramid = Pyramid(photo.shape[-2:], stages + REST, encoder.device)
    photos = pyramid.halves(photo)
    levels = pyramid.split(photo + NOISE * _noise(photo, options.seed))
    rates = [RATE * RATE_RATIO ** (stages - 1 - level) for level in range(len(levels))]
    adam = Adam(levels, BETAS)
    if resume is not None:
        adam.restore(resume)

    schedule = [
        level
        for level in reversed(range(stages))
        for _ in range(round(EFFORT[options.detail] * STEPS[min(stages - 1 - level, len(STEPS) - 1)]))
    ]
    costs = [4.0**-level for level in schedule]
    stage = None
    while adam.steps < len(schedule):
        level = schedule[adam.steps]
        if stage is None or stage.level != level:
            stage = None  # frees the last one's targets
            stage = _Stage(level, photos[level], styles, encoder, options, tick)
        variables = [variable.detach().requires_grad_() for variable in levels[level:]]
        loss = stage.loss(pyramid.join(variables), SHIFTS[adam.steps % len(SHIFTS)], tick)
        gradients = torch.autograd.grad(loss, variables)
        adam.step(dict(enumerate(gradients, start=level)), rates)
        yield Step(
            fraction=sum(costs[: adam.steps]) / sum(costs),
            loss=loss.item(),
            picture=partial(_picture, pyramid, levels[level:]),
            state=adam.state,
        )


def _picture(pyramid: Pyramid, levels: list[Tensor]) -> Image.Image:
    return to_image(pyramid.join(levels))


class _Stage:
    """What a painting of one size is compared with."""

    def __init__(
        self,
        level: int,
        photo: Tensor,
        styles: Sequence[WeightedStyle],
        encoder: Encoder,
        options: FineOptions,
        tick: Tick,
    ) -> None:
        self.level = level
        self._encoder = encoder
        self._taps = encoder.card.taps
        self._content_weight: float = 0.5 * 0.01**options.strength
        self._bands = Pyramid(photo.shape[-2:], BANDS, encoder.device)
        long_side = max(LONG_SIDE // 2, round(max(photo.shape[-2:]) * options.style_scale))
        with torch.no_grad():
            self._grams, self._moments = self._mixed(styles, long_side, tick)
            # In half precision: these are most of what a stage keeps.
            self._contents = {
                shift: encoder.features(_shifted(photo, shift), [CONTENT_TAP], tick)[CONTENT_TAP].half()
                for shift in SHIFTS
            }

    def loss(self, picture: Tensor, shift: tuple[int, int], tick: Tick) -> Tensor:
        """How far ``picture``, moved by ``shift``, is from the content and the style, as a scalar."""
        features = self._encoder.features(_shifted(picture, shift), self._taps, tick)
        grams = [mean_gram(features[tap]) for tap in self._taps]
        moments = band_moments(self._bands.split(picture))
        style = _mean(relative_distance, grams, self._grams)
        bands = _mean(moment_distance, moments, self._moments)
        content = content_distance(features[CONTENT_TAP], self._contents[shift])
        return style + BAND_WEIGHT * bands + self._content_weight * content + TV_WEIGHT * total_variation(picture)

    def _mixed(self, styles: Sequence[WeightedStyle], long_side: int, tick: Tick) -> tuple[list[Tensor], list[Tensor]]:
        """The weighted mean of the styles' Gram matrices and band moments."""
        total = sum(style.weight for style in styles)
        grams, moments = [], []
        for image, weight in styles:
            of_grams, of_moments = self._style(to_tensor(shrink(image, long_side), self._encoder.device), tick)
            grams.append([weight / total * gram for gram in of_grams])
            moments.append([weight / total * moment for moment in of_moments])
        return [sum(several) for several in zip(*grams, strict=True)], [
            sum(several) for several in zip(*moments, strict=True)
        ]

    def _style(self, style: Tensor, tick: Tick) -> tuple[list[Tensor], list[Tensor]]:
        """Gram matrices and band moments, averaged over pieces of the style picture."""
        grams, moments = [], []
        pieces = _pieces(style)
        for piece in pieces:
            share = piece.shape[-2] * piece.shape[-1] / (style.shape[-2] * style.shape[-1])
            features = self._encoder.features(piece, self._taps, tick)
            grams.append([share * mean_gram(features[tap]) for tap in self._taps])
            bands = Pyramid(piece.shape[-2:], BANDS, style.device).split(piece)
            moments.append([share * moment for moment in band_moments(bands)])
        return [sum(several) for several in zip(*grams, strict=True)], [
            sum(several) for several in zip(*moments, strict=True)
        ]


def _stages(height: int, width: int) -> int:
    count = 1
    while max(height, width) >> count >= LONG_SIDE and min(height, width) >> count >= SHORT_SIDE:
        count += 1
    return count


def _noise(photo: Tensor, seed: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(photo.shape, generator=generator).to(photo.device)


def _shifted(picture: Tensor, shift: tuple[int, int]) -> Tensor:
    """The picture moved down and right inside a margin that repeats its border."""
    down, right = shift
    height, width = (max(side + MARGIN, SHORT_SIDE) - side for side in picture.shape[-2:])
    return functional.pad(picture, (right, width - right, down, height - down), mode="replicate")


def _pieces(picture: Tensor) -> list[Tensor]:
    rows = picture.tensor_split(-(-picture.shape[-2] // MAX_TILE), dim=-2)
    return [piece for row in rows for piece in row.tensor_split(-(-picture.shape[-1] // MAX_TILE), dim=-1)]


def _mean(distance: Callable[[Tensor, Tensor], Tensor], found: list[Tensor], wanted: list[Tensor]) -> Tensor:
    return torch.stack([distance(one, other) for one, other in zip(found, wanted, strict=True)]).mean()
