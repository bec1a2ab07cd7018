"""How long a job takes is learned from those before it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jobs.estimates import Pace, seconds_left, seconds_needed, seconds_of_each
from core.model.address import Address
from core.model.job import Job, JobState, Order

HOME = Address("web", "local", "room")


def job(seconds: float = 0.0, *, id: str = "a", effect: str = "blend", options: object = None, **more: Any) -> Job:
    order = Order.model_validate({"id": id, "effect": effect, "inputs": {}, "options": options or {}})
    ended = {"state": JobState.DONE, "attempt": 1, "started": 100.0, "ended": 100.0 + seconds}
    return Job.model_validate({"order": order, "address": HOME, "person": "ann", "created": 99.0, **ended, **more})


def test_nothing_is_known_without_a_past() -> None:
    assert seconds_needed({"size": 512}, []) is None


def test_it_is_the_median_of_what_jobs_took() -> None:
    assert seconds_needed({}, [job(10), job(1000), job(12)]) == 12


def test_work_grows_with_the_square_of_the_size() -> None:
    assert seconds_needed({"size": 1024}, [job(10, options={"size": 512})]) == pytest.approx(40)


def test_jobs_of_the_same_size_tell_more_than_others() -> None:
    small = [job(1, options={"size": 64})] * 20
    same = [job(9, options={"size": 512})] * 5
    assert seconds_needed({"size": 512}, [*small, *same]) == 9


def test_jobs_of_the_same_detail_tell_more_than_those_of_the_same_size() -> None:
    draft = [job(5, options={"size": 512, "detail": "draft"})] * 9
    fine = [job(5, options={"size": 256, "detail": "fine"})] * 5
    assert seconds_needed({"size": 512, "detail": "fine"}, [*draft, *fine]) == pytest.approx(20)


def test_numbers_other_than_the_size_make_no_difference() -> None:
    newest = [job(7, options={"strength": 0.9})] * 5
    older = [job(3, options={"strength": 0.5})] * 5
    assert seconds_needed({"strength": 0.5}, [*newest, *older]) == 7


@pytest.mark.parametrize(
    "unfit", [{"attempt": 2}, {"state": JobState.FAILED}, {"started": None}, {"ended": None}, {"state": "cancelled"}]
)
def test_only_jobs_done_in_one_go_tell(unfit: dict[str, Any]) -> None:
    assert seconds_needed({}, [job(10, **unfit)]) is None


def test_what_is_measured_counts_more_the_more_is_done() -> None:
    assert seconds_left(0.0, 0.0, 100) == 100
    assert seconds_left(0.5, 10, None) == pytest.approx(10)
    assert seconds_left(0.5, 10, 100) == pytest.approx((10 + 50) / 2)
    assert seconds_left(0.0, 5, None) is None
    assert seconds_left(0.01, 5, None) is None
    assert seconds_left(0.01, 5, 100) == pytest.approx(99)


def test_resumed_work_is_measured_from_where_it_was_resumed() -> None:
    assert seconds_left(0.75, 10, None, begun=0.5) == pytest.approx(10)


@given(st.floats(0, 1), st.floats(0, 1e6), st.none() | st.floats(0, 1e6), st.floats(0, 1))
def test_there_is_never_less_than_nothing_left(
    fraction: float, seconds: float, expected: float | None, begun: float
) -> None:
    left = seconds_left(fraction, seconds, expected, begun)
    assert left is None or left >= 0


def test_the_start_of_a_child_says_nothing_of_the_pace() -> None:
    pace = Pace(None)
    assert pace.seconds_left(0.2) is None
    pace.note(0.2, now=1000)
    assert pace.seconds_left(0.2) is None
    pace.note(0.6, now=1004)
    assert pace.seconds_left(0.6) == pytest.approx(4)


def test_what_active_jobs_need_is_learned_by_each_effect_from_its_own_past() -> None:
    past = [job(10, effect="blend"), job(70, effect="other")]
    running = job(id="r", state="running", fraction=0.5, ended=None)
    queued = job(id="q", effect="other", state="queued", attempt=0, started=None, ended=None)
    unknown = job(id="u", effect="third", state="queued", attempt=0, started=None, ended=None)
    found = seconds_of_each([running, queued, unknown], past, now=106)
    assert found == {"r": pytest.approx((5 + 6) / 2), "q": 70, "u": None}


class TestVariants:
    def test_are_learned_from_variants_and_whole_pictures_from_whole_pictures(self) -> None:
        past = [job(8, options={"size": 512}), varied(2, size=512)]
        whole, small = job(id="whole", state="queued", options={"size": 512}), varied(id="small", state="queued")
        assert seconds_of_each([whole, small], past, 0.0) == {"whole": 8, "small": 2}

    def test_take_as_long_as_their_small_pictures_whatever_the_size_of_the_large_one(self) -> None:
        assert seconds_of_each([varied(state="queued", size=1024)], [varied(2, size=512)], 0.0) == {"a": 2}


def varied(seconds: float = 0.0, *, id: str = "a", size: int = 512, **more: Any) -> Job:
    of_whole = job(seconds, id=id, options={"size": size}, **more)
    variants = {"lighter": {"size": 128}, "bolder": {"size": 128}}
    return of_whole.model_copy(update={"order": of_whole.order.model_copy(update={"variants": variants})})
