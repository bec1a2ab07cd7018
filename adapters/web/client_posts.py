"""What the page posts, checked, and the events that it becomes."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from atelier_bot import (
    Address,
    ButtonPressed,
    Command,
    CommandGiven,
    Event,
    GalleryChoice,
    Model,
    Person,
    Photo,
    PhotoSent,
    command_in,
    event_of_text,
)

ID = "[A-Za-z0-9-]{8,40}"


QUIET = "quiet"
"""What goes along with events that are no lines of the chat; their answers are none either."""


class Post(Model):
    """What all have: the page makes its own ids, so that what it sends twice counts once."""

    id: str = Field(pattern=f"^{ID}$")


class TextPost(Post):
    """A text, which may be a command."""

    kind: Literal["text"]
    text: str = Field(min_length=1, max_length=4000)


class CommandPost(Post):
    """A command with options, from the page's settings; it is quiet."""

    kind: Literal["command"]
    name: str = Field(pattern="^[a-z0-9_]{1,32}$")
    argument: str = Field("", max_length=200)
    options: dict[str, bool | int | float | str] = Field({}, max_length=50)


class ButtonPost(Post):
    """A pressed button, and the id of the line that it is under.

    It is quiet where the page itself shows what has become of it.
    """

    kind: Literal["button"]
    button: str = Field(min_length=1, max_length=64)
    line: str = Field("", max_length=80)
    quiet: bool = False


class PhotoPost(Post):
    """A photo that has been uploaded under this id."""

    kind: Literal["photo"]
    caption: str = Field("", max_length=1000)
    album: str = Field("", max_length=40)
    slot: str | None = Field(None, max_length=20)


class GalleryPost(Post):
    """A picture that is taken from the gallery of a slot."""

    kind: Literal["gallery"]
    effect: str = Field(max_length=64)
    slot: str = Field(max_length=20)
    name: str = Field(max_length=20)


class OwnPost(Post):
    """A picture of the person's own that is still here, for a slot."""

    kind: Literal["own"]
    blob: str = Field(min_length=1, max_length=64)
    slot: str = Field(max_length=20)


ClientPost = Annotated[
    TextPost | CommandPost | ButtonPost | PhotoPost | GalleryPost | OwnPost, Field(discriminator="kind")
]
CLIENT_POST: TypeAdapter[ClientPost] = TypeAdapter(ClientPost)


def event_id(person: Person, id: str) -> str:
    """An id that no other person can take; a photo's upload has the same."""
    return f"{person.id}.{id}"


def to_event(said: ClientPost, address: Address, person: Person, commands: Sequence[Command]) -> Event:
    """A post as an event; a text that begins with a command's name is that command."""
    id = event_id(person, said.id)
    base: dict[str, Any] = {"id": id, "address": address, "sender": person}
    match said:
        case TextPost():
            command = command_in(said.text)
            known = command is not None and command[0] in {one.name for one in commands}
            return event_of_text(commands, base, said.text, command if known else None)
        case CommandPost():
            return CommandGiven(**base, name=said.name, argument=said.argument, options=said.options, answer_by=QUIET)
        case ButtonPost():
            answer_by = QUIET if said.quiet else ""
            return ButtonPressed(**base, button=said.button, message=said.line, answer_by=answer_by)
        case PhotoPost():
            photo = Photo(reference=id)
            return PhotoSent(**base, photo=photo, caption=said.caption, album=said.album, slot=said.slot)
        case GalleryPost():
            choice = GalleryChoice(effect=said.effect, slot=said.slot, name=said.name)
            return PhotoSent(**base, photo=Photo(gallery=choice), slot=said.slot)
        case OwnPost():
            return PhotoSent(**base, photo=Photo(own=said.blob), slot=said.slot)


def is_quiet(answer_by: str, job: str | None = None) -> bool:
    """Whether an event or its answer is no line of the chat, by what came with it; a ``job``'s status always is one."""
    return answer_by == QUIET and job is None
