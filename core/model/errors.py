"""Errors and refusals that several packages speak of, in a module that costs nothing to import."""

from enum import StrEnum


class StorageError(Exception):
    """A database that can't be used, or not now; the transaction it came out of has changed nothing."""


class Lost(StrEnum):
    """Why a photo never came: its link has expired, or the platform wouldn't give it."""

    EXPIRED = "expired"
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
