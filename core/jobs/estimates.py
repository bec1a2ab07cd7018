"""How long a job takes, learned from those of the same kind that are done."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from core.model.job import Job, JobState
from core.plugins.sizes import SIZE

ALIKE = 5
"""So many past jobs, those most alike, are asked."""
MEASURABLE = 0.05
"""The share of the work that must be done before its speed says anything."""


def seconds_needed(options: Mapping[str, Any], past: Iterable[Job]) -> float | None:
    """Seconds of work that a job with these options will take; None where no past job can tell.

    ``past`` are jobs of the same kind of work, newest first. Of those that were done in one go, the ones most alike are
    asked: with the most words and switches in common, then the nearest size, then the newest. The median of what they
    took, each scaled to this size, is the answer.
    """
    able = [job for job in past if _tells(job)]
    alike = sorted(able, key=lambda job: _unlikeness(options, job.order.made_with))[:ALIKE]
    times = [_seconds(job) * _scale(options, job.order.made_with) for job in alike]
    return median(times) if times else None


def seconds_left(fraction: float, seconds: float, expected: float | None, begun: float = 0.0) -> float | None:
    """Seconds until a job is done that is at ``fraction`` after ``seconds`` of work which began at fraction ``begun``.

    What was ``expected`` of all the work counts less the more of it is done; None where there is nothing to go by yet.
    """
    done = fraction - begun
    measured = seconds * (1 - fraction) / done if done >= MEASURABLE else None
    if expected is None:
        return measured
    guessed = expected * (1 - fraction)
    return guessed if measured is None else fraction * measured + (1 - fraction) * guessed


class Pace:
    """How fast a job gets on, from what was ``expected`` of all the work and from the fractions that are noted.

    Time before the first of them isn't counted: the start of a child says nothing of the work's speed.
    """

    def __init__(self, expected: float | None) -> None:
        self._expected = expected
        self._first: tuple[float, float] | None = None
        self._seconds = 0.0

    def note(self, fraction: float, now: float) -> None:
        """The work is at ``fraction`` now."""
        if self._first is None:
            self._first = fraction, now
        self._seconds = now - self._first[1]

    def seconds_left(self, fraction: float) -> float | None:
        """Seconds until the job is done, if there is anything to go by."""
        begun = fraction if self._first is None else self._first[0]
        return seconds_left(fraction, self._seconds, self._expected, begun)


def seconds_of_each(active: Iterable[Job], past: Iterable[Job], now: float) -> dict[str, float | None]:
    """Seconds of work that active jobs still need, by id, as far as that is known.

    ``past`` are jobs that are done, newest first; every kind of work learns from its own.
    """
    done = list(past)
    known: dict[str, float | None] = {}  # most who wait want much the same, and a queue may be long
    found = {}
    for job in active:
        alike = f"{job.order.work} {job.order.made_with}"
        if alike not in known:
            lately = (one for one in done if one.order.work == job.order.work)
            known[alike] = seconds_needed(job.order.made_with, lately)
        found[job.id] = _still_needed(job, known[alike], now)
    return found


def _still_needed(job: Job, expected: float | None, now: float) -> float | None:
    if job.state is JobState.RUNNING and job.started is not None and job.attempt == 1:
        return seconds_left(job.fraction, now - job.started, expected)
    return None if expected is None else expected * (1 - job.fraction)


def _tells(job: Job) -> bool:
    """Whether the time between begin and end is that of the whole work."""
    return job.state is JobState.DONE and job.attempt == 1 and job.started is not None and job.ended is not None


def _seconds(job: Job) -> float:
    assert job.started is not None
    assert job.ended is not None
    return max(0.0, job.ended - job.started)


def _scale(options: Mapping[str, Any], others: Mapping[str, Any]) -> float:
    """How many times the work these options are of the others', by size alone."""
    size, other = options.get(SIZE), others.get(SIZE)
    if isinstance(size, int | float) and isinstance(other, int | float) and size > 0 and other > 0:
        return float(size / other) ** 2
    return 1.0


def _unlikeness(options: Mapping[str, Any], others: Mapping[str, Any]) -> tuple[int, float]:
    names = options.keys() | others.keys()
    words = [name for name in names if isinstance(options.get(name, others.get(name)), str | bool)]
    differing = sum(options.get(name) != others.get(name) for name in words)
    return differing, max(_scale(options, others), _scale(others, options))
