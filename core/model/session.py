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


class LastFile(Model):
    """The job whose picture was asked for as a file last, and until when (seconds since 1970) once is enough."""

    job: str
    until: float


class Session(Model):
    """The slots that are filled (blobs by name, the newest last), the effect, and, kept by themselves, the settings.

    ``menu`` are the ids of the buttons shown last, for those who answer with a number. ``awaited`` is the slot that a
    button asked a picture for: it has to be filled even if it is optional. ``retry_at`` is when what is in the
    slots is tried again (seconds since 1970), if there was no room for it. ``naming`` is the kept picture that the next
    text gives its name to.
    """

    version: Literal[3] = 3
    settings: Settings = Field(default=Settings(), exclude=True)
    effect: str = ""
    photos: dict[str, str] = {}
    awaited: str = ""
    spoiler: bool = False
    album: Album | None = None
    menu: tuple[str, ...] = ()
    retry_at: float | None = None
    last_file: LastFile | None = None
    naming: str = ""

    @property
    def deadline(self) -> float | None:
        """When there is something to do though nobody does anything: an album is complete, or an order due."""
        times = (self.album.deadline if self.album is not None else None, self.retry_at)
        return min((time for time in times if time is not None), default=None)


def read(model: type[M], stored: str) -> M | None:
    """A stored session or settings; None where they can't be read."""
    try:
        return model.model_validate_json(stored)
    except ValidationError:
        return None
