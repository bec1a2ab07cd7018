"""What was said of an outage is held against it: in time, in full, of nobody else, and over when it is over."""

from collections.abc import Mapping

import pytest

from tests.chaos.health import MENDED_SECONDS, NOTICE_SECONDS, Look, Outage, lies

BEGIN, END = 100.0, 130.0
OUTAGE = Outage(BEGIN, END, named=frozenset(["database"]), may=frozenset(["queue"]))
NOTICED = BEGIN + NOTICE_SECONDS
SICK = {"database": "it is locked"}
WELL = Look(END + 5, {})


def told(*looks: Look) -> list[str]:
    return list(lies(looks, OUTAGE))


def test_the_truth_is_well() -> None:
    assert told(Look(BEGIN + 1, {}), Look(NOTICED, SICK), Look(END, {**SICK, "queue": "why"}), WELL) == []


def test_what_goes_on_and_is_not_named_is_a_lie() -> None:
    assert told(Look(NOTICED, {}), WELL)[0] == "database was said to be well, 12 s after the begin"


def test_what_is_never_named_is_a_lie_even_if_nobody_asked_in_time() -> None:
    assert told(Look(BEGIN + 1, {}), WELL) == ["database: never said to be unwell meanwhile"]


@pytest.mark.parametrize("at", [BEGIN + 1, END + 1])
def test_who_has_nothing_to_do_with_it_is_well(at: float) -> None:
    said: Mapping[str, str] = {"telegram": "why"}
    assert told(Look(at, said), WELL)[0].startswith("telegram was said to be unwell")


def test_no_answer_is_a_lie_unless_the_bot_is_gone() -> None:
    looks = Look(BEGIN + 1, None), Look(NOTICED, SICK), WELL
    assert told(*looks) == ["it didn't answer, 1 s after the begin"]
    assert list(lies(looks, Outage(BEGIN, END, may=OUTAGE.named, gone=True))) == []


@pytest.mark.parametrize("looks", [[], [Look(END + 1, SICK)], [Look(END + MENDED_SECONDS + 1, {})]])
def test_what_is_over_is_well_again(looks: list[Look]) -> None:
    assert told(*looks)[-1].startswith("it wasn't well again within 60 s")
