"""What a text means that a person wrote: a command, the slot of a picture that it answers, or just a text."""

import re
from collections.abc import Iterable
from typing import Any

from core.dialogue.commands import Command
from core.model.event import CommandGiven, Photo, PhotoSent, TextSent
from core.plugins.installed_effect import InstalledEffect
from core.plugins.texts import LANGUAGES

COMMAND = re.compile(r"(?s)/(\w+)((?:\s.*)?)")
EDGES = ".,:;!?()\"'«»"
"""What may stand around a word."""


def slot_named(effect: InstalledEffect, text: str, languages: Iterable[str] = LANGUAGES) -> str | None:
    """The slot of an effect that a text names in one of these languages, if it names just one.

    Words that mean a slot together mean no other by themselves: a "second style" is not the "style".
    """
    rest = "".join(f" {word.strip(EDGES)} " for word in text.casefold().replace("-", " ").split())
    meanings = [(words, slot.name) for slot in effect.slots for words in _words_of(effect, slot.name, languages)]
    named = set()
    for words in sorted({words for words, _ in meanings}, key=len, reverse=True):
        if words in rest:
            named |= {slot for meaning, slot in meanings if meaning == words}
            rest = rest.replace(words, "|")
    return named.pop() if len(named) == 1 else None


def _words_of(effect: InstalledEffect, slot: str, languages: Iterable[str]) -> set[str]:
    """What means a slot: words, or several together, each with a space on both sides; without texts its name does."""
    found = (effect.texts.name_of(language, "words", slot) or slot for language in languages)
    return {
        "".join(f" {word} " for word in re.split("[_-]", words)) for text in found for words in text.casefold().split()
    }


def command_in(text: str) -> tuple[str, str] | None:
    """The name, in small letters, and the argument of the command that a text is, such as ``/language ru``."""
    found = COMMAND.fullmatch(text.strip())
    return (found[1].lower(), found[2].strip()) if found is not None else None


def event_of_text(
    commands: Iterable[Command],
    base: dict[str, Any],
    text: str,
    command: tuple[str, str] | None,
    older: Photo | None = None,
) -> CommandGiven | PhotoSent | TextSent:
    """A written text as an event.

    ``base`` has what every event needs, ``command`` the name and argument of the command that the text is, and
    ``older`` is the picture in the message that it answers: an effect's command takes it for the slot that it names,
    else for its last one that must be filled, and a text that names a slot fills that.
    """
    effects = {one.name: one.effect for one in commands if one.effect is not None}
    if command is not None:
        name, argument = command
        effect = effects.get(name)
        if effect is None or older is None:
            return CommandGiven(**base, name=name, argument=argument)
        last = [slot.name for slot in effect.slots if not slot.optional][-1]
        photos = {slot_named(effect, argument) or last: older}
        return CommandGiven(**base, name=name, argument=argument, photos=photos)
    if older is not None:
        named = next((slot for effect in effects.values() if (slot := slot_named(effect, text)) is not None), None)
        if named is not None:
            return PhotoSent(**base, photo=older, caption=text, slot=named)
    return TextSent(**base, text=text)
