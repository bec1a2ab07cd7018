"""Private messages that came while the bot was away are answered when it is back: once each, the oldest first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from storage.store import open_store
from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, Clock, EmulatedBot, discord, spec
from tests.adapters.harness import TIMEOUT
from tests.platforms.discord import Server, Trouble
from tests.platforms.discord_rest import POSTS

ASK = "Send me the photo"
HOUR = 3600.0


class Discord:
    """The emulated one, and the lives of a bot there."""

    def __init__(self, server: Server, folder: Path, clock: Clock) -> None:
        self.server, self.clock, self._folder = server, clock, folder
        self.ann = server.state.person("Ann")
        self.place = server.state.dm(self.ann)

    @asynccontextmanager
    async def life(self) -> AsyncIterator[EmulatedBot]:
        """A process's life, at the same database and with the same folder as the others."""
        async with open_store(f"sqlite:///{self._folder / 'atelier.db'}") as store:
            bot = EmulatedBot(
                store, self.server, discord(self.server, clock=self.clock, folder=self._folder / "discord")
            )
            await bot.open()
            try:
                yield bot
            finally:
                await bot.close()

    async def greet(self) -> None:
        """A life in which Ann says something, and hears an answer."""
        async with self.life() as bot:
            self.server.people.say(self.ann, "hello")
            await bot.said(self.ann, self.place, ASK)

    def lists(self) -> int:
        """How often messages were asked for."""
        return len(self.server.asked("GET", POSTS))


def meet(folder: Path, scenario: Callable[[Discord], Awaitable[None]]) -> None:
    async def plays() -> None:
        clock = Clock()
        async with Server(TOKEN, spec(), clock) as server:
            await scenario(Discord(server, folder, clock))

    asyncio.run(plays())


@pytest.fixture(autouse=True)
def patient_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library would wait for some seconds before it tries again."""
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda backoff: 0.05)  # noqa: ARG005


class TestAfterARestart:
    def test_what_was_sent_meanwhile_is_answered_once_and_in_order(self, tmp_path: Path) -> None:
        async def scenario(there: Discord) -> None:
            await there.greet()
            for file in (TEAL, GOLD):
                there.server.people.say(there.ann, "", [file])
            async with there.life() as bot:
                shown = await bot.said(there.ann, there.place, ASK, "Got your photo", "I have the pictures")
                assert len(shown) == 3
            async with there.life() as bot:
                there.server.people.say(there.ann, "hello again")
                assert len(await bot.said(there.ann, there.place, "This is how it stands right now")) == 4

        meet(tmp_path, scenario)

    def test_what_comes_at_once_waits_for_what_was_missed(self, tmp_path: Path) -> None:
        async def scenario(there: Discord) -> None:
            await there.greet()
            there.server.people.say(there.ann, "", [TEAL])
            there.server.flow.clear()
            async with there.life() as bot:
                there.server.people.say(there.ann, "style")
                there.server.flow.set()
                shown = await bot.said(there.ann, there.place, ASK, "Got your photo", "Got the picture with the style")
                assert len(shown) == 3

        meet(tmp_path, scenario)

    def test_what_is_older_than_a_day_is_left_alone(self, tmp_path: Path) -> None:
        async def scenario(there: Discord) -> None:
            await there.greet()
            there.server.people.say(there.ann, "", [TEAL])
            there.clock.more = 24 * HOUR
            there.server.people.say(there.ann, "are you there?")
            async with there.life() as bot:
                assert len(await bot.said(there.ann, there.place, ASK, ASK)) == 2

        meet(tmp_path, scenario)

    def test_who_was_forgotten_is_not_known(self, tmp_path: Path) -> None:
        async def scenario(there: Discord) -> None:
            await there.greet()
            async with there.life() as bot:
                there.server.people.say(there.ann, "/forget yes")
                await bot.said(there.ann, there.place, "Everything is deleted")
            there.server.people.say(there.ann, "", [TEAL])
            asked = there.lists()
            async with there.life():
                assert there.lists() == asked
            assert there.place.id not in (tmp_path / "discord" / "last_seen.json").read_text()

        meet(tmp_path, scenario)

    def test_a_conversation_that_cannot_be_read_costs_no_other(self, tmp_path: Path) -> None:
        async def scenario(there: Discord) -> None:
            await there.greet()
            bob = there.server.state.person("Bob")
            async with there.life() as bot:
                there.server.people.say(bob, "hello")
                await bot.said(bob, there.server.state.dm(bob), ASK)
            there.server.people.say(there.ann, "", [TEAL])
            there.server.troubles.append(Trouble.answer("GET", POSTS, 403, 50001, "Missing Access"))
            async with there.life() as bot:
                await bot.said(there.ann, there.place, "Got your photo")

        meet(tmp_path, scenario)


def test_after_a_session_that_could_not_be_resumed(tmp_path: Path) -> None:
    async def scenario(there: Discord) -> None:
        gateway = there.server.gateway
        async with there.life() as bot:
            there.server.people.say(there.ann, "hello")
            await bot.said(there.ann, there.place, ASK)
            gateway.refusing = True
            gateway.cut()
            await bot.state.until(lambda: not gateway.connected, TIMEOUT)
            there.server.people.say(there.ann, "", [TEAL])
            gateway.sessions.clear()
            gateway.refusing = False
            assert len(await bot.said(there.ann, there.place, ASK, "Got your photo")) == 2
            assert gateway.identifies == 2

    meet(tmp_path, scenario)
