"""A forecast puts the queue and the estimates together."""

from core.jobs.scheduler import forecast
from core.model.job import JobState
from tests.core.jobs.test_estimates import job


def test_each_job_has_its_place_and_the_time_until_it_is_done() -> None:
    past = [job(10)]
    waiting = {"state": JobState.QUEUED, "attempt": 0, "started": None, "ended": None}
    last, next_one = job(id="c", rank=1, **waiting), job(id="b", created=100, **waiting)
    running = job(id="a", state=JobState.RUNNING, fraction=0.5, ended=None)
    found = forecast([last, next_one, running], past, now=105)
    assert [(status.job.id, status.ahead, status.seconds_left) for status in found] == [
        ("a", 0, 5.0),
        ("b", 1, 15.0),
        ("c", 2, 25.0),
    ]
