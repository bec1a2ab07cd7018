"""What one person has said so far: their settings, and what goes on in one conversation."""

from typing import Any, Literal, TypeVar

from pydantic import Field, ValidationError

from core.model.base import Model
from core.model.event import Photo

M = TypeVar("M", bound=Model)


class AlbumPhoto(Model):
    """A photo of an album: its blob, and the slot that its caption names."""

    blob: str
    slot: str | None = None
    spoiler: bool = False


class Album(Model):
    """Photos that were sent together, until ``deadline`` (seconds since 1970) passes without another.

    ``refused`` are those that can't be used, by their places among all, from 1.
    """

    id: str
    photos: tuple[AlbumPhoto, ...]
    deadline: float
    refused: dict[int, Photo] = {}


class Settings(Model):
    """What a person has chosen, in every conversation of an account: the language, and the options of each effect.

    ``language`` is the one that was chosen, ``locale`` what the platform said last.
    """

    version: Literal[1] = 1
    language: str = ""
    locale: str = ""
    options: dict[str, dict[str, Any]] = {}


class Session(Model):
    """The slots that are filled (blobs by name, the newest last), the effect, and, kept by themselves, the settings.

    ``menu`` are the ids of the buttons shown last, for those who answer with a number. ``awaited`` is the slot that a
    button asked a picture for: it has to be filled even if it is optional.
    """

    version: Literal[3] = 3
    settings: Settings = Field(default=Settings(), exclude=True)
    effect: str = ""
    photos: dict[str, str] = {}
    awaited: str = ""
    spoiler: bool = False
    album: Album | None = None
    menu: tuple[str, ...] = ()


def read(model: type[M], stored: str) -> M | None:
    """A stored session or settings; None where they can't be read."""
    try:
        return model.model_validate_json(stored)
    except ValidationError:
        return None
