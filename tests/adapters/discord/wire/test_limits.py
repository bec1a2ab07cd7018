"""Limits: what Discord won't take just now is waited for, what the bot may not do is done otherwise."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.adapters.discord.wire.booth import GOLD, TEAL, TOKEN, Booth, Clock, discord, play, spec
from tests.adapters.discord.wire.test_expiry import progress_of
from tests.adapters.stall import PATIENCE, picture
from tests.adapters.telegram.clocks import Still
from tests.adapters.telegram.ears import Ears
from tests.platforms.discord import Server, Trouble
from tests.platforms.discord_rest import CALLBACK, COMMANDS, FOLLOW_UP, ORIGINAL, POSTS
from tests.platforms.discord_world import ATTACH_FILES, EVERYTHING

PHOTOS = {"photo": TEAL, "style": GOLD}
TROUBLES = {
    "429": Trouble.too_many("GET", COMMANDS, 0.05),
    "cut": Trouble("GET", COMMANDS),
    "403": Trouble.answer("GET", COMMANDS, 403, 50001, "Missing Access"),
}


class TestRates:
    def test_an_answer_that_comes_too_soon_waits(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
            booth.server.troubles.append(Trouble.too_many("PATCH", ORIGINAL, 0.05))
            booth.server.troubles.append(Trouble.too_many("PATCH", FOLLOW_UP, 0.05, everywhere=True))
            booth.server.troubles.append(Trouble.too_many("POST", CALLBACK, 0.05))
            booth.server.people.slash(ann, "style", PHOTOS, studio)
            await booth.said(ann, studio, "I have both pictures")
            await booth.finish(await booth.job())
            await booth.said(ann, studio, "Here it is")
            assert not booth.server.troubles
            assert not booth.server.interactions.missed()

        play(tmp_path, scene)

    def test_one_that_lasts_long_puts_the_message_off(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.server.troubles.append(Trouble.too_many("POST", POSTS, 3600.0))
            booth.server.people.say(ann, "hello")
            async with asyncio.timeout(PATIENCE):
                while True:
                    async with booth.store.begin() as unit:
                        waiting = await unit.unsent(10**12)
                    if waiting and not booth.server.troubles:
                        break
                    await asyncio.sleep(0.01)
            assert not booth.world.shown(ann, booth.world.dm(ann))
            async with booth.store.begin() as unit:
                await unit.put_off(waiting[0].number, 0.0)
            booth.courier.wake()

        play(tmp_path, scene)

    def test_a_database_that_is_slow_does_not_keep_discord_waiting(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            async with booth.store.begin():  # nobody else gets in meanwhile
                one = booth.server.people.slash(ann, "help")
                await booth.world.until(lambda: one.taken is not None, PATIENCE)
            await booth.said(ann, booth.world.dm(ann), "Send me a photo, then")

        play(tmp_path, scene, patience=0.05)

    def test_progress_that_waits_is_not_queued_up(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
            booth.server.people.slash(ann, "style", PHOTOS, studio)
            await booth.said(ann, studio, "I have both pictures")
            job = await booth.job()
            for step in range(50):
                booth.courier.progress(booth.address(studio), progress_of(job.id), picture("navy"), step / 50)
                await asyncio.sleep(0.005)
            await booth.finish(job)
            await booth.said(ann, studio, "Here it is")
            assert len(booth.server.asked("PATCH", FOLLOW_UP)) < 5

        play(tmp_path, scene)


class TestWhatMayHaveArrived:
    """A request whose answer is lost is made again: by a nonce, or by editing, the person sees one message."""

    def test_a_message_of_its_own(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.server.troubles.append(Trouble("POST", POSTS, after=True))
            booth.server.people.say(ann, "hello")
            await booth.world.until(lambda: len(booth.server.asked("POST", POSTS)) == 2, PATIENCE)
            assert len(await booth.said(ann, booth.world.dm(ann), "Send me the photo")) == 1

        play(tmp_path, scene)

    def test_an_answer_to_a_command(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
            booth.server.troubles.append(Trouble("PATCH", ORIGINAL, after=True))
            booth.server.people.slash(ann, "help", place=studio)
            await booth.world.until(lambda: len(booth.server.asked("PATCH", ORIGINAL)) == 2, PATIENCE)
            assert len(await booth.said(ann, studio, "Send me a photo")) == 1

        play(tmp_path, scene)

    def test_an_acknowledgement(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
            booth.server.troubles.append(Trouble("POST", CALLBACK, after=True))
            booth.server.people.slash(ann, "help", place=studio)
            (answer,) = await booth.said(ann, studio, "Send me a photo")
            assert answer["type"] == 20

        play(tmp_path, scene)


class TestPermissions:
    def test_where_files_are_forbidden_the_interaction_brings_them(self, tmp_path: Path) -> None:
        """What a bot may not do as itself it may in answer to an interaction, as on the real Discord."""

        async def scene(booth: Booth) -> None:
            ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
            booth.world.forbid(studio, EVERYTHING & ~ATTACH_FILES)
            booth.server.people.slash(ann, "style", PHOTOS, studio)
            await booth.said(ann, studio, "I have both pictures")
            await booth.finish(await booth.job())
            (painting,) = await booth.said(ann, studio, "Here it is")
            assert painting["attachments"]

        play(tmp_path, scene)

    def test_who_lets_nobody_write_to_them_costs_nobody_else_anything(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob = booth.world.person("Ann"), booth.world.person("Bob")
            booth.world.close(ann)
            booth.server.people.say(ann, "hello")
            booth.server.people.say(bob, "hello")
            await booth.said(bob, booth.world.dm(bob), "Send me the photo")
            assert not booth.world.shown(ann, booth.world.dm(ann))

        play(tmp_path, scene)


class TestCommands:
    def test_only_what_changed_is_written(self, tmp_path: Path) -> None:
        lives: list[Booth] = []

        async def life(booth: Booth) -> None:
            lives.append(booth)
            await booth.world.until(lambda: len(booth.server.asked("GET", COMMANDS)) == len(lives), PATIENCE)
            ann = booth.world.person("Ann")
            booth.server.people.say(ann, "hello")
            await booth.said(ann, booth.world.dm(ann), "Send me the photo")
            assert booth.server.commands.writes == 1

        async def changed(booth: Booth) -> None:
            booth.server.commands.named("help")["description"] = "somebody changed that"

        async def mended(booth: Booth) -> None:
            commands = booth.server.commands
            await booth.world.until(lambda: commands.named("help")["description"] != "somebody changed that", PATIENCE)
            assert commands.writes == 2

        play(tmp_path, life, life, life, changed, mended)

    def test_what_is_registered_is_what_the_issue_asks_for(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            commands = booth.server.commands
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

        play(tmp_path, scene)

    def test_the_daily_quota_is_waited_for(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scene() -> None:
            still = Still()
            async with Server(TOKEN, spec(), Clock()) as server:
                server.commands.creates = 200
                adapter = discord(server, sleep=until_tomorrow(server, still))
                running = asyncio.create_task(adapter.run(Ears()))
                await server.world.until(lambda: server.commands.all, PATIENCE)
                assert server.gateway.connected
                assert still.pauses
                assert max(still.pauses) <= 24 * 3600
                await stop(running)

        def until_tomorrow(server: Server, still: Still) -> Callable[[float], Awaitable[None]]:
            async def sleep(seconds: float) -> None:
                await still.sleep(seconds)
                server.commands.creates = 0

            return sleep

        with caplog.at_level(logging.WARNING):
            asyncio.run(scene())
        assert "command" in caplog.text
        assert TOKEN not in caplog.text

    @pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
    def test_the_bot_works_without(self, trouble: Trouble) -> None:
        async def scene() -> None:
            async with Server(TOKEN, spec(), Clock()) as server:
                ears = Ears()
                server.troubles.append(trouble)
                running = asyncio.create_task(discord(server).run(ears))
                await server.world.until(lambda: server.gateway.connected and not server.troubles, PATIENCE)
                server.people.say(server.world.person("Ann"), "hello")
                await ears.heard(1)
                await stop(running)

        asyncio.run(scene())


async def stop(running: asyncio.Task[None]) -> None:
    running.cancel()
    await asyncio.wait([running], timeout=PATIENCE)
    assert running.cancelled()
