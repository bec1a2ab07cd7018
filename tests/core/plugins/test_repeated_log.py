"""What goes wrong again and again is a line a minute, with how often it was."""

import logging

import pytest

from core.plugins.repeated_log import RepeatedLog


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_same_is_said_once_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    log = RepeatedLog(logging.getLogger("test"), clock=clock)
    for number in range(1000):
        log.error("disk %d is full", number)
    clock.now += 60
    log.error("disk %d is full", 7)
    log.error("disk %d is full", 8)
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["disk 0 is full", "disk 7 is full (and 999 times more since it was last said)"]


def test_something_else_is_said_at_once(caplog: pytest.LogCaptureFixture) -> None:
    log = RepeatedLog(logging.getLogger("test"), clock=Clock())
    log.error("one")
    log.error("two")
    for error in (ValueError("one"), ValueError("two"), OSError("one")):
        log.error("wrong", exc_info=error)
    assert [record.getMessage() for record in caplog.records] == ["one", "two", "wrong", "wrong"]


def test_what_is_others_fault_is_not_said(caplog: pytest.LogCaptureFixture) -> None:
    log = RepeatedLog(logging.getLogger("test"), ignored=(ValueError,), clock=Clock())
    log.error("wrong", exc_info=UnicodeError("theirs"))
    assert not caplog.records
    log.error("wrong", exc_info=OSError("ours"))
    assert caplog.records[0].exc_info


def test_it_does_not_grow_without_end(caplog: pytest.LogCaptureFixture) -> None:
    log = RepeatedLog(logging.getLogger("test"), clock=Clock())
    for number in range(2500):
        log.warning(f"kind {number}")
    assert len(caplog.records) == 2500
    assert len(log._repeats._said) <= 1000
