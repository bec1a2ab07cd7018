"""What a check of a plugin is: a function that raises ConformanceError with one line where the contract isn't kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

from core.model.errors import AtelierError
from core.plugins.errors import reason


class ConformanceError(AssertionError):
    """What a plugin does that its contract doesn't allow, in one line."""


class NotApplicable(Exception):
    """A check asks for what the plugin or its platform hasn't got, and may do without."""


class CheckResult(NamedTuple):
    """What a check found, and why in one line."""

    outcome: Literal["passed", "failed", "skipped"]
    why: str = ""


def result_of(check: Callable[[Any], None], subject: object) -> CheckResult:
    """What a check says of a plugin."""
    try:
        check(subject)
    except ConformanceError as error:
        return CheckResult("failed", str(error))
    except NotApplicable as missing:
        return CheckResult("skipped", str(missing))
    return CheckResult("passed")


def require(holds: object, problem: str) -> None:
    """Raises ConformanceError with ``problem`` unless it ``holds``."""
    if not holds:
        raise ConformanceError(problem)


@contextmanager
def blamed(what: str) -> Iterator[None]:
    """Whatever is raised, by a plugin's code or by a check, becomes a ConformanceError that begins with ``what``."""
    try:
        yield
    except (ConformanceError, AtelierError) as error:
        raise ConformanceError(f"{what}: {error}") from error
    except Exception as error:
        raise ConformanceError(f"{what}: {reason(error)}") from error


def name_of(check: Callable[..., Any]) -> str:
    """What a check is called in reports."""
    return check.__name__.replace("_", " ")
