"""What a person did, the same from every platform.

Photos come as references; the engine fetches and checks them, and fills in ``blob`` or ``refusal`` before the dialogue
sees the event. In the same way it fills in the ``job`` that a button belongs to.
"""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter, field_validator

from core.model.address import Address
from core.model.base import Model
from core.model.errors import Lost, Refusal
from core.model.job import Job
from core.model.person import Person, PersonId


class GalleryChoice(Model):
    """A picture that an effect offers for one of its slots, by the name that it has in the gallery."""

    effect: str
    slot: str
    name: str


class Photo(Model):
    """A photo that a person sent: the platform's reference and what the platform says of it.

    One that they took from a ``gallery`` needs no reference, nor does one that is ``own``: the blob of a picture of
    theirs that is still here. ``size`` is in bytes. Of ``blob`` and ``refusal`` the
    engine sets one; ``limit`` are the bytes that a photo may have which has more, where the platform gives out fewer
    than the operator allows.
    """

    reference: str = ""
    gallery: GalleryChoice | None = None
    own: str = ""
    size: int | None = None
    spoiler: bool = False
    blob: str | None = None
    refusal: Refusal | Lost | None = None
    limit: int | None = None


class _Event(Model):
    """What all events have.

    ``is_group`` says that others read what is said there, and ``addressed`` that it is said to the bot: in a group
    others' talk isn't. ``answer_by`` is what the adapter will need to answer it, also after a restart: in its own
    words, and secret.
    """

    version: Literal[1] = 1
    id: str
    address: Address
    sender: Person
    is_group: bool = False
    addressed: bool = True
    answer_by: str = ""

    @field_validator("address")
    @classmethod
    def _has_a_chat(cls, address: Address) -> Address:
        """An answer to a chat without a name could be kept, and then read by nobody."""
        if not all((address.adapter, address.account, address.chat)):
            raise ValueError("it happened at no adapter, no account or in no chat")
        return address

    @property
    def person(self) -> PersonId:
        """Who did it, unique over all adapters and accounts."""
        return PersonId.of(self.address.adapter, self.address.account, self.sender.id)


class PhotoSent(_Event):
    """A photo; ``album`` joins those that came together, ``slot`` names the one that the person chose, if they did."""

    kind: Literal["photo"] = "photo"
    photo: Photo
    caption: str = ""
    album: str = ""
    slot: str | None = None


class TextSent(_Event):
    """A text that is no command."""

    kind: Literal["text"] = "text"
    text: str


class CommandGiven(_Event):
    """One of the declared commands, with photos (by slot) and options that some platforms let a person give along.

    ``variants`` asks for variants of an effect's picture instead of the picture.
    """

    kind: Literal["command"] = "command"
    name: str
    argument: str = ""
    photos: dict[str, Photo] = {}
    options: dict[str, Any] = {}
    variants: bool = False


class ButtonPressed(_Event):
    """A button under one of our replies; ``job`` is the one its id names, if it is still known.

    ``message`` is the reference of that reply, as ``Adapter.edit`` takes it, where its place may be taken by what
    answers the press.
    """

    kind: Literal["button"] = "button"
    button: str
    message: str = ""
    job: Job | None = None


class OtherSent(_Event):
    """Something that isn't understood, such as a sticker or a video."""

    kind: Literal["other"] = "other"
    what: str


class AddedToGroup(_Event):
    """The bot was added to a group, by the sender: the group is told what to do there."""

    kind: Literal["added"] = "added"


class DeadlinePassed(Model):
    """It is time for what a session waits for; not from a platform but from the engine."""


class JobEnded(Model):
    """A job is done, has failed or was cancelled; from the engine too."""

    job: Job


Event = Annotated[
    PhotoSent | TextSent | CommandGiven | ButtonPressed | OtherSent | AddedToGroup,
    Field(discriminator="kind"),
]
"""What an adapter hands in."""
EVENT: TypeAdapter[Event] = TypeAdapter(Event, config=ConfigDict(hide_input_in_errors=True))


def photos_of(event: Event) -> tuple[Photo, ...]:
    """The photos that came with an event."""
    match event:
        case PhotoSent():
            return (event.photo,)
        case CommandGiven():
            return tuple(event.photos.values())
        case _:
            return ()


def in_place_of(event: Event) -> dict[str, Any]:
    """What another event has of this one whose place it takes: all that every event has, such as who may read it."""
    return {name: getattr(event, name) for name in _Event.model_fields}
