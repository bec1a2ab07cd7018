"""The whole program's health: what keeps a bot from being heard is on ``/healthz``, and passes with its cause."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.adapters.discord.wire import harness as discord
from tests.adapters.telegram import harness as telegram
from tests.cli.harness import ROOT
from tests.platforms.discord import Server as Discord
from tests.platforms.telegram import Server as Telegram
from tests.platforms.telegram import Trouble

TIMEOUT = 60.0
TOKENS = {"TELEGRAM_TOKEN": telegram.TOKEN, "DISCORD_TOKEN": discord.TOKEN}
CONFIG = """
[adapters.web]
port = {port}

[monitoring]
port = 0

[adapters.{name}]
token = {{ env = "{variable}" }}
api_url = "{url}"
"""

Wanted = Callable[[int, dict[str, Any]], bool]
Look = Callable[[Wanted], Awaitable[dict[str, Any]]]
"""Waits until ``/healthz`` is as wanted, its status and what it says of the bot; returns that."""


async def look(port: int, name: str, wanted: Wanted) -> dict[str, Any]:
    """See Look."""
    told: Any = None
    try:
        async with asyncio.timeout(TIMEOUT), ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                        adapters = {each["name"]: each for each in (await answer.json())["adapters"]}
                        told = answer.status, adapters
                        assert adapters["web"]["condition"] == "running"
                        if wanted(answer.status, adapters[name]):
                            found: dict[str, Any] = adapters[name]
                            return found
                except ClientError as error:  # it begins
                    told = error
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(told) from None


def watch(
    folder: Path, port: int, server: Telegram | Discord, name: str, scenario: Callable[[Look], Awaitable[None]]
) -> str:
    """Plays a scenario while the program runs beside a platform; all that it said."""

    async def plays() -> str:
        async with server:
            variable = f"{name.upper()}_TOKEN"
            settings = CONFIG.format(port=port, name=name, variable=variable, url=server.url)
            (folder / "plugins.toml").write_text(settings)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, str(ROOT / "main.py"), "run"),
                cwd=folder,
                env={**os.environ, **TOKENS},
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                await scenario(lambda wanted: look(port, name, wanted))
            finally:
                process.terminate()
                _, said = await process.communicate()
            assert process.returncode == 0
            return said.decode()

    said = asyncio.run(plays())
    assert not [token for token in TOKENS.values() if token in said]
    assert "Traceback" not in said
    return said


def well(status: int, bot: dict[str, Any]) -> bool:
    return status == 200 and bot["condition"] == "running"


def waiting(status: int, bot: dict[str, Any]) -> bool:
    return status == 503 and bot["condition"] == "waiting"


def troubled(status: int, bot: dict[str, Any]) -> bool:
    return status == 503 and bot["condition"] == "troubled"


class TestTelegram:
    def test_a_token_that_it_does_not_know(self, tmp_path: Path, unused_port: int) -> None:
        server = Telegram(telegram.TOKEN, telegram.spec(), time.time)

        async def scenario(until: Look) -> None:
            server.troubles.append(Trouble.answer("getMe", 401, "Unauthorized"))
            assert "get the right one from @BotFather" in (await until(waiting))["reason"]
            assert (await until(well))["restarts"] == 1

        said = watch(tmp_path, unused_port, server, "telegram", scenario)
        assert "adapter telegram: InvalidToken: Telegram doesn't know this token" in said

    def test_another_poller(self, tmp_path: Path, unused_port: int) -> None:
        server = Telegram(telegram.TOKEN, telegram.spec(), time.time)

        async def scenario(until: Look) -> None:
            server.troubles.append(
                Trouble.answer("getUpdates", 409, "Conflict: terminated by other getUpdates request")
            )
            assert "another program polls with this bot's token" in (await until(waiting))["reason"]
            assert (await until(well))["restarts"] == 1

        assert "stop the other" in watch(tmp_path, unused_port, server, "telegram", scenario)

    def test_a_network_that_is_gone_while_it_runs(self, tmp_path: Path, unused_port: int) -> None:
        server = Telegram(telegram.TOKEN, telegram.spec(), time.time)

        async def scenario(until: Look) -> None:
            await until(lambda status, bot: well(status, bot) and server.polls > 0)
            await server.stop()
            assert "Telegram can't be reached" in (await until(troubled))["reason"]
            await server.start()
            assert (await until(well))["restarts"] == 0

        assert "Telegram can't be reached" in watch(tmp_path, unused_port, server, "telegram", scenario)


class TestDiscord:
    def test_a_token_that_is_revoked_and_intents_that_are_disallowed(self, tmp_path: Path, unused_port: int) -> None:
        server = Discord(discord.TOKEN, discord.spec(), time.time)

        async def scenario(until: Look) -> None:
            for restarts, (code, words) in enumerate(
                {4004: "get a new one at", 4014: "needs no privileged one"}.items()
            ):
                await until(lambda status, bot: well(status, bot) and server.gateway.connected)
                await server.gateway.close(code)
                sick = await until(waiting)
                assert words in sick["reason"]
                assert sick["restarts"] == restarts

        said = watch(tmp_path, unused_port, server, "discord", scenario)
        assert "adapter discord: InvalidToken: Discord doesn't know this token" in said

    def test_a_connection_that_is_cut_and_restored(self, tmp_path: Path, unused_port: int) -> None:
        server = Discord(discord.TOKEN, discord.spec(), time.time)

        async def scenario(until: Look) -> None:
            await until(lambda status, bot: well(status, bot) and server.gateway.connected)
            server.gateway.refusing = True
            server.gateway.cut()
            assert "is being restored" in (await until(troubled))["reason"]
            server.gateway.refusing = False
            assert (await until(well))["restarts"] == 0

        watch(tmp_path, unused_port, server, "discord", scenario)
