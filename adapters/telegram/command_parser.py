"""What a message's words mean to the bot: a command, a mention of it, the name of a slot."""

import re
from typing import NamedTuple

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


class BotIdentity(NamedTuple):
    """Who the bot is."""

    id: int
    username: str


class ParsedCommand(NamedTuple):
    """A command as it was written: ``to`` is the bot that it names, if it does."""

    name: str
    to: str
    argument: str


def command_in(text: str) -> ParsedCommand | None:
    """The command that a text is."""
    found = COMMAND.fullmatch(text.strip())
    if found is None:
        return None
    name, to, argument = found.groups()
    return ParsedCommand(name.lower(), (to or "").lower(), (argument or "").strip())


def without_mention(text: str, username: str) -> tuple[str, bool]:
    """A text without the bot's name, and whether that was in it."""
    pattern = rf"(?<![\w@])@{re.escape(username)}(?!\w)"
    left, count = re.subn(pattern, "", text, flags=re.IGNORECASE)
    return (" ".join(left.split()) if count else text), count > 0
