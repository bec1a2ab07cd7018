"""What one person has said so far in one conversation."""

import json
from typing import Any, Literal

from pydantic import ValidationError

from core.model.base import Model
from core.model.event import Slot

VERSION = 1


class AlbumPhoto(Model):
    """A photo of an album: its blob, and the slot that its caption names."""

    blob: str
    slot: Slot | None = None
    spoiler: bool = False


class Album(Model):
    """Photos that were sent together, until ``deadline`` (seconds since 1970) passes without another."""

    id: str
    photos: tuple[AlbumPhoto, ...]
    deadline: float


class Session(Model):
    """The slots that are filled, the effect and options that were changed, and the language.

    ``language`` is the one that was chosen, ``locale`` what the platform said last; ``menu`` are the ids of the buttons
    shown last, for those who answer with a number.
    """

    version: Literal[1] = 1
    language: str = ""
    locale: str = ""
    effect: str = ""
    photos: dict[Slot, str] = {}
    spoiler: bool = False
    options: dict[str, Any] = {}
    album: Album | None = None
    menu: tuple[str, ...] = ()


def read_session(stored: str) -> Session | None:
    """A stored session, migrated from an older version; None where it can't be read."""
    try:
        values = json.loads(stored)
        for version in range(values["version"], VERSION):
            values = MIGRATIONS[version](values)
        return Session.model_validate(values)
    except (ValueError, TypeError, KeyError, ValidationError):
        return None


MIGRATIONS: dict[int, Any] = {}
"""From each older version, a function that makes the next one's values."""
