"""What doctor is told of Discord, and that a bot which runs keeps its session."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.plugins.answers import InvalidToken
from core.plugins.finding import Severity
from tests.adapters.discord.wire.harness import TOKEN, EmulatedBot, discord, play, spec
from tests.platforms.discord import Server


def meet(scenario: Callable[[Server], Awaitable[None]]) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            await scenario(server)

    asyncio.run(plays())


def test_the_bot_its_intents_its_connections_and_the_clock() -> None:
    async def scenario(server: Server) -> None:
        found = await discord(server).check()
        assert [finding.what for finding in found] == [
            f"the token is {server.state.bot['username']}'s",
            "no privileged intent is needed: commands and private messages come without",
            "1000 of 1000 connections to the gateway are left today",
            "the clock agrees with Discord's",
        ]
        assert {finding.severity for finding in found} == {Severity.OK}
        assert TOKEN not in repr(found)
        assert server.gateway.identifies == 0

    meet(scenario)


def test_few_connections_left_are_a_warning() -> None:
    async def scenario(server: Server) -> None:
        server.gateway.budget, server.gateway.reset_after_ms = 9, 5_400_000
        (_, _, connections, _) = await discord(server).check()
        assert connections.severity is Severity.WARNING
        assert connections.what == "9 of 1000 connections to the gateway are left, and more come in 1.5 h"
        assert connections.remedy

    meet(scenario)


def test_a_token_that_discord_does_not_know_is_raised_with_the_remedy() -> None:
    async def scenario(server: Server) -> None:
        server.revoke()
        with pytest.raises(InvalidToken) as failure:
            await discord(server).check()
        assert "Reset Token" in failure.value.remedy

    meet(scenario)


def test_a_bot_that_runs_keeps_its_session_and_hears(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        await discord(bot.server).check()
        assert bot.server.gateway.connected
        assert bot.server.gateway.identifies == 1
        ann = bot.state.person("Ann")
        bot.server.people.say(ann, "hello")
        await bot.said(ann, bot.state.dm(ann), "Send me the photo")
        assert bot.died is None

    play(tmp_path, scenario)
