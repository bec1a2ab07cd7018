"""Whether an effect can be run again and again in one process: it is, for days."""

from atelier_bot.testing.check import require
from atelier_bot.testing.effects.subject import EffectUnderTest, picture_of, require_answer
from atelier_bot.testing.pictures import picture

RUNS = 20
WARM_UP = 5
"""Runs after which everything is there that is kept between them."""
MAX_GROWTH = 20_000_000
PHONE = 4000, 3000


def the_same_makes_the_same(subject: EffectUnderTest) -> None:
    """The same pictures and options lead to the same picture, also after others."""
    usual = subject.wanted()
    others = subject.wanted(subject.pictures(picture(64, 64, 5), picture(80, 40, 6)))
    first, _, again = subject.runs(usual, others, usual)
    same = picture_of(first).tobytes() == picture_of(again).tobytes()
    require(same, "the same pictures and options lead to another picture each time: take chance from a seed")


def it_does_not_grow_in_20_runs(subject: EffectUnderTest) -> None:
    """Nothing of a picture stays in memory when it is done."""
    seen = subject.runs(*[subject.wanted(thumbnail=True) for _ in range(RUNS)], fresh=True)
    for one in seen:
        picture_of(one)
    growth = seen[-1].memory - seen[WARM_UP - 1].memory
    require(growth <= MAX_GROWTH, f"in {RUNS - WARM_UP} runs its process grows by {growth // 1_000_000} MB")


def it_keeps_to_the_memory_that_it_declares(subject: EffectUnderTest) -> None:
    """With photos of 12 megapixels its process takes no more than the suite was told."""
    photo = picture(*PHONE)
    (seen,) = subject.runs(subject.wanted(subject.pictures(photo)), fresh=True)
    require_answer(subject, seen)
    peak = seen.peak // 1_000_000
    require(peak <= subject.megabytes, f"its process takes {peak} MB, and {subject.megabytes} MB were declared")
