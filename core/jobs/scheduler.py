"""Who is served next, and when: the order of the queue, which no person can have to themselves."""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from core.dialogue.turn import JobStatus
from core.jobs.estimates import seconds_of_each
from core.model.job import Job, JobState
from core.model.person import PersonId


class QueuePlace(NamedTuple):
    """A job's place: how many others come before it, those at work included; seconds until it is done, if known."""

    ahead: int
    seconds: float | None


def rank_of_new(active: Iterable[Job], person: PersonId) -> int:
    """The rank of a job that a person orders while these are active: one more than that of their last one.

    Someone without jobs joins at the lowest rank that is still active, so they are before everybody's next job and
    behind those who came earlier. The rank is kept in the job, because what has ended is no longer there to be counted.
    """
    jobs = list(active)
    lowest = min((job.rank for job in jobs), default=0)
    return max((job.rank + 1 for job in jobs if job.person == person), default=lowest)


def in_order(active: Iterable[Job]) -> list[Job]:
    """Active jobs in the order in which they are served: what runs, then what was interrupted, then what waits.

    Of those that wait, lower ranks come first, then the older ones.
    """
    return sorted(active, key=_urgency)


def next_job(active: Iterable[Job]) -> Job | None:
    """The job to begin next, if one waits."""
    return next((job for job in in_order(active) if job.state is JobState.QUEUED), None)


def places(active: Iterable[Job], needed: Mapping[str, float | None]) -> dict[str, QueuePlace]:
    """The place of each active job, by id, where as many are worked on at once as there are now, and one at least.

    ``needed`` has the seconds of work that each still needs, None or nothing where that isn't known: then nothing is
    known of those behind it either.
    """
    jobs = in_order(active)
    free_after = [0.0] * max(1, sum(job.state is JobState.RUNNING for job in jobs))  # of each who works, as a heap
    known, found = True, {}
    for ahead, job in enumerate(jobs):
        seconds = needed.get(job.id)
        known = known and seconds is not None
        done = heappop(free_after) + (seconds or 0.0)
        heappush(free_after, done)
        found[job.id] = QueuePlace(ahead, done if known else None)
    return found


def _urgency(job: Job) -> tuple[bool, bool, int, float, str]:
    begun = job.attempt > 0
    return job.state is not JobState.RUNNING, not begun, job.rank, job.created, job.id


def forecast(active: Iterable[Job], past: Iterable[Job], now: float) -> tuple[JobStatus, ...]:
    """The status of each active job in the order in which they are served; ``past`` are done jobs, newest first."""
    jobs = in_order(active)
    found = places(jobs, seconds_of_each(jobs, past, now))
    # Each is what it says: checking a thousand would take longer than all else.
    return tuple(
        JobStatus.model_construct(job=job, ahead=found[job.id].ahead, seconds_left=found[job.id].seconds)
        for job in jobs
    )
