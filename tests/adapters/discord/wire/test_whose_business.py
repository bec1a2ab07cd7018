"""Who sees what in a guild: the painting is everybody's, all else is the person's alone; and all ways to paint one."""

import asyncio
from pathlib import Path

from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, Clock, EmulatedBot, buttons_of, discord, play, spec
from tests.adapters.discord.wire.test_gateway import stop
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import RecordingEngine
from tests.core.dialogue.harness import COMMANDS
from tests.platforms.discord import Server
from tests.platforms.discord_state import EPHEMERAL

PHOTOS = {"photo": TEAL, "style": GOLD}
PERSONAL = [command.name for command in COMMANDS if command.personal]


def test_what_commands_say_is_the_persons_alone(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, studio = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.guild("Studio")
        for count, name in enumerate((name for name in PERSONAL if name != "settings"), start=1):
            bot.server.people.slash(ann, name, place=studio)
            await bot.state.until(lambda: len(bot.state.shown(ann, studio)) == count, TIMEOUT)  # noqa: B023
        assert all(message["flags"] & EPHEMERAL for message in bot.state.shown(ann, studio))
        assert bot.state.seen(bob, studio) == []
        delete = next(one for one in bot.state.shown(ann, studio) if "Yes, delete everything" in buttons_of(one))
        bot.server.people.press(ann, delete, "Yes, delete everything")
        await bot.state.until(lambda: "deleted" in str([m["content"] for m in bot.state.shown(ann, studio)]))
        assert bot.state.seen(bob, studio) == []
        assert not bot.server.interactions.missed()

    play(tmp_path, scenario)


def test_settings_are_a_form_in_a_guild(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, studio = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.guild("Studio")
        opened = bot.server.people.slash(ann, "settings", place=studio)
        await bot.state.until(lambda: opened.modal, TIMEOUT)
        bot.server.people.submit(opened, {"strength": "0.75", "warm": "true"})
        (answer,) = await bot.said(ann, studio, "Your settings")
        assert "0.75" in answer["content"]
        assert bot.state.seen(bob, studio) == []
        bot.server.people.slash(ann, "style", PHOTOS, studio)
        job = await bot.job()
        assert (job.order.options["strength"], job.order.options["warm"]) == (0.75, True)

    play(tmp_path, scenario)


def test_the_message_commands_paint_too(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, studio = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.guild("Studio")
        photo = bot.server.people.say(bob, "look", [TEAL], studio)
        style = bot.server.people.say(bob, "and this", [GOLD], studio)
        bot.server.people.use(ann, "Use as style", style)
        await bot.said(ann, studio, "Got the picture with the style")
        assert all(message["author"] == bob for message in bot.state.seen(bob, studio))
        bot.server.people.use(ann, "Use as photo", photo)
        await bot.said(ann, studio, "I have the pictures")
        await bot.finish(await bot.job())
        painting = (await bot.said(ann, studio, "Here it is"))[-1]
        assert painting in bot.state.seen(bob, studio)
        bot.server.people.use(ann, "Use as photo", bot.server.people.say(bob, "no picture", place=studio))
        await bot.state.until(lambda: len(bot.state.shown(ann, studio)) > 2, TIMEOUT)
        assert not bot.server.interactions.missed()

    play(tmp_path, scenario)


def test_in_threads_and_where_only_the_person_has_installed_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob = bot.state.person("Ann"), bot.state.person("Bob")
        bot.server.people.install(ann)
        channels = [
            bot.state.thread(bot.state.guild("Studio"), "paintings"),
            bot.state.guild("Theirs", has_bot=False),
            bot.state.private(ann, bob),
            bot.state.private(ann, bob, bot.state.person("Cid")),
        ]
        for place in channels:
            bot.server.people.slash(ann, "style", PHOTOS, place)
            await bot.said(ann, place, "I have the pictures")
            await bot.finish(await bot.job())
            (painting,) = await bot.said(ann, place, "Here it is")
            assert painting in bot.state.seen(bob, place)
            bot.server.people.press(ann, painting, "As a file")
            await bot.said(ann, place, "Here it is", "Here it is as a file")

    play(tmp_path, scenario)


def test_a_person_who_speaks_russian(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        olga, studio = bot.state.person("Olga", "ru"), bot.state.guild("Studio")
        bot.server.people.slash(olga, "cancel", place=studio)
        await bot.said(olga, studio, "Останавливать нечего")
        bot.server.people.say(olga, "hello")  # a message says no language
        await bot.said(olga, bot.state.dm(olga), "Пришлите фото")

    play(tmp_path, scenario)


def test_without_an_intent_for_it_nothing_is_heard_of_guilds(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        bot.server.people.say(ann, "hello everybody", [TEAL], studio)
        bot.server.people.say(ann, f"<@{bot.state.app_id}> hello", [TEAL], studio)
        bot.server.people.say(ann, "hello")
        await bot.said(ann, bot.state.dm(ann), "Send me the photo")
        assert bot.state.shown(ann, studio) == []

    play(tmp_path, scenario)


def test_several_bots_of_several_servers_in_one_process() -> None:
    async def scenario() -> None:
        clock, other_token = Clock(), TOKEN.replace("emulated", "emulated-too")
        async with Server(TOKEN, spec(), clock) as first, Server(other_token, spec(), clock) as second:
            bots = [
                (first, RecordingEngine(), discord(first)),
                (second, RecordingEngine(), discord(second, "other", token=other_token)),
            ]
            running = [asyncio.create_task(adapter.run(listener)) for _, listener, adapter in bots]
            for server, listener, adapter in bots:
                await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)  # noqa: B023
                server.people.say(server.state.person(f"Ann of {adapter.account}"), "hello")
                (event,) = await listener.heard(1)
                assert event.sender.name == f"Ann of {event.address.account}" == f"Ann of {adapter.account}"
            for task in running:
                await stop(task)

    asyncio.run(scenario())
