"""The menu: the bot's commands and descriptions in every language, read first and written only where they differ."""

import logging
from collections.abc import Sequence
from typing import Any

from telebot.types import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeDefault

from adapters.telegram.api_client import ApiClient
from atelier_bot import DEFAULT, LANGUAGES, Command, Texts

log = logging.getLogger(__name__)

DESCRIPTION_LENGTH, SHORT_LENGTH = 512, 120


async def write_menu(client: ApiClient, commands: Sequence[Command], texts: Texts) -> int:
    """Tells Telegram what the bot can do; how many requests had to change something.

    In groups it has those commands alone whose answers are everybody's business. Raises as ``ApiClient.ask`` does.
    """
    changed = 0
    for language in LANGUAGES:
        code = None if language == DEFAULT else language  # without a code it is for all languages that aren't there
        everywhere = {command.name: command.about(language) for command in commands}
        in_groups = {command.name: everywhere[command.name] for command in commands if not command.personal}
        changed += await _set_commands(client, BotCommandScopeDefault, everywhere, code)
        changed += await _set_commands(client, BotCommandScopeAllGroupChats, in_groups, code)
        about = texts.say(language, "start")
        changed += await _set_text(client, "description", about[:DESCRIPTION_LENGTH], code)
        changed += await _set_text(client, "short_description", about.partition("\n")[0][:SHORT_LENGTH], code)
    log.info("telegram: %d entries of the menu were written anew", changed)
    return changed


async def _set_commands(client: ApiClient, scope: Any, commands: dict[str, str], code: str | None) -> bool:
    there = await client.ask("get_my_commands", scope=scope(), language_code=code)
    if [(one["command"], one["description"]) for one in there or []] == list(commands.items()):
        return False
    wanted = [BotCommand(name, text) for name, text in commands.items()]
    await client.ask("set_my_commands", wanted, scope=scope(), language_code=code)
    return True


async def _set_text(client: ApiClient, name: str, text: str, code: str | None) -> bool:
    there = await client.ask(f"get_my_{name}", language_code=code)
    if there[name] == text:
        return False
    await client.ask(f"set_my_{name}", text, language_code=code)
    return True
