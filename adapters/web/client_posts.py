"""What the page posts, checked, and the events that it becomes."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from atelier_bot import (
    COMMANDS,
    Address,
    ButtonPressed,
    CommandGiven,
    Event,
    Model,
    Person,
    Photo,
    PhotoSent,
    Slot,
    TextSent,
)

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,40}$")]
"""The page makes its own ids, so that what it sends twice counts once."""


class TextPost(Model):
    """A text, which may be a command."""

    kind: Literal["text"]
    id: Id
    text: str = Field(min_length=1, max_length=4000)


class CommandPost(Model):
    """A command with options, from the page's settings."""

    kind: Literal["command"]
    id: Id
    name: Literal[tuple(command.name for command in COMMANDS)]  # type: ignore[valid-type]
    argument: str = Field("", max_length=200)
    options: dict[str, bool | int | float | str] = Field({}, max_length=50)


class ButtonPost(Model):
    """A pressed button."""

    kind: Literal["button"]
    id: Id
    button: str = Field(min_length=1, max_length=64)


class PhotoPost(Model):
    """What comes with a photo."""

    id: Id
    caption: str = Field("", max_length=1000)
    album: str = Field("", max_length=40)
    slot: Slot | None = None


ClientPost = Annotated[TextPost | CommandPost | ButtonPost, Field(discriminator="kind")]
CLIENT_POST: TypeAdapter[ClientPost] = TypeAdapter(ClientPost)


def event_id(person: Person, id: str) -> str:
    """An id that no other person can take."""
    return f"{person.id}.{id}"


def to_event(said: ClientPost, address: Address, person: Person) -> Event:
    """A post as an event; a text that begins with a command's name is that command."""
    base: dict[str, Any] = {"id": event_id(person, said.id), "address": address, "sender": person}
    match said:
        case TextPost():
            name, _, argument = said.text.strip().partition(" ")
            if name.removeprefix("/") in {command.name for command in COMMANDS} and name.startswith("/"):
                return CommandGiven(**base, name=name[1:], argument=argument.strip())
            return TextSent(**base, text=said.text)
        case CommandPost():
            return CommandGiven(**base, name=said.name, argument=said.argument, options=said.options)
        case ButtonPost():
            return ButtonPressed(**base, button=said.button)


def to_photo_event(said: PhotoPost, photo: Photo, address: Address, person: Person) -> PhotoSent:
    """An upload as an event."""
    return PhotoSent(
        id=event_id(person, said.id),
        address=address,
        sender=person,
        photo=photo,
        caption=said.caption,
        album=said.album,
        slot=said.slot,
    )
