"""Paintings in the making, by the student itself: what optimisation really shows an encoder.

Where a student sees less than its teacher, optimisation finds the place and paints what only the student takes for
style. So some of what it learns from are its own paintings, of photographs in the manner of photographs, at every
stage of the work: the mistakes it makes are the ones it is told of.
"""

from collections.abc import Callable

import torch
from torch import Tensor

from effects.features.pyramid import Pyramid
from tools.distil.objective import Teacher, apart, grams
from tools.distil.photographs import Chance
from tools.distil.student import Student

LEVELS = 5
RATES = tuple(0.02 * 0.8**n for n in reversed(range(LEVELS)))
"""Step sizes by level, finest first."""
BETAS = 0.8, 0.95
RENEWED = 1 / 50
"""The share of the paintings that begin anew at each step."""
CONTENT_TAP = 3
"""relu4_1 among the taps."""


class StudentPaintings:
    """Paintings N x 3 x side x side, each a few steps along."""

    def __init__(self, teacher: Teacher, draw: Callable[[], Tensor], chance: Chance) -> None:
        self._teacher, self._draw, self._chance = teacher, draw, chance
        content = draw()
        self._pyramid = Pyramid(content.shape[-2:], LEVELS, content.device)
        self.state = self._begun(content)

    @property
    def pictures(self) -> Tensor:
        """The paintings as they are."""
        return self._pyramid.join(self._levels(self.state)).clamp(-0.1, 1.1)

    def step(self, student: Student) -> None:
        """Paints one step of each, and begins some anew."""
        state = self.state
        variables = [level.requires_grad_() for level in self._levels(state)]
        features = student(self._pyramid.join(variables))
        style = sum(
            apart(grams(feature), state[f"gram.{n}"]).clamp_max(10).mean() for n, feature in enumerate(features)
        )
        content = (features[CONTENT_TAP] - state["content"].float()).square().mean((1, 2, 3))
        gradients = torch.autograd.grad(len(content) * style + (state["weight"] * content).sum(), variables)
        with torch.no_grad():
            for n, (variable, gradient, rate) in enumerate(zip(variables, gradients, RATES, strict=True)):
                mean = state[f"mean.{n}"].lerp_(gradient, 1 - BETAS[0])
                square = state[f"square.{n}"].lerp_(gradient.square(), 1 - BETAS[1])
                state[f"level.{n}"] = variable.detach() - rate * mean / (square.sqrt() + 1e-8)
        if self._chance.uniform(0, 1, 1).item() < RENEWED * len(content):
            self._renew()

    def _levels(self, state: dict[str, Tensor]) -> list[Tensor]:
        return [state[f"level.{n}"].detach() for n in range(LEVELS)]

    def _renew(self) -> None:
        fresh, number = self._begun(self._draw()[:2]), self._chance.numbers(len(self.state["weight"]), 1)
        for name, tensor in fresh.items():
            self.state[name][number] = tensor[:1]

    @torch.no_grad()
    def _begun(self, content: Tensor) -> dict[str, Tensor]:
        """Paintings not begun: the photo with some of its detail, and what it is to become."""
        count = len(content)
        state: dict[str, Tensor] = {}
        keep = self._chance.uniform(0, 1, count, 1, 1, 1)
        for n, level in enumerate(self._pyramid.split(content)):
            state[f"level.{n}"] = (keep * level if n < LEVELS - 1 else level).clone()
            state[f"mean.{n}"], state[f"square.{n}"] = torch.zeros_like(level), torch.zeros_like(level)
        style = self._draw()[:count]
        for n, features in enumerate(self._teacher(style)):
            state[f"gram.{n}"] = grams(features)
        state["content"] = self._teacher(content)[CONTENT_TAP].half()
        state["weight"] = 10 ** self._chance.uniform(-2.5, 0.3, count)
        return state
