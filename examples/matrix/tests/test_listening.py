"""What is heard: all of it, once, from the bot's first start on."""

import asyncio
from pathlib import Path

import pytest
from atelier_matrix.adapter import Matrix
from harness import Harness
from recorder import listening, play

pytestmark = pytest.mark.usefixtures("homeserver")

MANY = 160
"""More than an answer of the homeserver's holds, and than a page of what is fetched afterwards."""


def test_what_is_said_while_the_bot_is_away_is_heard_in_order_and_once(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        adapter = harness.make("bot", tmp_path)
        async with listening(adapter) as recorder:
            guest = await harness.guest("ann")
            await guest.text("before")
            await recorder.said("before")
        for number in range(MANY):
            await guest.text(f"{number}")
        async with listening(harness.make("bot", tmp_path)) as recorder:
            await guest.text("the end")
            await recorder.said("the end")
        texts = [event.text for event in recorder.events if event.text != "before"]
        assert texts == [*map(str, range(MANY)), "the end"]

    play(tmp_path, scenario)


def test_what_is_said_before_the_bot_follows_an_invitation_is_heard(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        adapter = harness.make("bot", tmp_path)
        async with listening(adapter):
            await harness.ready(adapter)
        ann = await harness.person("ann")
        room = await ann.make_room(harness.bot.id, is_direct=True)
        await ann.send(room, {"msgtype": "m.text", "body": "are you there?"})
        async with listening(harness.make("bot", tmp_path)) as recorder:
            event = await recorder.said("are you there?")
        assert not event.is_group

    play(tmp_path, scenario)


def test_what_a_group_said_before_it_invited_the_bot_is_not(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            await harness.ready(adapter)
            ann, bob = await harness.person("ann"), await harness.person("bob")
            room = await ann.make_room(bob.id)
            await bob.join(room)
            await ann.send(room, {"msgtype": "m.text", "body": "!help, somebody"})
            await ann.ask("POST", f"client/v3/rooms/{room}/invite", {"user_id": harness.bot.id})
            await ann.until_there(room, harness.bot.id)
            await bob.send(room, {"msgtype": "m.text", "body": "hello"})
            await recorder.said("hello")
        added, hello = recorder.events
        assert (added.kind, added.sender.id, added.is_group) == ("added", ann.id, True)
        assert (hello.sender.id, hello.addressed) == (bob.id, False)

    play(tmp_path, scenario)


def test_an_outage_is_told_and_waited_for(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        harness.make("bot", tmp_path)
        proxy, paused, over = harness.bot.proxy, asyncio.Event(), asyncio.Event()

        async def sleep(_seconds: float) -> None:
            paused.set()
            await over.wait()

        adapter = Matrix("bot", harness.bot.options(), tmp_path, sleep=sleep)
        async with listening(adapter) as recorder:
            guest = await harness.guest("ann")
            await guest.text("before")
            await recorder.said("before")
            proxy.down = True
            await guest.text("as it begins")
            await paused.wait()
            assert "can't be reached" in adapter.trouble
            await guest.text("meanwhile")
            listens, proxy.down = proxy.listens, False
            over.set()
            await recorder.said("meanwhile")
            await proxy.listened(listens + 1)  # the one that brought it, and the next
            assert adapter.trouble == ""
        assert [event.text for event in recorder.events] == ["before", "as it begins", "meanwhile"]

    play(tmp_path, scenario)
