"""Commands in words: those that people type, and those that the bot's texts name."""

import re
from typing import Final

from atelier_bot import COMMANDS, LANGUAGES, Slot, Texts, negotiate

TYPED: Final = re.compile(r"/(\w+)(?:\s+(.*))?", re.DOTALL)
NAMED: Final = re.compile(rf"(?<![\w/])/({'|'.join(command.name for command in COMMANDS)})\b")
PROMPTS: Final = (
    *("ask-first", "ask-content", "ask-style", "ask-content-kept", "ask-style-kept"),
    *("ask-again-content", "ask-again-style"),
)
"""The texts that ask for a picture."""


class CommandNames:
    """Commands have other names in other languages, and a person sees those of the language that their Discord has."""

    def __init__(self, texts: Texts) -> None:
        self._names = {
            language: {command.name: texts.say(language, f"name-{command.name}") for command in COMMANDS}
            for language in LANGUAGES
        }
        self._commands = {name: command for names in self._names.values() for command, name in names.items()}
        self._commands |= {command.name: command.name for command in COMMANDS}
        self._hints = {
            texts.say(language, prompt): texts.say(
                language,
                "how-here",
                photo=texts.say(language, f"use-{Slot.CONTENT}"),
                style=texts.say(language, f"use-{Slot.STYLE}"),
            )
            for language in LANGUAGES
            for prompt in PROMPTS
        }

    def command_in(self, text: str) -> tuple[str, str] | None:
        """The name and the argument of the declared command that a text is."""
        found = TYPED.fullmatch(text.strip())
        name = self._commands.get(found[1].casefold()) if found is not None else None
        return (name, (found[2] or "").strip()) if found is not None and name is not None else None

    def in_guild(self, text: str) -> str:
        """A text as it is said where pictures can't just be sent: what asks for one says how it is given."""
        hint = self._hints.get(text)
        return text if hint is None else f"{text}\n{hint}"

    def localised(self, text: str, locale: str) -> str:
        """A text in which commands have the names that a person of this locale sees."""
        names = self._names[negotiate(locale)]
        return NAMED.sub(lambda found: f"/{names[found[1]]}", text)
