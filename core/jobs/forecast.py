"""What is to be said of the queue: the place of each active job and when it will be done."""

from collections.abc import Iterable

from core.conversation.turn import JobStatus
from core.jobs.estimate import seconds_of_each
from core.jobs.model import Job
from core.jobs.queue import in_order, places


def forecast(active: Iterable[Job], past: Iterable[Job], now: float, lanes: int = 1) -> tuple[JobStatus, ...]:
    """The status of each active job in the order in which they are served; ``past`` are done jobs, newest first."""
    jobs = in_order(active)
    found = places(jobs, seconds_of_each(jobs, past, now), lanes)
    return tuple(JobStatus(job=job, ahead=found[job.id].ahead, seconds_left=found[job.id].seconds) for job in jobs)
