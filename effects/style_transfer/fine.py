"""The recipe ``fine``: a picture optimised coarse to fine as a Laplacian pyramid, by its features and its bands.

After Gatys, Ecker and Bethge (2015), with the pyramids of Snelgrove (2017) and stages as in
crowsonkb/style-transfer-pytorch. Each stage doubles the size and optimises all levels so far, each by its own step. How
far a painting goes from its photo is decided before: see ``daring``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from PIL import Image
from torch import Tensor

from atelier_bot import shrink
from effects.features.encoder import Encoder, FeatureConfig
from effects.features.layers import Tick
from effects.features.pyramid import Pyramid
from effects.features.tensors import to_image, to_tensor
from effects.style_transfer.adam import Adam
from effects.style_transfer.daring import Daring
from effects.style_transfer.options import Detail, FineOptions
from effects.style_transfer.recipe import State, Step, WeightedStyle
from effects.style_transfer.stage import SHIFTS, Stage

FEATURES = FeatureConfig(padding="replicate", normalise=True)

LONG_SIDE, SHORT_SIDE = 64, 16
"""Stages begin at the smallest size that has both; the four poolings leave nothing of less than 16 pixels."""
STEPS = 24, 20, 16, 10
"""Steps of the first stages; a later one takes as many as the last of these ..."""
LAST_STEPS = 14
"""... and the last stage no more than these: they cost more than all others together."""
SKETCH = 0.5
"""The share of the first stage's steps after which the picture looks like the painting that is coming."""
EFFORT = {Detail.DRAFT: 0.5, Detail.NORMAL: 1.0, Detail.FINE: 2.0}
REST = 4
"""Levels below the first stage's own."""
RATE = 0.036
"""First step of the first stage's own level, in colours of 0 to 1 ..."""
RATE_RATIO = 0.9
"""... and of each level over that of the next coarser one."""
LAST_RATE = 0.15
"""Of a stage's last step over its first: what steps of full size leave behind is grain."""
BETAS = 0.8, 0.95
NOISE = 0.02
"""Deviation of the noise that the seed lays on the photo before it is painted over."""


@dataclass(frozen=True)
class _PlannedStep:
    """One step of the optimiser: at which level, and how large it is beside the stage's first."""

    level: int
    ease: float


def paint(
    content: Image.Image,
    styles: Sequence[WeightedStyle],
    encoder: Encoder,
    options: FineOptions,
    tick: Tick,
    resume: State | None = None,
    *,
    grey: bool = False,
) -> Iterator[Step]:
    """Paints ``content`` with ``options.size`` as its long side; ``resume`` is an earlier step's state.

    With ``grey`` pictures that are grey (mode RGB all the same) are painted in grey.
    """
    daring = Daring.of(options.strength)
    photo = to_tensor(shrink(content, options.size), encoder.device)
    stages = _stages(*photo.shape[-2:])
    pyramid = Pyramid(photo.shape[-2:], stages + REST, encoder.device)
    photos = pyramid.halves(photo)
    levels = _begun(pyramid, photo, stages, daring, options.seed, grey=grey)
    rates = [daring.pace * RATE * RATE_RATIO ** (stages - 1 - level) for level in range(len(levels))]
    adam = Adam(levels, BETAS)
    if resume is not None:
        adam.restore(resume)

    plan = _plan(stages, options.detail)
    costs = [4.0**-step.level for step in plan]
    sketch = SKETCH * sum(step.level == stages - 1 for step in plan)
    stage = None
    while adam.steps < len(plan):
        level, ease = plan[adam.steps].level, plan[adam.steps].ease
        if stage is None or stage.level != level:
            stage = None  # frees the last one's targets
            stage = Stage(level, photos[level], styles, encoder, daring, options.style_scale, tick)
        loss, gradient = stage.loss(pyramid.join(levels[level:]), adam.steps % len(SHIFTS), tick)
        if grey:
            gradient = gradient.mean(1, keepdim=True).expand_as(gradient)
        gradients = pyramid.join_back(gradient, len(levels) - level)
        adam.step(dict(enumerate(gradients, start=level)), [ease * rate for rate in rates])
        yield Step(
            fraction=sum(costs[: adam.steps]) / sum(costs),
            loss=loss,
            sketched=adam.steps >= sketch,
            picture=partial(_picture, pyramid, levels),
            state=adam.state,
        )


def _picture(pyramid: Pyramid, levels: list[Tensor]) -> Image.Image:
    """The painting so far at its full size, what isn't painted yet as it began."""
    return to_image(pyramid.join(levels))


def _begun(pyramid: Pyramid, photo: Tensor, stages: int, daring: Daring, seed: int, *, grey: bool) -> list[Tensor]:
    """What is painted over: the photo with some of its detail, under a little noise."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(photo.shape, generator=generator).to(photo.device)
    noise = noise.mean(1, keepdim=True).expand_as(noise) if grey else noise
    levels = pyramid.split(photo + daring.mix * NOISE * noise)
    return [daring.keep * level if number < stages - 1 else level for number, level in enumerate(levels)]


def _plan(stages: int, detail: Detail) -> list[_PlannedStep]:
    plan = []
    for number in range(stages):
        steps = STEPS[min(number, len(STEPS) - 1)]
        if number == stages - 1 and number > 0:
            steps = min(steps, LAST_STEPS)
        count = max(1, round(EFFORT[detail] * steps))
        plan += [_PlannedStep(stages - 1 - number, 1 - (1 - LAST_RATE) * (step + 0.5) / count) for step in range(count)]
    return plan


def _stages(height: int, width: int) -> int:
    count = 1
    while max(height, width) >> count >= LONG_SIDE and min(height, width) >> count >= SHORT_SIDE:
        count += 1
    return count
