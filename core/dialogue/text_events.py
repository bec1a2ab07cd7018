"""What a text means that a person wrote: a command, the slot of a picture that it answers, or just a text."""

from collections.abc import Iterable
from typing import Any

from core.dialogue.texts import LANGUAGES, Texts
from core.model.event import CommandGiven, Photo, PhotoSent, Slot, TextSent

EDGES = ".,:;!?()\"'«»"
"""What may stand around a word."""


def slot_named(texts: Texts, text: str, languages: Iterable[str] = LANGUAGES) -> Slot | None:
    """The slot that a text names in one of these languages, if it names just one."""
    words = {word.strip(EDGES).casefold() for word in text.split()}
    named = {
        slot
        for slot in Slot
        for language in languages
        if words & set(texts.say(language, f"words-{slot}").casefold().split())
    }
    return named.pop() if len(named) == 1 else None


def event_of_text(
    texts: Texts, base: dict[str, Any], text: str, command: tuple[str, str] | None, older: Photo | None
) -> CommandGiven | PhotoSent | TextSent:
    """A written text as an event.

    ``base`` has what every event needs, ``command`` the name and argument of the command that the text is, and
    ``older`` is the picture in the message that it answers: /style takes its style from there, and so does a text that
    names a slot fill that.
    """
    if command is not None:
        name, argument = command
        photos = {Slot.STYLE: older} if older is not None and name == "style" else {}
        return CommandGiven(**base, name=name, argument=argument, photos=photos)
    slot = slot_named(texts, text) if older is not None else None
    if older is not None and slot is not None:
        return PhotoSent(**base, photo=older, caption=text, slot=slot)
    return TextSent(**base, text=text)
