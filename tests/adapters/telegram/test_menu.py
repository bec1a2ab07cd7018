"""The menu is what the commands declare, in every language, and is written only where it differs."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from pydantic import SecretStr

from adapters.telegram.api_client import ApiClient
from adapters.telegram.menu import write_menu
from core.dialogue.commands import words_of_all
from core.plugins.proxies import Proxies
from core.plugins.texts import LANGUAGES
from tests.adapters.telegram.harness import TOKEN, spec
from tests.core.dialogue.harness import COMMANDS, EFFECTS
from tests.platforms.telegram import Server

WRITES = ("setMyCommands", "setMyDescription", "setMyShortDescription")


def meet(scenario: Callable[[Server, ApiClient], Awaitable[None]]) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            client = ApiClient(server.url, SecretStr(TOKEN), Proxies())
            await scenario(server, client)
            await client.close()

    asyncio.run(plays())


def test_commands_are_there_in_every_language_and_in_groups_only_those_for_all() -> None:
    async def scenario(server: Server, client: ApiClient) -> None:
        await write_menu(client, COMMANDS, words_of_all(EFFECTS))
        commands = server.methods.commands
        names = [command.name for command in COMMANDS]
        for code in ("", "ru"):
            assert [one["command"] for one in commands["default", code]] == names
            assert [one["command"] for one in commands["all_group_chats", code]] == ["style"]
        assert commands["default", ""] != commands["default", "ru"]
        assert len(commands) == 2 * len(LANGUAGES)
        assert server.methods.descriptions["short", ""] == "Hello! I paint your photos in the style of any picture."
        assert set(server.methods.descriptions) == {(kind, code) for kind in ("long", "short") for code in ("", "ru")}

    meet(scenario)


def test_the_second_time_nothing_is_written() -> None:
    async def scenario(server: Server, client: ApiClient) -> None:
        assert await write_menu(client, COMMANDS, words_of_all(EFFECTS)) == 4 * len(LANGUAGES)
        server.requests.clear()
        assert await write_menu(client, COMMANDS, words_of_all(EFFECTS)) == 0
        assert not [name for name, _ in server.requests if name in WRITES]

    meet(scenario)


def test_what_somebody_changed_is_put_right_and_nothing_else_written() -> None:
    async def scenario(server: Server, client: ApiClient) -> None:
        await write_menu(client, COMMANDS, words_of_all(EFFECTS))
        server.methods.commands["default", "ru"].pop()
        server.methods.descriptions["long", ""] = "Buy now!"
        server.requests.clear()
        assert await write_menu(client, COMMANDS, words_of_all(EFFECTS)) == 2
        assert sorted(name for name, _ in server.requests if name in WRITES) == ["setMyCommands", "setMyDescription"]

    meet(scenario)
