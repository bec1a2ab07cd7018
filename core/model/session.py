"""What one person has said so far in one conversation."""

import json
from collections.abc import Callable
from typing import Any, Literal

from pydantic import ValidationError

from core.model.base import Model

VERSION = 2


class AlbumPhoto(Model):
    """A photo of an album: its blob, and the slot that its caption names."""

    blob: str
    slot: str | None = None
    spoiler: bool = False


class Album(Model):
    """Photos that were sent together, until ``deadline`` (seconds since 1970) passes without another."""

    id: str
    photos: tuple[AlbumPhoto, ...]
    deadline: float


class LastFile(Model):
    """The job whose picture was asked for as a file last, and until when (seconds since 1970) once is enough."""

    job: str
    until: float


class Session(Model):
    """The slots that are filled (blobs by name, the newest last), the effect, the options of each, and the language.

    ``language`` is the one that was chosen, ``locale`` what the platform said last; ``menu`` are the ids of the buttons
    shown last, for those who answer with a number. ``awaited`` is the slot that a button asked a picture for: it has to
    be filled even if it is optional. ``retry_at`` is when what is in the slots is tried again (seconds since 1970), if
    there was no room for it.
    """

    version: Literal[2] = 2
    language: str = ""
    locale: str = ""
    effect: str = ""
    photos: dict[str, str] = {}
    awaited: str = ""
    spoiler: bool = False
    options: dict[str, dict[str, Any]] = {}
    album: Album | None = None
    menu: tuple[str, ...] = ()
    retry_at: float | None = None
    last_file: LastFile | None = None

    @property
    def deadline(self) -> float | None:
        """When there is something to do though nobody does anything: an album is complete, or an order due."""
        times = (self.album.deadline if self.album is not None else None, self.retry_at)
        return min((time for time in times if time is not None), default=None)


def read_session(stored: str) -> Session | None:
    """A stored session, migrated from an older version; None where it can't be read."""
    try:
        values = json.loads(stored)
        for version in range(values["version"], VERSION):
            values = MIGRATIONS[version](values)
        return Session.model_validate(values)
    except (ValueError, TypeError, KeyError, ValidationError):
        return None


def _options_by_effect(values: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew the options of one effect; of one that nobody had chosen it was the operator's first."""
    options = values.get("options") or {}
    by_effect = {values.get("effect", ""): options} if options else {}
    return {**values, "version": 2, "options": by_effect}


MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _options_by_effect}
"""From each older version, a function that makes the next one's values."""
