"""The gateway: what it brings is not lost when it is cut, and what ends it for good is said in a line."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.discord.adapter import Discord
from adapters.discord.errors import BadToken, Disallowed
from core.plugins.adapter import RateLimited
from tests.adapters.discord.wire.booth import GOLD, TEAL, TOKEN, Booth, Clock, discord, play, spec
from tests.adapters.stall import PATIENCE
from tests.adapters.telegram.ears import Ears
from tests.platforms.discord import Server, Trouble

ME = "/users/@me"


def test_a_cut_in_the_middle_of_a_job(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        gateway = booth.server.gateway
        ann, bob, studio = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.guild("Studio")
        booth.server.people.slash(ann, "style", {"photo": TEAL, "style": GOLD}, studio)
        await booth.said(ann, studio, "I have both pictures")
        assert booth.adapter.trouble == ""
        gateway.refusing = True
        gateway.cut()
        await booth.world.until(lambda: not gateway.connected, PATIENCE)
        await until(lambda: booth.adapter.trouble != "")
        assert "connection to Discord was cut" in booth.adapter.trouble
        asked = booth.server.people.slash(bob, "help", place=studio)
        booth.server.people.say(bob, "hello")
        await booth.finish(await booth.job())
        await booth.said(ann, studio, "Here it is")
        gateway.refusing = False
        await booth.said(bob, studio, "Here it is", "Send me a photo")
        await booth.said(bob, booth.world.dm(bob), "Send me the photo")
        assert asked.taken is not None
        assert (gateway.identifies, gateway.resumes) == (1, 1)
        await until(lambda: booth.adapter.trouble == "")
        assert booth.died is None

    play(tmp_path, scene)


def test_discord_asks_to_reconnect(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        booth.server.gateway.ask_to_reconnect()
        ann = booth.world.person("Ann")
        booth.server.people.say(ann, "hello")
        await booth.said(ann, booth.world.dm(ann), "Send me the photo")
        await booth.world.until(lambda: booth.server.gateway.resumes == 1, PATIENCE)
        assert booth.server.gateway.identifies == 1

    play(tmp_path, scene)


@pytest.fixture(autouse=True)
def patient_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would wait for some seconds before it tries again."""
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda backoff: 0.05)  # noqa: ARG005


async def until(condition: Callable[[], bool]) -> None:
    """For what nobody tells of."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


def run(scene: Callable[[Server, Discord], Awaitable[None]]) -> None:
    """Plays a scene with a server and an adapter that doesn't run yet."""

    async def plays() -> None:
        clock = Clock()
        async with Server(TOKEN, spec(), clock) as server:
            adapter = discord(server, clock=clock)
            try:
                await scene(server, adapter)
            finally:
                await stop(asyncio.create_task(adapter.run(Ears())))

    asyncio.run(plays())


async def stop(running: asyncio.Task[None]) -> None:
    """As the program does in the end, which gives up all connections; until then messages can be sent."""
    await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait([running], timeout=PATIENCE)
    assert running.cancelled()


class TestEnds:
    def test_a_token_that_discord_does_not_know(self) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            server.revoke()
            with pytest.raises(BadToken, match="get a new one at https://discord") as ended:
                await adapter.run(Ears())
            assert_clean(ended.value)
            assert server.gateway.identifies == 0

        run(scene)

    @pytest.mark.parametrize(
        ("code", "error", "words"),
        [(4004, BadToken, "Discord doesn't know this token"), (4014, Disallowed, "Atelier needs no privileged one")],
    )
    def test_codes_after_which_there_is_no_coming_back(self, code: int, error: type[Exception], words: str) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            running = asyncio.create_task(adapter.run(Ears()))
            await server.world.until(lambda: server.gateway.connected, PATIENCE)
            await server.gateway.close(code)
            with pytest.raises(error, match=words) as ended:
                await asyncio.wait_for(running, PATIENCE)
            assert_clean(ended.value)

        run(scene)

    def test_no_privileged_intent_is_asked_for(self) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            assert server.gateway.allowed == 0
            running = asyncio.create_task(adapter.run(Ears()))
            await server.world.until(lambda: server.gateway.connected and server.commands.all, PATIENCE)
            await stop(running)

        run(scene)

    def test_a_gateway_that_cannot_be_reached_is_tried_again(self) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            server.troubles.append(Trouble("GET", ME))
            server.troubles.append(Trouble("GET", ME))
            with pytest.raises(OSError, match="Discord can't be reached"):
                await adapter.run(Ears())

        run(scene)


class TestIdentifies:
    def test_a_crash_loop_cannot_burn_them(self) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            server.gateway.budget = 13
            runs = 0
            while True:
                running = asyncio.create_task(adapter.run(Ears()))
                await asyncio.wait([running, asyncio.create_task(connected(server))], return_when="FIRST_COMPLETED")
                if running.done():
                    break
                runs += 1
                await server.gateway.close(4004)
                await asyncio.wait([running])
                await server.world.until(lambda: not server.gateway.lines, PATIENCE)
                assert isinstance(running.exception(), BadToken)
            error = running.exception()
            assert isinstance(error, RateLimited)
            assert error.retry_after == 24 * 3600
            assert 0 < runs == server.gateway.identifies
            assert server.gateway.budget >= 10

        run(scene)

    def test_a_new_life_goes_on_when_there_are_more(self) -> None:
        async def scene(server: Server, adapter: Discord) -> None:
            server.gateway.budget = 0
            with pytest.raises(RateLimited):
                await adapter.run(Ears())
            assert server.gateway.identifies == 0
            server.gateway.budget = 1000
            running = asyncio.create_task(adapter.run(Ears()))
            await connected(server)
            await stop(running)

        run(scene)


async def connected(server: Server) -> None:
    await server.world.until(lambda: server.gateway.connected, PATIENCE)


def assert_clean(error: BaseException | None) -> None:
    """Neither an error nor what it came of tells the token."""
    while error is not None:
        assert TOKEN not in f"{error} {error!r}"
        error = error.__cause__ or error.__context__
