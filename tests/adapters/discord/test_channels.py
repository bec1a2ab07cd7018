"""Places: what Discord says of them is remembered, as far as it stays true."""

import asyncio

import pytest

from adapters.discord.errors import Forbidden, Missing
from adapters.discord.places import Place, Places
from core.plugins.adapter import Undeliverable
from tests.adapters.discord.wires import Wire
from tests.adapters.telegram.clocks import Still

CHANNEL = ("GET", "/channels/1")


def test_a_channel_is_asked_about_once() -> None:
    async def scene() -> None:
        wire = Wire({CHANNEL: {"id": "1", "type": 0, "guild_id": "9"}})
        places = Places(wire, Still())
        for _ in range(2):
            assert await places.find("1") == Place(channel="1", guild="9")
        assert len(wire.asked) == 1

    asyncio.run(scene())


def test_one_that_the_bot_doesnt_see_after_a_while_again() -> None:
    async def scene() -> None:
        wire, clock = Wire({CHANNEL: Forbidden("Missing Access", 50001)}), Still()
        places = Places(wire, clock)
        assert not (await places.find("1")).reachable
        wire.answers[CHANNEL] = {"id": "1", "type": 0, "guild_id": "9"}
        assert not (await places.find("1")).reachable
        clock.now += 600
        assert (await places.find("1")).reachable

    asyncio.run(scene())


def test_what_is_known_isnt_asked() -> None:
    async def scene() -> None:
        wire = Wire()
        places = Places(wire, Still())
        places.note_private("1")
        assert (await places.find("1")).private
        assert wire.asked == []

    asyncio.run(scene())


@pytest.mark.parametrize(("tier", "limit"), [(0, 10), (1, 10), (2, 50), (3, 100)])
def test_a_guild_with_boosts_takes_more(tier: int, limit: int) -> None:
    async def scene() -> None:
        wire = Wire({("GET", "/guilds/9"): {"premium_tier": tier}})
        places, place = Places(wire, Still()), Place(channel="1", guild="9")
        assert await places.limit(place, 20_000_000) == limit * 1024 * 1024
        assert await places.limit(place, 1000) == 10 * 1024 * 1024
        assert len(wire.asked) == 1

    asyncio.run(scene())


def test_it_isnt_known_of_a_guild_that_the_bot_isnt_in() -> None:
    wire = Wire({("GET", "/guilds/9"): Missing("Unknown Guild", 10004)})
    place = Place(channel="1", guild="9")
    assert asyncio.run(Places(wire, Still()).limit(place, 20_000_000)) == 10 * 1024 * 1024


def test_a_person_who_wants_no_messages() -> None:
    wire = Wire({("POST", "/users/@me/channels"): Forbidden("Cannot send messages to this user", 50007)})
    with pytest.raises(Undeliverable):
        asyncio.run(Places(wire, Still()).private_with("7"))
