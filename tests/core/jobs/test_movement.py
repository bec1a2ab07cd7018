"""Whether what waits gets on."""

import pytest

from core.jobs.movement import Movement


class Line:
    """What waits, looked at ten seconds after the last time."""

    def __init__(self) -> None:
        self.now = 100.0
        self._movement = Movement(lambda: self.now)

    def still(self, **waiting: object) -> float:
        self.now += 10.0
        return self._movement.still_for(waiting)


@pytest.fixture
def line() -> Line:
    return Line()


def test_what_waits_has_stood_still_since_it_was_first_seen(line: Line) -> None:
    assert [line.still(a=1), line.still(a=1), line.still(a=1)] == [0.0, 10.0, 20.0]


def test_what_gets_on_or_goes_is_movement(line: Line) -> None:
    assert [line.still(a=1, b=1), line.still(a=2, b=1), line.still(b=1), line.still(b=1)] == [0.0, 0.0, 0.0, 10.0]


def test_what_comes_is_none(line: Line) -> None:
    assert [line.still(a=1), line.still(a=1, b=1), line.still(a=1, b=1, c=1)] == [0.0, 10.0, 20.0]


def test_where_nothing_waited_nothing_stood_still(line: Line) -> None:
    assert [line.still(), line.still(), line.still(a=1), line.still(a=1)] == [0.0, 0.0, 0.0, 10.0]
