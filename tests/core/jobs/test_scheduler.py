"""The queue is fair: nobody's second job comes before another's first."""

from hypothesis import given
from hypothesis import strategies as st

from core.jobs.scheduler import QueuePlace, in_order, next_job, places, rank_of_new
from core.model.address import Address
from core.model.job import Job, JobState, Order

HOME = Address("web", "local", "room")


def job(id: str, person: str = "ann", created: float = 0.0, **more: object) -> Job:
    order = Order(id=id, effect="blend", inputs={}, options={})
    return Job.model_validate({"order": order, "address": HOME, "person": person, "created": created, **more})


class FairQueue:
    """A queue, as the runner and the engine use it."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.begun: list[Job] = []
        self.ordered = 0

    def order(self, person: str) -> Job:
        self.ordered += 1
        rank = rank_of_new(self.jobs, person)
        new = job(f"{self.ordered:03}", person, float(self.ordered), rank=rank)
        self.jobs.append(new)
        return new

    def finish(self) -> None:
        """What runs is done, and the next begins."""
        self.jobs = [one for one in self.jobs if one.state is not JobState.RUNNING]
        following = next_job(self.jobs)
        if following is not None:
            self.jobs.remove(following)
            self.jobs.append(following.model_copy(update={"state": JobState.RUNNING, "attempt": 1}))
            self.begun.append(following)


ORDERS = st.lists(st.sampled_from(["ann", "bob", "cy", "dan", None]), max_size=60)
"""Who orders something, one after another; None is when a job is done."""


@given(ORDERS)
def test_between_a_persons_first_order_and_its_turn_nobody_else_is_served_twice(events: list[str | None]) -> None:
    queue = FairQueue()
    waiting_since: dict[str, tuple[str, int]] = {}
    for person in [*events, *[None] * len(events)]:
        if person is None:
            queue.finish()
        elif not any(one.person == person for one in queue.jobs):
            waiting_since[queue.order(person).id] = person, len(queue.begun)
        else:
            queue.order(person)
    for id, (person, since) in waiting_since.items():
        turn = [one.id for one in queue.begun].index(id)
        served = [one.person for one in queue.begun[since:turn]]
        assert person not in served
        assert len(served) == len(set(served))


@given(ORDERS)
def test_everybody_is_served_and_a_persons_jobs_in_the_order_in_which_they_came(events: list[str | None]) -> None:
    queue = FairQueue()
    for person in [*events, *[None] * len(events)]:
        if person is None:
            queue.finish()
        else:
            queue.order(person)
    assert len(queue.begun) == queue.ordered
    for person in ("ann", "bob", "cy", "dan"):
        ids = [one.id for one in queue.begun if one.person == person]
        assert ids == sorted(ids)


def test_those_who_come_later_are_served_before_anothers_second() -> None:
    queue = FairQueue()
    for person in ("ann", "ann", "ann", "bob"):
        queue.order(person)
    queue.finish()
    queue.order("cy")
    assert [one.person for one in in_order(queue.jobs)] == ["ann", "bob", "cy", "ann", "ann"]


def test_what_was_interrupted_is_finished_before_anything_is_begun() -> None:
    interrupted = job("b", created=9, rank=5, attempt=1)
    assert next_job([job("a"), interrupted]) == interrupted


def test_nothing_is_next_where_nothing_waits() -> None:
    assert next_job([]) is None
    assert next_job([job("a", state=JobState.RUNNING)]) is None


def test_what_waits_goes_to_whoever_of_several_is_free_first() -> None:
    running = {"state": JobState.RUNNING, "attempt": 1}
    jobs = [job("a", created=1, **running), job("b", created=2, **running), job("c", created=3), job("d", created=4)]
    found = places(jobs, {"a": 5.0, "b": 2.0, "c": 10.0, "d": 1.0})
    assert {id: place.seconds for id, place in found.items()} == {"a": 5.0, "b": 2.0, "c": 12.0, "d": 6.0}


def test_places_count_what_comes_before_and_add_up_its_time() -> None:
    jobs = [job("c", created=3), job("b", created=2), job("a", state=JobState.RUNNING, attempt=1)]
    assert places(jobs, {"a": 5.0, "b": 20.0, "c": 30.0}) == {
        "a": QueuePlace(0, 5.0),
        "b": QueuePlace(1, 25.0),
        "c": QueuePlace(2, 55.0),
    }


def test_nothing_is_known_of_what_waits_for_something_unknown() -> None:
    jobs = [job("a", created=1), job("b", created=2), job("c", created=3)]
    assert places(jobs, {"a": 5.0, "b": None, "c": 1.0}) == {
        "a": QueuePlace(0, 5.0),
        "b": QueuePlace(1, None),
        "c": QueuePlace(2, None),
    }


@given(st.lists(st.floats(0, 1e6), max_size=9))
def test_everyone_waits_for_all_before_them(seconds: list[float]) -> None:
    jobs = [job(str(number), created=number) for number in range(len(seconds))]
    found = places(jobs, {one.id: time for one, time in zip(jobs, seconds, strict=True)})
    total = 0.0
    for number, time in enumerate(seconds):
        total += time
        assert found[str(number)] == (number, total)
