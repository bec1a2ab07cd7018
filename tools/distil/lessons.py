"""Lessons, each learnt from some times over: what the teacher says of a picture costs as much as learning from it."""

from collections.abc import Callable

import torch
from torch import Tensor

from tools.distil.objective import Lesson
from tools.distil.photographs import Chance

TIMES = 3
"""How often a lesson is learnt from, in the mean."""
KEPT = 16
"""Lessons to choose from: the same one again and again would be learnt by heart."""


class Lessons:
    """The lessons of a training: a new one every ``TIMES`` steps, between them some of those that are kept."""

    def __init__(self, make: Callable[[], Lesson], chance: Chance) -> None:
        self._make, self._chance = make, chance
        self._kept: list[Lesson] = []

    def of(self, step: int) -> Lesson:
        """The lesson of a step."""
        if step % TIMES and self._kept:
            return self._kept[self._any()]
        lesson = self._make()
        if len(self._kept) < KEPT:
            self._kept.append(lesson)
        else:
            self._kept[self._any()] = lesson
        return lesson

    def _any(self) -> int:
        return int(self._chance.numbers(len(self._kept), 1).item())

    def state(self) -> list[dict[str, Tensor]]:
        """What is kept."""
        return [
            {
                "pictures": lesson.pictures,
                "window": torch.tensor(lesson.window, dtype=torch.float64),
                **{f"wanted.{n}": features for n, features in enumerate(lesson.wanted)},
            }
            for lesson in self._kept
        ]

    def restore(self, state: list[dict[str, Tensor]]) -> None:
        """Keeps what a ``state`` has."""
        self._kept = []
        for kept in state:
            down, right = kept["window"].tolist()
            wanted = [kept[f"wanted.{n}"] for n in range(len(kept) - 2)]
            self._kept.append(Lesson(kept["pictures"], wanted, (down, right)))
