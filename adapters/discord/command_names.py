"""Commands in words: those that people type, and those that the bot's texts name."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from atelier_bot import DEFAULT, LANGUAGES, Command, InstalledEffect, Message, command_in, framework_texts, negotiate

MAX_NAME_LENGTH: Final = 32
MAX_SLOT_LENGTH: Final = 20
VARIANTS_OPTION: Final = "variants"


class CommandNames:
    """What the commands are called, as soon as the bot has ``learnt`` which there are.

    Commands have other names in other languages, and a person sees those of the language that their Discord has.
    """

    def __init__(self) -> None:
        self.commands: dict[str, Command] = {}
        self.slots_of_menu: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._by_name: dict[str, str] = {}
        self._named = re.compile("(?!)")

    def learn(self, commands: Sequence[Command]) -> None:
        """Takes the commands that there are."""
        self.commands = {command.name: command for command in commands}
        self.slots_of_menu = {
            effect.slot_text(language, "use", slot.name): slot.name
            for effect in reversed(self.effects)
            for slot in effect.slots
            for language in LANGUAGES
        }
        self._names = {
            language: {command.name: slug(command.called(language)) for command in commands} for language in LANGUAGES
        }
        self._by_name = {name: command for names in self._names.values() for command, name in names.items()}
        self._by_name |= {command.name: command.name for command in commands}
        self._named = re.compile(rf"(?<![\w/])/({'|'.join(map(re.escape, self.commands))})\b")

    @property
    def effects(self) -> list[InstalledEffect]:
        """The effects that have a command."""
        return [command.effect for command in self.commands.values() if command.effect is not None]

    def command_in(self, text: str) -> tuple[str, str] | None:
        """The name and the argument of the command that a text is, in whatever language it is called so."""
        found = command_in(text)
        return (self._by_name.get(found[0], found[0]), found[1]) if found is not None else None

    def in_guild(self, message: Message, locale: str = DEFAULT) -> str:
        """A text as it is said where pictures can't just be sent: what asks for one says how it is given."""
        asking = next((effect for effect in self.effects if effect.name == message.asks), None)
        if asking is None:
            return message.text
        language = negotiate(locale)
        uses = ", ".join(asking.slot_text(language, "use", slot.name) for slot in asking.slots)
        hint = framework_texts().say(language, "how-here", command=asking.command, uses=uses)
        return f"{message.text}\n{hint}"

    def localised(self, text: str, locale: str) -> str:
        """A text in which commands have the names that a person of this locale sees."""
        names = self._names.get(negotiate(locale), {})
        return self._named.sub(lambda found: f"/{names[found[1]]}", text)


def slot_options(effect: InstalledEffect) -> Iterator[tuple[str, str]]:
    """The options of an effect's command that take its pictures, each with the slot; none is called as another is."""
    taken = {VARIANTS_OPTION, *effect.schema}
    for slot in effect.slots:
        name = slug(effect.texts.name_of(DEFAULT, "slot", slot.name) or slot.name)
        while name in taken:
            name = f"{name}_picture"[-MAX_NAME_LENGTH:]
        taken.add(name)
        yield name, slot.name


def gallery_options(effect: InstalledEffect) -> Iterator[tuple[str, str]]:
    """The options of an effect's command that take a picture of a slot's gallery, each with the slot."""
    options = dict(slot_options(effect))
    taken = {*effect.schema, *options}
    for option, slot in options.items():
        if effect.gallery(slot):
            name = gallery_option(option, DEFAULT)
            while name in taken:
                name = f"{name}_picture"[-MAX_NAME_LENGTH:]
            taken.add(name)
            yield name, slot


def gallery_option(slot: str, language: str) -> str:
    """What such an option is called, given what the slot is."""
    return slug(f"{slot[:MAX_SLOT_LENGTH]}-{framework_texts().say(language, 'name-gallery')}")


def slug(text: str) -> str:
    """A text as a name of a command or an option: one word in small letters."""
    return re.sub(r"[^\w-]+", "-", text.casefold()).strip("-")[:MAX_NAME_LENGTH]
