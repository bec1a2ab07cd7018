"""What the page posts, checked, and the events that it becomes."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

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

COMMAND_NAMES = tuple(command.name for command in COMMANDS)
ID = "[A-Za-z0-9-]{8,40}"


class Post(Model):
    """What all have: the page makes its own ids, so that what it sends twice counts once."""

    id: str = Field(pattern=f"^{ID}$")


class TextPost(Post):
    """A text, which may be a command."""

    kind: Literal["text"]
    text: str = Field(min_length=1, max_length=4000)


class CommandPost(Post):
    """A command with options, from the page's settings."""

    kind: Literal["command"]
    name: Literal[COMMAND_NAMES]  # type: ignore[valid-type]
    argument: str = Field("", max_length=200)
    options: dict[str, bool | int | float | str] = Field({}, max_length=50)


class ButtonPost(Post):
    """A pressed button."""

    kind: Literal["button"]
    button: str = Field(min_length=1, max_length=64)


class PhotoPost(Post):
    """A photo that has been uploaded under this id."""

    kind: Literal["photo"]
    caption: str = Field("", max_length=1000)
    album: str = Field("", max_length=40)
    slot: Slot | None = None


ClientPost = Annotated[TextPost | CommandPost | ButtonPost | PhotoPost, Field(discriminator="kind")]
CLIENT_POST: TypeAdapter[ClientPost] = TypeAdapter(ClientPost)


def event_id(person: Person, id: str) -> str:
    """An id that no other person can take; a photo's upload has the same."""
    return f"{person.id}.{id}"


def to_event(said: ClientPost, address: Address, person: Person) -> Event:
    """A post as an event; a text that begins with a command's name is that command."""
    id = event_id(person, said.id)
    base: dict[str, Any] = {"id": id, "address": address, "sender": person}
    match said:
        case TextPost():
            name, _, argument = said.text.strip().partition(" ")
            if name.startswith("/") and name[1:] in COMMAND_NAMES:
                return CommandGiven(**base, name=name[1:], argument=argument.strip())
            return TextSent(**base, text=said.text)
        case CommandPost():
            return CommandGiven(**base, name=said.name, argument=said.argument, options=said.options)
        case ButtonPost():
            return ButtonPressed(**base, button=said.button)
        case PhotoPost():
            photo = Photo(reference=id)
            return PhotoSent(**base, photo=photo, caption=said.caption, album=said.album, slot=said.slot)
