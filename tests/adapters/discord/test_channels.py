"""Places: what Discord says of them is remembered, as far as it stays true."""

import asyncio

import pytest

from adapters.discord.channels import Channel, ChannelCache
from adapters.discord.errors import NotFound
from core.plugins.adapter import Undeliverable
from core.plugins.answers import Forbidden
from tests.adapters.discord.harness import ScriptedApi
from tests.adapters.telegram.harness import StillClock

CHANNEL = ("GET", "/channels/1")


def test_a_channel_is_asked_about_once() -> None:
    async def scenario() -> None:
        wire = ScriptedApi({CHANNEL: {"id": "1", "type": 0, "guild_id": "9"}})
        channels = ChannelCache(wire, StillClock())
        for _ in range(2):
            assert await channels.find("1") == Channel(channel="1", guild="9")
        assert len(wire.asked) == 1

    asyncio.run(scenario())


def test_one_that_the_bot_doesnt_see_after_a_while_again() -> None:
    async def scenario() -> None:
        wire, clock = ScriptedApi({CHANNEL: Forbidden("Missing Access", 50001)}), StillClock()
        channels = ChannelCache(wire, clock)
        assert not (await channels.find("1")).reachable
        wire.answers[CHANNEL] = {"id": "1", "type": 0, "guild_id": "9"}
        assert not (await channels.find("1")).reachable
        clock.now += 600
        assert (await channels.find("1")).reachable

    asyncio.run(scenario())


def test_what_is_known_isnt_asked() -> None:
    async def scenario() -> None:
        wire = ScriptedApi()
        channels = ChannelCache(wire, StillClock())
        channels.note_private("1")
        assert (await channels.find("1")).private
        assert wire.asked == []

    asyncio.run(scenario())


@pytest.mark.parametrize(("tier", "limit"), [(0, 10), (1, 10), (2, 50), (3, 100)])
def test_a_guild_with_boosts_takes_more(tier: int, limit: int) -> None:
    async def scenario() -> None:
        wire = ScriptedApi({("GET", "/guilds/9"): {"premium_tier": tier}})
        channels, place = ChannelCache(wire, StillClock()), Channel(channel="1", guild="9")
        assert await channels.limit(place, 20_000_000) == limit * 1024 * 1024
        assert await channels.limit(place, 1000) == 10 * 1024 * 1024
        assert len(wire.asked) == 1

    asyncio.run(scenario())


def test_it_isnt_known_of_a_guild_that_the_bot_isnt_in() -> None:
    wire = ScriptedApi({("GET", "/guilds/9"): NotFound("Unknown Guild", 10004)})
    place = Channel(channel="1", guild="9")
    assert asyncio.run(ChannelCache(wire, StillClock()).limit(place, 20_000_000)) == 10 * 1024 * 1024


def test_a_person_who_wants_no_messages() -> None:
    wire = ScriptedApi({("POST", "/users/@me/channels"): Forbidden("Cannot send messages to this user", 50007)})
    with pytest.raises(Undeliverable):
        asyncio.run(ChannelCache(wire, StillClock()).private_with("7"))
