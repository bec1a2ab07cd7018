"""Who sees what in a guild: the painting is everybody's, all else is the person's alone; and all ways to paint one."""

import asyncio
from pathlib import Path

from core.conversation.commands import COMMANDS
from tests.adapters.discord.wire.booth import GOLD, TEAL, TOKEN, Booth, Clock, buttons_of, discord, play, spec
from tests.adapters.discord.wire.test_gateway import stop
from tests.adapters.stall import PATIENCE
from tests.adapters.telegram.ears import Ears
from tests.platforms.discord import Server
from tests.platforms.discord_world import EPHEMERAL

PHOTOS = {"photo": TEAL, "style": GOLD}
PERSONAL = [command.name for command in COMMANDS if command.personal]


def test_what_commands_say_is_the_persons_alone(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob, studio = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.guild("Studio")
        for count, name in enumerate((name for name in PERSONAL if name != "settings"), start=1):
            booth.server.people.slash(ann, name, place=studio)
            await booth.world.until(lambda: len(booth.world.shown(ann, studio)) == count, PATIENCE)  # noqa: B023
        assert all(message["flags"] & EPHEMERAL for message in booth.world.shown(ann, studio))
        assert booth.world.seen(bob, studio) == []
        delete = next(one for one in booth.world.shown(ann, studio) if "Yes, delete everything" in buttons_of(one))
        booth.server.people.press(ann, delete, "Yes, delete everything")
        await booth.world.until(lambda: "deleted" in str([m["content"] for m in booth.world.shown(ann, studio)]))
        assert booth.world.seen(bob, studio) == []
        assert not booth.server.interactions.missed()

    play(tmp_path, scene)


def test_settings_are_a_form_in_a_guild(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob, studio = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.guild("Studio")
        opened = booth.server.people.slash(ann, "settings", place=studio)
        await booth.world.until(lambda: opened.modal, PATIENCE)
        booth.server.people.submit(opened, {"strength": "0.75", "warm": "true"})
        (answer,) = await booth.said(ann, studio, "Your settings")
        assert "0.75" in answer["content"]
        assert booth.world.seen(bob, studio) == []
        booth.server.people.slash(ann, "style", PHOTOS, studio)
        job = await booth.job()
        assert (job.order.options["strength"], job.order.options["warm"]) == (0.75, True)

    play(tmp_path, scene)


def test_the_message_commands_paint_too(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob, studio = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.guild("Studio")
        photo = booth.server.people.say(bob, "look", [TEAL], studio)
        style = booth.server.people.say(bob, "and this", [GOLD], studio)
        booth.server.people.use(ann, "Use as style", style)
        await booth.said(ann, studio, "Got the picture with the style")
        assert all(message["author"] == bob for message in booth.world.seen(bob, studio))
        booth.server.people.use(ann, "Use as photo", photo)
        await booth.said(ann, studio, "I have both pictures")
        await booth.finish(await booth.job())
        painting = (await booth.said(ann, studio, "Here it is"))[-1]
        assert painting in booth.world.seen(bob, studio)
        booth.server.people.use(ann, "Use as photo", booth.server.people.say(bob, "no picture", place=studio))
        await booth.world.until(lambda: len(booth.world.shown(ann, studio)) > 2, PATIENCE)
        assert not booth.server.interactions.missed()

    play(tmp_path, scene)


def test_in_threads_and_where_only_the_person_has_installed_it(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob = booth.world.person("Ann"), booth.world.person("Bob")
        booth.server.people.install(ann)
        places = [
            booth.world.thread(booth.world.guild("Studio"), "paintings"),
            booth.world.guild("Theirs", has_bot=False),
            booth.world.private(ann, bob),
            booth.world.private(ann, bob, booth.world.person("Cid")),
        ]
        for place in places:
            booth.server.people.slash(ann, "style", PHOTOS, place)
            await booth.said(ann, place, "I have both pictures")
            await booth.finish(await booth.job())
            (painting,) = await booth.said(ann, place, "Here it is")
            assert painting in booth.world.seen(bob, place)
            booth.server.people.press(ann, painting, "As a file")
            await booth.said(ann, place, "Here it is", "Here it is as a file")

    play(tmp_path, scene)


def test_a_person_who_speaks_russian(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        olga, studio = booth.world.person("Olga", "ru"), booth.world.guild("Studio")
        booth.server.people.slash(olga, "cancel", place=studio)
        await booth.said(olga, studio, "Останавливать нечего")

    play(tmp_path, scene)


def test_without_an_intent_for_it_nothing_is_heard_of_guilds(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, studio = booth.world.person("Ann"), booth.world.guild("Studio")
        booth.server.people.say(ann, "hello everybody", [TEAL], studio)
        booth.server.people.say(ann, f"<@{booth.world.app_id}> hello", [TEAL], studio)
        booth.server.people.say(ann, "hello")
        await booth.said(ann, booth.world.dm(ann), "Send me the photo")
        assert booth.world.shown(ann, studio) == []

    play(tmp_path, scene)


def test_several_bots_of_several_servers_in_one_process() -> None:
    async def scene() -> None:
        clock, other_token = Clock(), TOKEN.replace("emulated", "emulated-too")
        async with Server(TOKEN, spec(), clock) as first, Server(other_token, spec(), clock) as second:
            bots = [(first, Ears(), discord(first)), (second, Ears(), discord(second, "other", token=other_token))]
            running = [asyncio.create_task(adapter.run(ears)) for _, ears, adapter in bots]
            for server, ears, adapter in bots:
                await server.world.until(lambda: server.gateway.connected and server.commands.all, PATIENCE)  # noqa: B023
                server.people.say(server.world.person(f"Ann of {adapter.account}"), "hello")
                (event,) = await ears.heard(1)
                assert event.sender.name == f"Ann of {event.address.account}" == f"Ann of {adapter.account}"
            for task in running:
                await stop(task)

    asyncio.run(scene())
