"""Whether people can see how far an effect is, and stop it."""

import math
from itertools import pairwise

from atelier_bot.testing.check import ConformanceError, require
from atelier_bot.testing.effects.observation import Observation
from atelier_bot.testing.effects.subject import EffectUnderTest, picture_of

MAX_SILENCE = 1.0
"""Seconds after which people wonder whether something is still going on."""
MAX_STOP = 2.0
"""Seconds that an effect has to end when its picture isn't wanted any more; then its process is killed."""


def it_says_how_far_it_is(subject: EffectUnderTest) -> None:
    """Fractions are numbers from 0 to 1."""
    for said in _warm(subject).said:
        fine = isinstance(said.fraction, float) and math.isfinite(said.fraction) and 0 <= said.fraction <= 1
        require(fine, f"how far it is should be a number from 0 to 1, and it says {said.fraction}")


def it_never_goes_back(subject: EffectUnderTest) -> None:
    """Fractions rise."""
    fractions = [said.fraction for said in _warm(subject).said if isinstance(said.fraction, float)]
    for before, after in pairwise(fractions):
        require(after >= before, f"it was at {before} and goes back to {after}")


def it_speaks_at_least_once_a_second(subject: EffectUnderTest) -> None:
    """``report`` is called again and again; the time before the first report, in which it gets ready, isn't counted."""
    seen = _warm(subject)
    times = [*(said.seconds for said in seen.said), seen.seconds]
    silence = max((after - before for before, after in pairwise(times)), default=seen.seconds)
    require(silence <= MAX_SILENCE, f"it says nothing for {silence:.1f} s: call report at least once a second")


def its_previews_are_pictures(subject: EffectUnderTest) -> None:
    """What it shows meanwhile can be shown."""
    kinds = {said.preview for said in _warm(subject).said} - {"", "picture"}
    require(not kinds, f"a preview should be a picture, and is {', '.join(sorted(kinds))}")


def it_passes_on_that_its_picture_is_not_wanted(subject: EffectUnderTest) -> None:
    """Cancelled comes out of ``report`` and goes through ``run``."""
    seen = subject.run(cancel_at=1)
    if seen.said and not seen.raised:
        raise ConformanceError("it goes on when report raises Cancelled: pass that on")
    fine = not seen.said or seen.code == "Cancelled"
    require(fine, f"it makes something else of Cancelled, which report raises: {seen.raised}")


def it_stops_within_two_seconds(subject: EffectUnderTest) -> None:
    """What it does after Cancelled is soon done."""
    stopped = subject.run(cancel_at=1).stopped_after
    require(stopped <= MAX_STOP, f"it takes {stopped:.1f} s to stop, and may take {MAX_STOP:g} s")


def _warm(subject: EffectUnderTest) -> Observation:
    """A run in a process in which everything that it imports is there already."""
    seen = subject.runs(subject.wanted(), subject.wanted())[1]
    picture_of(seen)
    return seen
