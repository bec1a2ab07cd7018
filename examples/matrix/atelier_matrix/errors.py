"""What a homeserver's refusals mean, in the errors of Atelier."""

from typing import Final

from nio import ErrorResponse

from atelier_bot import (
    AtelierError,
    Forbidden,
    InvalidToken,
    Obstacle,
    RateLimited,
    Refused,
    Undeliverable,
    unreachable,
    wait_asked,
)

NAME: Final = "the homeserver"
REMEDY: Final = "log in again and give Atelier the new access token"
UNKNOWN_ACCOUNT: Final = ("M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED")
TOO_LARGE: Final = "M_TOO_LARGE"
PAUSE: Final = 5.0
"""Seconds to wait where a limit doesn't say how long."""


def failure(error: Exception) -> Exception:
    """What to raise for an error of a request that got no answer."""
    return error if isinstance(error, AtelierError) else unreachable(NAME, error)


def refusal(answer: ErrorResponse) -> Exception:
    """What to raise for an answer that is an error."""
    http = answer.transport_response
    status = http.status if http is not None else 0
    if status == 429 or answer.status_code == "M_LIMIT_EXCEEDED":
        said = (answer.retry_after_ms or 0) / 1000
        return RateLimited(max(said, 1.0) if said else wait_asked(http.headers if http is not None else {}, PAUSE))
    if answer.status_code in UNKNOWN_ACCOUNT:
        return InvalidToken("Matrix", REMEDY)
    if status >= 500 or answer.status_code is None:  # without a code the answer isn't a homeserver's
        return ConnectionError(f"{NAME} has trouble of its own ({status})")
    kind = Forbidden if answer.status_code == "M_FORBIDDEN" else Refused
    return kind(f"{answer.status_code}: {answer.message}", status)


def undeliverable(refused: Refused) -> Undeliverable:
    """A refusal of a message, with what the homeserver won't take of it."""
    if isinstance(refused, Forbidden):
        return Undeliverable(str(refused), Obstacle.PLACE)
    return Undeliverable(str(refused), Obstacle.FORM if TOO_LARGE in str(refused) else Obstacle.MESSAGE)


def not_uploaded(refused: Refused) -> Undeliverable:
    """The same for a refusal of a message's file."""
    return Undeliverable(str(refused), Obstacle.SIZE if TOO_LARGE in str(refused) else Obstacle.FILE)
