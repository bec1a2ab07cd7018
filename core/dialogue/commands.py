"""The commands, declared once; adapters register them natively, with their help in every language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.dialogue.framework_texts import framework_texts
from core.plugins.installed_effect import InstalledEffect
from core.plugins.texts import DEFAULT, Texts

FRAMEWORK = (
    "settings",
    "kept",
    "keep",
    "status",
    "cancel",
    "help",
    "language",
    "privacy",
    "whoami",
    "export",
    "forget",
    "reset",
    "start",
)
"""In the order in which menus show them, after those of the effects."""
ADMIN = "admin"
"""The command of those in charge, which no help shows; to others it is one that there isn't."""
ADMIN_ACTIONS = ("status", "pause", "drain", "resume", "ban", "unban", "quota")
"""What its first word may be; the last three are about a person, whose id follows."""
GALLERY = "gallery"
"""The command that shows a gallery, unless an effect calls it otherwise; it is understood in any case."""
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True)
class Command:
    """A command. One with an ``effect`` begins a picture by it, and may bring its pictures and options along.

    ``personal`` answers are nobody else's business. ``key`` is what the keys of its texts have for its name, if they
    have something else.
    """

    name: str
    texts: Texts
    personal: bool = True
    effect: InstalledEffect | None = None
    key: str = ""

    def about(self, language: str) -> str:
        """What it is for, in a few words."""
        if self.effect is not None:
            return self.effect.about(language)
        return self.texts.say(language, f"command-{self.key or self.name}")

    def called(self, language: str) -> str:
        """Its name for platforms that have it in every language; a word in small letters."""
        if self.effect is not None:
            return self.effect.command_name(language)
        return self.texts.say(language, f"name-{self.key or self.name}")


def declared_commands(effects: Mapping[str, InstalledEffect]) -> tuple[Command, ...]:
    """All commands: one for each effect, one to choose among several, one for their galleries, and the framework's.

    An effect whose command is called as an earlier one has none; it can be chosen all the same.
    """
    texts = words_of_all(effects)
    framework = [Command(name, texts) for name in FRAMEWORK]
    if any(effect.has_variants for effect in effects.values()):
        framework.insert(0, Command("variants", texts, personal=False))
    offering = {name: effect for name, effect in effects.items() if effect.galleries}
    if offering:
        words = words_of_all(offering)
        framework.insert(0, Command(_gallery_name(words), words, personal=False, key=GALLERY))
    if len(effects) > 1:
        framework.insert(0, Command("effects", texts))
    commands = {command.name: command for command in framework}
    for effect in effects.values():
        commands.setdefault(effect.command, Command(effect.command, effect.texts, personal=False, effect=effect))
    own = [command for command in commands.values() if command.effect is not None]
    return (*own, *framework)


def _gallery_name(texts: Texts) -> str:
    """What the command is called that shows a gallery: an effect's own word, if every platform takes that."""
    name = texts.say(DEFAULT, f"name-{GALLERY}")
    return name if COMMAND_NAME.fullmatch(name) else GALLERY


def words_of_all(effects: Mapping[str, InstalledEffect]) -> Texts:
    """What the bot as a whole speaks: the words of its effect, of several the framework's."""
    if len(effects) == 1:
        return next(iter(effects.values())).texts
    return framework_texts()
