"""What a person did, the same from every platform.

Photos come as references; the engine fetches and checks them, and fills in ``blob`` or ``refusal`` before the dialogue
sees the event. In the same way it fills in the ``job`` that a button belongs to.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from core.model.address import Address
from core.model.base import Model
from core.model.errors import Lost, Refusal
from core.model.job import Job
from core.model.person import Person


class Slot(StrEnum):
    """A picture that the dialogue needs: the photo to paint, or the picture with the style."""

    CONTENT = "content"
    STYLE = "style"

    @property
    def other(self) -> "Slot":
        """The one of the two that this isn't."""
        return Slot.STYLE if self is Slot.CONTENT else Slot.CONTENT


class Photo(Model):
    """A photo that a person sent: the platform's reference and what the platform says of it.

    ``size`` is in bytes. Of ``blob`` and ``refusal`` the engine sets one.
    """

    reference: str
    size: int | None = None
    spoiler: bool = False
    blob: str | None = None
    refusal: Refusal | Lost | None = None


class _Event(Model):
    """``answer_by`` is what the adapter will need to answer it, also after a restart: in its own words, and secret."""

    version: Literal[1] = 1
    id: str
    address: Address
    sender: Person
    answer_by: str = ""

    @property
    def person(self) -> str:
        """Who did it, unique over all adapters and accounts."""
        return str(self.address._replace(chat=self.sender.id, thread=""))


class PhotoSent(_Event):
    """A photo; ``album`` joins those that came together, ``slot`` is set where the platform made the person choose."""

    kind: Literal["photo"] = "photo"
    photo: Photo
    caption: str = ""
    album: str = ""
    slot: Slot | None = None


class TextSent(_Event):
    """A text that is no command."""

    kind: Literal["text"] = "text"
    text: str


class CommandGiven(_Event):
    """One of the declared commands, with the photos and options that some platforms let a person give along."""

    kind: Literal["command"] = "command"
    name: str
    argument: str = ""
    photos: dict[Slot, Photo] = {}
    options: dict[str, Any] = {}


class ButtonPressed(_Event):
    """A button under one of our replies; ``job`` is the one its id names, if it is still known."""

    kind: Literal["button"] = "button"
    button: str
    job: Job | None = None


class OtherSent(_Event):
    """Something that isn't understood, such as a sticker or a video."""

    kind: Literal["other"] = "other"
    what: str


class AlbumSettled(Model):
    """Nothing more came of an album; not from a platform but from the engine."""


class JobEnded(Model):
    """A job is done, has failed or was cancelled; from the engine too."""

    job: Job


Event = Annotated[
    PhotoSent | TextSent | CommandGiven | ButtonPressed | OtherSent,
    Field(discriminator="kind"),
]
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
