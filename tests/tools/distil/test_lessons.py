"""What the teacher says is learnt from more than once, and something new comes in all the same."""

import torch

from tools.distil.lessons import KEPT, TIMES, Lessons
from tools.distil.objective import Lesson
from tools.distil.photographs import Chance


def numbered() -> Lessons:
    """Lessons with a number, in the order in which they are made, for a picture."""
    numbers = iter(range(10_000))
    return Lessons(
        lambda: Lesson(torch.full((1, 3, 16, 16), float(next(numbers))), [torch.ones(1, 2, 8, 8)], (0.25, 0.5)),
        Chance(torch.Generator().manual_seed(0)),
    )


def number(lesson: Lesson) -> int:
    return int(lesson.pictures[0, 0, 0, 0].item())


def test_every_few_steps_one_is_new() -> None:
    lessons = numbered()
    taken = [number(lessons.of(step)) for step in range(20 * TIMES)]
    assert taken[::TIMES] == list(range(20))


def test_between_them_old_ones_are_learnt_from_again() -> None:
    lessons, steps = numbered(), 300 * TIMES
    taken = [number(lessons.of(step)) for step in range(steps)]
    ages = [step // TIMES - one for step, one in enumerate(taken) if step % TIMES]
    assert min(ages) >= 0
    assert KEPT / 2 < sum(ages) / len(ages) < 2 * KEPT


def test_what_is_kept_survives_an_interruption() -> None:
    lessons = numbered()
    for step in range(5 * TIMES):
        lessons.of(step)
    continued = numbered()
    continued.restore(lessons.state())
    lesson = continued.of(1)
    assert number(lesson) in range(5)
    assert lesson.window == (0.25, 0.5)
    assert torch.equal(lesson.wanted[0], torch.ones(1, 2, 8, 8))
