"""The menu: the bot's commands and descriptions in every language, read first and written only where they differ."""

import logging
from collections.abc import Callable
from typing import Any

from telebot import asyncio_helper
from telebot.types import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeDefault

from adapters.telegram.api_client import ApiClient
from atelier_bot import COMMANDS, DEFAULT, LANGUAGES, Texts

log = logging.getLogger(__name__)

DESCRIPTION_LENGTH, SHORT_LENGTH = 512, 120


async def write_menu(client: ApiClient, texts: Texts) -> int:
    """Tells Telegram what the bot can do; how many requests had to change something.

    Raises as ``ApiClient.ask`` does.
    """
    changed = 0
    for language in LANGUAGES:
        code = None if language == DEFAULT else language  # without a code it is for all languages that aren't there
        for scope, commands in _menus(texts, language):
            changed += await _set_commands(client, scope, commands, code)
        about = texts.say(language, "start")
        changed += await _set_description(client, about[:DESCRIPTION_LENGTH], code)
        changed += await _set_short_description(client, about.partition("\n")[0][:SHORT_LENGTH], code)
    log.info("telegram: %d entries of the menu were written anew", changed)
    return changed


def _menus(texts: Texts, language: str) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Scopes with their commands: in groups those alone whose answers are everybody's business."""
    named = [(command, texts.say(language, f"command-{command.name}")) for command in COMMANDS]
    everywhere = [(command.name, text) for command, text in named]
    in_groups = [(command.name, text) for command, text in named if not command.personal]
    default: Callable[[], Any] = BotCommandScopeDefault
    groups: Callable[[], Any] = BotCommandScopeAllGroupChats
    return [(default(), everywhere), (groups(), in_groups)]


async def _set_commands(client: ApiClient, scope: Any, commands: list[tuple[str, str]], code: str | None) -> bool:
    there = await client.ask(asyncio_helper.get_my_commands, scope=scope, language_code=code)
    if [(one["command"], one["description"]) for one in there or []] == commands:
        return False
    wanted = [BotCommand(name, text) for name, text in commands]
    await client.ask(asyncio_helper.set_my_commands, wanted, scope=scope, language_code=code)
    return True


async def _set_description(client: ApiClient, text: str, code: str | None) -> bool:
    there = await client.ask(asyncio_helper.get_my_description, language_code=code)
    if there["description"] == text:
        return False
    await client.ask(asyncio_helper.set_my_description, text, language_code=code)
    return True


async def _set_short_description(client: ApiClient, text: str, code: str | None) -> bool:
    there = await client.ask(asyncio_helper.get_my_short_description, language_code=code)
    if there["short_description"] == text:
        return False
    await client.ask(asyncio_helper.set_my_short_description, text, language_code=code)
    return True
