"""Errors and refusals that several packages speak of, in a module that costs nothing to import."""

from enum import StrEnum
from typing import ClassVar


class AtelierError(Exception):
    """The base of what Atelier and its plugins raise: one line that says what is wrong, and what to do about it.

    ``code`` is a word for programs, one for each class. ``retry_after`` is in how many seconds it is worth another try,
    None where nobody knows or time alone doesn't help. ``remedy`` is what whoever runs Atelier can do, in words that
    end the line; empty where that is nothing:

        raise PluginError("the key is missing", remedy="set ATELIER_MATRIX_KEY")
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str = "", *, retry_after: float | None = None, remedy: str = "") -> None:
        super().__init__(f"{message}: {remedy}" if remedy else message)
        self.retry_after, self.remedy = retry_after, remedy


class StorageError(AtelierError):
    """A database that can't be used, or not now; the transaction it came out of has changed nothing."""

    code = "storage"


class Lost(StrEnum):
    """Why a photo never came: its link has expired, it was deleted here, or the platform wouldn't give it."""

    EXPIRED = "expired"
    DELETED = "deleted"
    UNAVAILABLE = "unavailable"


class Refusal(StrEnum):
    """Why a picture was refused; a chat has a sentence for each. Too large is a file, in bytes."""

    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_SMALL = "too_small"
    TOO_THIN = "too_thin"
    BOMB = "bomb"
