"""What a chat platform answers when it doesn't do what it is asked: the errors that platforms have in common.

Beside these there are RateLimited of the contract and OSError for all that passes by itself. None of them ever holds a
token, or an address with one.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from core.model.errors import AtelierError
from core.plugins.adapter import RateLimited


class InvalidToken(AtelierError, ConnectionError):
    """The platform doesn't know the bot. Messages wait until an operator has mended that."""

    code = "invalid_token"

    def __init__(self, platform: str, remedy: str) -> None:
        super().__init__(f"{platform} doesn't know this token", remedy=remedy)


class Refused(AtelierError):
    """A request that won't be granted, with the platform's reason and its ``number`` of it (0 if none)."""

    code = "refused"

    def __init__(self, reason: str, number: int = 0) -> None:
        super().__init__(reason)
        self.number = number


class Forbidden(Refused):
    """The bot may not do that there: it was blocked or removed, or doesn't see the place."""

    code = "forbidden"


@contextmanager
def courtesy(log: logging.Logger, failed: str, level: int = logging.DEBUG) -> Iterator[None]:
    """For requests that nothing depends on: why the platform doesn't do them is only logged, after ``failed``."""
    try:
        yield
    except (OSError, RateLimited, Refused) as error:
        log.log(level, "%s: %s", failed, error)
