"""A student somewhere between its first step and its last; what step n does depends on the seed and the state alone."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import save_file
from torch import Tensor

from effects.features.encoder import Encoder
from effects.features.weights_metadata import RELU_TAPS, WeightsMetadata
from tools.distil.lessons import Lessons
from tools.distil.objective import Lesson, Teacher, compare
from tools.distil.optimiser import Optimiser
from tools.distil.photographs import Chance, Photographs
from tools.distil.student import Student
from tools.distil.student_paintings import StudentPaintings

LAST_RATE, WARM_UP = 1e-5, 200
FITTED_TO = 40
"""Batches that the heads of a student that isn't a new one are fitted to."""
AVERAGED = 0.997
"""The student that is kept is the mean of the last three hundred or so steps' students."""


@dataclass(frozen=True)
class Plan:
    """All that decides what is learnt, but the photographs and the teacher."""

    widths: tuple[int, ...] = (32, 32, 48, 48, 128, 96, 96, 96, 256, 128, 128, 128, 256)
    steps: int = 1
    rate: float = 2.5e-3
    crops: int = 5
    paintings: int = 4
    side: int = 128
    seed: int = 0

    def taking(self, steps: int) -> Self:
        """The same in so many steps."""
        return replace(self, steps=steps)


@dataclass
class Progress:
    """How far it is, and the moving means of the errors at the taps."""

    step: int = 0
    errors: list[float] = field(default_factory=lambda: [1.0] * len(RELU_TAPS))


class Training:
    """Teaches one student as planned."""

    def __init__(
        self, plan: Plan, photographs: Tensor, vgg19: Encoder, start: Mapping[str, Tensor] | None = None
    ) -> None:
        device = vgg19.device
        torch.manual_seed(plan.seed)
        self.plan, self.progress, self._device = plan, Progress(), device
        self._chance = Chance(torch.Generator(device).manual_seed(plan.seed))
        self._photographs = Photographs(photographs, device)
        self._teacher = Teacher(vgg19, self._draw(max(plan.crops, 8)))
        targets = [features.shape[1] for features in self._teacher(self._draw(1))]
        half = vgg19.dtype is torch.bfloat16
        self.student = Student(plan.widths, targets, half).to(device)
        if start is not None:
            self.student.start_from(start)
            crops = (self._draw(max(plan.crops, 8)) for _ in range(FITTED_TO))
            self.student.fit_heads((pictures, self._teacher(pictures)) for pictures in crops)
        self.averaged = [parameter.detach().clone() for parameter in self.student.parameters()]
        self._optimiser = Optimiser(self.student)
        self._paintings = StudentPaintings(self._teacher, lambda: self._draw(plan.paintings), self._chance)
        self._lessons = Lessons(self._lesson, self._chance)

    def _draw(self, count: int) -> Tensor:
        return self._photographs.batch(count, self.plan.side, self._chance)

    def _lesson(self) -> Lesson:
        """Of new crops, and of the paintings a step further."""
        self._paintings.step(self.student)
        pictures = torch.cat((self._draw(self.plan.crops), self._paintings.pictures))
        down, right = self._chance.uniform(0, 1, 2).tolist()
        return Lesson.of(self._teacher, pictures, (down, right))

    def advance(self) -> None:
        """One step: take a lesson, compare, learn."""
        progress = self.progress
        loss = compare(self.student, self._lessons.of(progress.step))
        self.student.zero_grad()
        loss.total.backward()
        self._optimiser.step(rate(self.plan, progress.step))
        progress.step += 1
        for own, parameter in zip(self.averaged, self.student.parameters(), strict=True):
            own.lerp_(parameter.detach(), 1 - min(AVERAGED, progress.step / (progress.step + 10)))
        share = max(0.02, 1 / progress.step)
        pairs = zip(progress.errors, loss.errors, strict=True)
        progress.errors = [(1 - share) * before + share * now for before, now in pairs]

    def save(self, path: Path) -> None:
        """Writes all that ``resumed`` needs; the file is whole or not there."""
        state = {
            "plan": asdict(self.plan),
            "step": self.progress.step,
            "errors": self.progress.errors,
            "student": self.student.state_dict(),
            "averaged": self.averaged,
            "optimiser": self._optimiser.state(),
            "lessons": self._lessons.state(),
            "paintings": self._paintings.state,
            "chance": self._chance.generator.get_state(),
        }
        part = path.with_name(path.name + ".part")
        torch.save(state, part)
        part.replace(path)

    @classmethod
    def resumed(cls, path: Path, photographs: Tensor, vgg19: Encoder) -> Self:
        """Goes on as planned where ``path`` was saved, as if it had not been interrupted."""
        state = torch.load(path, map_location=vgg19.device, weights_only=True)
        plan = Plan(**{**state["plan"], "widths": tuple(state["plan"]["widths"])})
        training = cls(plan, photographs, vgg19)
        training.progress = Progress(state["step"], state["errors"])
        training.student.load_state_dict(state["student"])
        training.averaged = state["averaged"]
        training._optimiser.restore(state["optimiser"])
        training._lessons.restore(state["lessons"])
        training._paintings.state = state["paintings"]
        training._chance.generator.set_state(state["chance"].cpu())
        return training

    def write(self, path: Path, metadata: WeightsMetadata) -> None:
        """Writes the averaged student as an encoder's file."""
        student = Student(self.plan.widths, [head.out_channels for head in self.student.heads])
        with torch.no_grad():
            for parameter, own in zip(student.parameters(), self.averaged, strict=True):
                parameter.copy_(own)
        part = path.with_name(path.name + ".part")
        save_file(student.tensors(), part, metadata.to_strings())
        part.replace(path)


def rate(plan: Plan, step: int) -> float:
    """The learning rate of a step: up in a straight line, then down along a cosine."""
    warm = min(1.0, (step + 1) / min(WARM_UP, max(1, plan.steps // 10)))
    return LAST_RATE + (plan.rate - LAST_RATE) * warm * (0.5 + 0.5 * math.cos(math.pi * step / plan.steps))
