"""Outages are waited for, longer each time; nothing else is."""

import asyncio
from collections.abc import Iterator

import pytest

from core.jobs.outage import FIRST_PAUSE, LONGEST_PAUSE, through_outage
from core.model.errors import StorageError


def run(outcomes: Iterator[Exception | str], pauses: list[float]) -> str:
    async def work() -> str:
        outcome = next(outcomes)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    return asyncio.run(through_outage("a job", work, sleep))


def test_work_is_begun_anew_until_the_database_is_back(caplog: pytest.LogCaptureFixture) -> None:
    pauses: list[float] = []
    outage: list[Exception | str] = [StorageError("the disk is full")] * 9
    assert run(iter([*outage, "done", "too much"]), pauses) == "done"
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-2:] == [LONGEST_PAUSE] * 2
    assert "a job: waits for the database: the disk is full" in caplog.messages


def test_any_other_error_is_somebodys_fault_and_passed_on() -> None:
    pauses: list[float] = []
    with pytest.raises(LookupError):
        run(iter([StorageError("locked"), LookupError("a mistake")]), pauses)
    assert pauses == [FIRST_PAUSE]
