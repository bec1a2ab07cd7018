"""Limits: what Discord won't take just now is waited for, what the bot may not do is done otherwise."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.model.person import PersonId
from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, Clock, EmulatedBot, discord, play, spec
from tests.adapters.discord.wire.test_expiry import progress_of
from tests.adapters.harness import TIMEOUT, picture
from tests.adapters.telegram.harness import RecordingEngine, StillClock
from tests.platforms.discord import Server, Trouble
from tests.platforms.discord_rest import CALLBACK, COMMANDS, FOLLOW_UP, ORIGINAL, POSTS
from tests.platforms.discord_state import ATTACH_FILES, EVERYTHING

PHOTOS = {"photo": TEAL, "style": GOLD}
TROUBLES = {
    "429": Trouble.too_many("GET", COMMANDS, 0.05),
    "cut": Trouble("GET", COMMANDS),
    "403": Trouble.answer("GET", COMMANDS, 403, 50001, "Missing Access"),
}


class TestRates:
    def test_an_answer_that_comes_too_soon_waits(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.server.troubles.append(Trouble.too_many("PATCH", ORIGINAL, 0.05))
            bot.server.troubles.append(Trouble.too_many("PATCH", FOLLOW_UP, 0.05, everywhere=True))
            bot.server.troubles.append(Trouble.too_many("POST", CALLBACK, 0.05))
            bot.server.people.slash(ann, "style", PHOTOS, studio)
            await bot.said(ann, studio, "I have the pictures")
            await bot.finish(await bot.job())
            await bot.said(ann, studio, "Here it is")
            assert not bot.server.troubles
            assert not bot.server.interactions.missed()

        play(tmp_path, scenario)

    def test_one_that_lasts_long_puts_the_message_off(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.server.troubles.append(Trouble.too_many("POST", POSTS, 3600.0))
            bot.server.people.say(ann, "hello")
            async with asyncio.timeout(TIMEOUT):
                while True:
                    async with bot.store.begin() as transaction:
                        waiting = await transaction.unsent(10**12)
                    if waiting and not bot.server.troubles:
                        break
                    await asyncio.sleep(0.01)
            assert not bot.state.shown(ann, bot.state.dm(ann))
            async with bot.store.begin() as transaction:
                await transaction.put_off(waiting[0].number, 0.0)
            bot.outbox.wake()

        play(tmp_path, scenario)

    def test_a_database_that_is_slow_does_not_keep_discord_waiting(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            async with bot.store.begin():  # nobody else gets in meanwhile
                one = bot.server.people.slash(ann, "help")
                await bot.state.until(lambda: one.taken is not None, TIMEOUT)
            await bot.said(ann, bot.state.dm(ann), "Send me a photo, then")

        play(tmp_path, scenario, acknowledge_timeout=0.05)

    def test_progress_that_waits_is_not_queued_up(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.server.people.slash(ann, "style", PHOTOS, studio)
            await bot.said(ann, studio, "I have the pictures")
            job = await bot.job()
            for step in range(50):
                bot.outbox.progress(bot.address(studio), PersonId(""), progress_of(job.id), picture("navy"), step / 50)
                await asyncio.sleep(0.005)
            await bot.finish(job)
            await bot.said(ann, studio, "Here it is")
            assert len(bot.server.asked("PATCH", FOLLOW_UP)) < 5

        play(tmp_path, scenario)


class TestWhatMayHaveArrived:
    """A request whose answer is lost is made again: by a nonce, or by editing, the person sees one message."""

    def test_a_message_of_its_own(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.server.troubles.append(Trouble("POST", POSTS, after=True))
            bot.server.people.say(ann, "hello")
            await bot.state.until(lambda: len(bot.server.asked("POST", POSTS)) == 2, TIMEOUT)
            assert len(await bot.said(ann, bot.state.dm(ann), "Send me the photo")) == 1

        play(tmp_path, scenario)

    def test_an_answer_to_a_command(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.server.troubles.append(Trouble("PATCH", ORIGINAL, after=True))
            bot.server.people.slash(ann, "help", place=studio)
            await bot.state.until(lambda: len(bot.server.asked("PATCH", ORIGINAL)) == 2, TIMEOUT)
            assert len(await bot.said(ann, studio, "Send me a photo")) == 1

        play(tmp_path, scenario)

    def test_an_acknowledgement(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.server.troubles.append(Trouble("POST", CALLBACK, after=True))
            bot.server.people.slash(ann, "help", place=studio)
            (answer,) = await bot.said(ann, studio, "Send me a photo")
            assert answer["type"] == 20

        play(tmp_path, scenario)


class TestPermissions:
    def test_where_files_are_forbidden_the_interaction_brings_them(self, tmp_path: Path) -> None:
        """What a bot may not do as itself it may in answer to an interaction, as on the real Discord."""

        async def scenario(bot: EmulatedBot) -> None:
            ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
            bot.state.forbid(studio, EVERYTHING & ~ATTACH_FILES)
            bot.server.people.slash(ann, "style", PHOTOS, studio)
            await bot.said(ann, studio, "I have the pictures")
            await bot.finish(await bot.job())
            (painting,) = await bot.said(ann, studio, "Here it is")
            assert painting["attachments"]

        play(tmp_path, scenario)

    def test_who_lets_nobody_write_to_them_costs_nobody_else_anything(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob = bot.state.person("Ann"), bot.state.person("Bob")
            bot.state.close(ann)
            bot.server.people.say(ann, "hello")
            bot.server.people.say(bob, "hello")
            await bot.said(bob, bot.state.dm(bob), "Send me the photo")
            assert not bot.state.shown(ann, bot.state.dm(ann))

        play(tmp_path, scenario)


class TestCommands:
    def test_only_what_changed_is_written(self, tmp_path: Path) -> None:
        lives: list[EmulatedBot] = []

        async def life(bot: EmulatedBot) -> None:
            lives.append(bot)
            await bot.state.until(lambda: len(bot.server.asked("GET", COMMANDS)) == len(lives), TIMEOUT)
            ann = bot.state.person("Ann")
            bot.server.people.say(ann, "hello")
            await bot.said(ann, bot.state.dm(ann), "Send me the photo")
            assert bot.server.commands.writes == 1

        async def changed(bot: EmulatedBot) -> None:
            bot.server.commands.named("help")["description"] = "somebody changed that"

        async def mended(bot: EmulatedBot) -> None:
            commands = bot.server.commands
            await bot.state.until(lambda: commands.named("help")["description"] != "somebody changed that", TIMEOUT)
            assert commands.writes == 2

        play(tmp_path, life, life, life, changed, mended)

    def test_what_is_registered_is_what_the_issue_asks_for(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            commands = bot.server.commands
            style = commands.named("style")
            options = {option["name"]: option for option in style["options"]}
            assert [options[name]["type"] for name in ("photo", "style", "strength", "warm")] == [11, 11, 10, 5]
            assert (options["strength"]["min_value"], options["strength"]["max_value"]) == (0, 1)
            for name in ("help", "settings", "status", "cancel", "language", "privacy", "forget", "export"):
                command = commands.named(name)
                assert "ru" in command["name_localizations"]
                assert "ru" in command["description_localizations"]
                assert (command["contexts"], command["integration_types"]) == ([0, 1, 2], [0, 1])
            for name in ("Use as photo", "Use as style"):
                assert commands.named(name, 3)["name_localizations"]

        play(tmp_path, scenario)

    def test_the_daily_quota_is_waited_for(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario() -> None:
            still = StillClock()
            async with Server(TOKEN, spec(), Clock()) as server:
                server.commands.creates = 200
                adapter = discord(server, sleep=until_tomorrow(server, still))
                running = asyncio.create_task(adapter.run(RecordingEngine()))
                await server.state.until(lambda: server.commands.all, TIMEOUT)
                assert server.gateway.connected
                assert still.pauses
                assert max(still.pauses) <= 24 * 3600
                await stop(running)

        def until_tomorrow(server: Server, still: StillClock) -> Callable[[float], Awaitable[None]]:
            async def sleep(seconds: float) -> None:
                await still.sleep(seconds)
                server.commands.creates = 0

            return sleep

        with caplog.at_level(logging.WARNING):
            asyncio.run(scenario())
        assert "command" in caplog.text
        assert TOKEN not in caplog.text

    @pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
    def test_the_bot_works_without(self, trouble: Trouble) -> None:
        async def scenario() -> None:
            async with Server(TOKEN, spec(), Clock()) as server:
                listener = RecordingEngine()
                server.troubles.append(trouble)
                running = asyncio.create_task(discord(server).run(listener))
                await server.state.until(lambda: server.gateway.connected and not server.troubles, TIMEOUT)
                server.people.say(server.state.person("Ann"), "hello")
                await listener.heard(1)
                await stop(running)

        asyncio.run(scenario())


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.wait([running], timeout=TIMEOUT)
    assert running.cancelled()
