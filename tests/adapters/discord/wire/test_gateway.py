"""The gateway: what it brings is not lost when it is cut, and what ends it for good is said in a line."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.discord.adapter import Discord
from adapters.discord.errors import NotAllowedToConnect
from core.plugins.adapter import RateLimited
from core.plugins.answers import InvalidToken
from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, Clock, EmulatedBot, discord, play, spec
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import RecordingEngine
from tests.platforms.discord import Server, Trouble

ME = "/users/@me"


def test_a_cut_in_the_middle_of_a_job(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        gateway = bot.server.gateway
        ann, bob, studio = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.guild("Studio")
        bot.server.people.slash(ann, "style", {"photo": TEAL, "style": GOLD}, studio)
        await bot.said(ann, studio, "I have the pictures")
        assert bot.adapter.trouble == ""
        gateway.refusing = True
        gateway.cut()
        await bot.state.until(lambda: not gateway.connected, TIMEOUT)
        await until(lambda: bot.adapter.trouble != "")
        assert "connection to Discord was cut" in bot.adapter.trouble
        asked = bot.server.people.slash(bob, "help", place=studio)
        bot.server.people.say(bob, "hello")
        await bot.finish(await bot.job())
        await bot.said(ann, studio, "Here it is")
        gateway.refusing = False
        await bot.said(bob, studio, "Here it is", "Send me a photo")
        await bot.said(bob, bot.state.dm(bob), "Send me the photo")
        assert asked.taken is not None
        assert (gateway.identifies, gateway.resumes) == (1, 1)
        await until(lambda: bot.adapter.trouble == "")
        assert bot.died is None

    play(tmp_path, scenario)


def test_discord_asks_to_reconnect(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bot.server.gateway.ask_to_reconnect()
        ann = bot.state.person("Ann")
        bot.server.people.say(ann, "hello")
        await bot.said(ann, bot.state.dm(ann), "Send me the photo")
        await bot.state.until(lambda: bot.server.gateway.resumes == 1, TIMEOUT)
        assert bot.server.gateway.identifies == 1

    play(tmp_path, scenario)


@pytest.fixture(autouse=True)
def patient_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would wait for some seconds before it tries again."""
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda backoff: 0.05)  # noqa: ARG005


async def until(condition: Callable[[], bool]) -> None:
    """For what nobody tells of."""
    async with asyncio.timeout(TIMEOUT):
        while not condition():
            await asyncio.sleep(0.01)


def run(scenario: Callable[[Server, Discord], Awaitable[None]]) -> None:
    """Plays a scenario with a server and an adapter that doesn't run yet."""

    async def plays() -> None:
        clock = Clock()
        async with Server(TOKEN, spec(), clock) as server:
            adapter = discord(server, clock=clock)
            try:
                await scenario(server, adapter)
            finally:
                await stop(asyncio.create_task(adapter.run(RecordingEngine())))

    asyncio.run(plays())


async def stop(running: asyncio.Task[None]) -> None:
    """As the program does in the end, which gives up all connections; until then messages can be sent."""
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running], timeout=TIMEOUT)
    assert running.cancelled()


class TestEnds:
    def test_a_token_that_discord_does_not_know(self) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            server.revoke()
            with pytest.raises(InvalidToken, match="get a new one at https://discord") as ended:
                await adapter.run(RecordingEngine())
            assert_clean(ended.value)
            assert server.gateway.identifies == 0

        run(scenario)

    @pytest.mark.parametrize(
        ("code", "error", "command_names"),
        [
            (4004, InvalidToken, "Discord doesn't know this token"),
            (4014, NotAllowedToConnect, "Atelier needs no privileged one"),
        ],
    )
    def test_codes_after_which_there_is_no_coming_back(
        self, code: int, error: type[Exception], command_names: str
    ) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            running = asyncio.create_task(adapter.run(RecordingEngine()))
            await server.state.until(lambda: server.gateway.connected, TIMEOUT)
            await server.gateway.close(code)
            with pytest.raises(error, match=command_names) as ended:
                await asyncio.wait_for(running, TIMEOUT)
            assert_clean(ended.value)

        run(scenario)

    def test_no_privileged_intent_is_asked_for(self) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            assert server.gateway.allowed == 0
            running = asyncio.create_task(adapter.run(RecordingEngine()))
            await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            await stop(running)

        run(scenario)

    def test_a_gateway_that_cannot_be_reached_is_tried_again(self) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            server.troubles.append(Trouble("GET", ME))
            server.troubles.append(Trouble("GET", ME))
            with pytest.raises(OSError, match="Discord can't be reached"):
                await adapter.run(RecordingEngine())

        run(scenario)


class TestIdentifies:
    def test_a_crash_loop_cannot_burn_them(self) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            server.gateway.budget = 13
            runs = 0
            while True:
                running = asyncio.create_task(adapter.run(RecordingEngine()))
                await asyncio.wait([running, asyncio.create_task(connected(server))], return_when="FIRST_COMPLETED")
                if running.done():
                    break
                runs += 1
                await server.gateway.close(4004)
                await asyncio.wait([running])
                await server.state.until(lambda: not server.gateway.connections, TIMEOUT)
                assert isinstance(running.exception(), InvalidToken)
            error = running.exception()
            assert isinstance(error, RateLimited)
            assert error.retry_after == 24 * 3600
            assert 0 < runs == server.gateway.identifies
            assert server.gateway.budget >= 10

        run(scenario)

    def test_a_new_life_goes_on_when_there_are_more(self) -> None:
        async def scenario(server: Server, adapter: Discord) -> None:
            server.gateway.budget = 0
            with pytest.raises(RateLimited):
                await adapter.run(RecordingEngine())
            assert server.gateway.identifies == 0
            server.gateway.budget = 1000
            running = asyncio.create_task(adapter.run(RecordingEngine()))
            await connected(server)
            await stop(running)

        run(scenario)


async def connected(server: Server) -> None:
    await server.state.until(lambda: server.gateway.connected, TIMEOUT)


def assert_clean(error: BaseException | None) -> None:
    """Neither an error nor what it came of tells the token."""
    while error is not None:
        assert TOKEN not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
