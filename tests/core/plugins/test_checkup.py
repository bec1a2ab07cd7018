"""A plugin's own checks: what they find is told, and what goes wrong with them costs a line."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from core.plugins.answers import InvalidToken
from core.plugins.checkup import findings_of_adapter, findings_of_effect, in_time
from core.plugins.finding import Finding, Severity
from tests.broken.in_the_bot import Adapter
from tests.core.dialogue.harness import Blend

LONG = 60.0
FINE = Finding(what="fine")


class Checked(Adapter):
    """An adapter with this check."""

    def __init__(self, check: Callable[[], Any]) -> None:
        super().__init__()
        self._check = check

    async def check(self) -> Any:
        return self._check()


def found(check: Callable[[], Any]) -> list[Finding]:
    return findings_of_adapter(Checked(check), LONG)  # type: ignore[arg-type]


def fail(error: BaseException) -> Callable[[], Iterable[Finding]]:
    def raises() -> Iterable[Finding]:
        raise error

    return raises


def test_what_a_check_finds_is_told_as_it_is() -> None:
    assert found(lambda: [FINE]) == [FINE]
    assert found(lambda: iter([FINE, FINE])) == [FINE, FINE]


def test_one_without_checks_has_nothing_to_tell() -> None:
    assert findings_of_adapter(Adapter(), LONG) == []  # type: ignore[arg-type]
    assert findings_of_effect(Blend(), LONG) == []


def test_an_error_of_ours_is_told_with_what_is_to_be_done() -> None:
    (finding,) = found(fail(InvalidToken("Telegram", "get the right one")))
    assert finding == Finding(
        severity=Severity.ERROR, what="Telegram doesn't know this token", remedy="get the right one"
    )


def test_what_the_system_refuses_is_told() -> None:
    (finding,) = found(fail(ConnectionError("Telegram can't be reached")))
    assert (finding.severity, finding.what) == (Severity.ERROR, "ConnectionError: Telegram can't be reached")
    assert finding.remedy


@pytest.mark.parametrize("error", [KeyError("brush"), SystemExit("no licence"), KeyboardInterrupt()])
def test_whatever_else_it_raises_is_told_with_its_place(error: BaseException) -> None:
    (finding,) = found(fail(error))
    assert finding.severity is Severity.ERROR
    assert finding.what.startswith(f"its check raised {type(error).__name__}")
    assert "test_checkup.py" in finding.what
    assert finding.remedy == "tell its author"


@pytest.mark.parametrize("nonsense", [None, 5])
def test_one_that_finds_nothing_that_can_be_told_is_broken(nonsense: object) -> None:
    (finding,) = found(lambda: nonsense)
    assert "its check raised TypeError" in finding.what


def test_what_is_no_finding_is_said_and_the_rest_is_told() -> None:
    told = found(lambda: ["ouch", FINE])
    assert [one.what for one in told] == ["its check found 'ouch', which is no Finding", "fine"]


def test_one_that_hangs_holds_nobody_up() -> None:
    for_ever = threading.Event()

    def hang() -> list[Finding]:
        for_ever.wait()
        return []

    (finding,) = in_time(hang, 0.01)
    for_ever.set()
    assert finding.what == "its check didn't return within 0.01 s"
