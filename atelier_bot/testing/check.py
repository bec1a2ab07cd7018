"""What a check of a plugin is: a function that raises ConformanceError with one line where the contract isn't kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from core.model.errors import AtelierError
from core.plugins.errors import reason


class ConformanceError(AssertionError):
    """What a plugin does that its contract doesn't allow, in one line."""


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
