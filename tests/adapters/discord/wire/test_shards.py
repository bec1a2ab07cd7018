"""A bot in more guilds than one connection brings: several connections, which begin one after another."""

from pathlib import Path

import discord
import pytest

from tests.adapters.discord.wire.harness import EmulatedBot, play
from tests.adapters.harness import TIMEOUT
from tests.platforms.discord_state import DiscordState, Place

SHARDS = 3


def guild_of(state: DiscordState, shard: int) -> Place:
    """A guild that this shard brings."""
    while True:
        place = state.guild("Studio")
        assert place.guild is not None
        if (int(place.guild["id"]) >> 22) % SHARDS == shard:
            return place


@pytest.fixture(autouse=True)
def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int | None, bool]]:
    """The shards that were about to begin, and whether they would do so without the library's pause of five seconds."""
    begun: list[tuple[int | None, bool]] = []

    async def hook(_client: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        begun.append((shard_id, initial))

    monkeypatch.setattr("discord.Client.before_identify_hook", hook)
    return begun


def test_each_brings_its_guilds_and_the_first_what_is_private(
    tmp_path: Path, begun: list[tuple[int | None, bool]]
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        gateway = bot.server.gateway
        await bot.state.until(lambda: len(gateway.sessions) == SHARDS, TIMEOUT)
        assert begun == [(0, True), (1, False), (2, False)]
        assert [session.shard for session in gateway.sessions.values()] == [(0, 3), (1, 3), (2, 3)]
        ann = bot.state.person("Ann")
        for shard in range(SHARDS):
            place = guild_of(bot.state, shard)
            bot.server.people.slash(ann, "help", place=place)
            await bot.said(ann, place, "Send me a photo")
        bot.server.people.say(ann, "hello")
        await bot.said(ann, bot.state.dm(ann), "Send me the photo")
        assert bot.adapter.trouble == ""

    play(tmp_path, scenario, options={"shards": SHARDS})


def test_one_that_is_cut_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.client.ExponentialBackoff.delay", lambda backoff: 0.05)  # noqa: ARG005

    async def scenario(bot: EmulatedBot) -> None:
        gateway = bot.server.gateway
        await bot.state.until(lambda: len(gateway.sessions) == SHARDS, TIMEOUT)
        gateway.cut()
        ann, place = bot.state.person("Ann"), guild_of(bot.state, 2)
        bot.server.people.slash(ann, "help", place=place)
        await bot.said(ann, place, "Send me a photo")
        await bot.state.until(lambda: gateway.resumes == SHARDS, TIMEOUT)
        assert gateway.identifies == SHARDS

    play(tmp_path, scenario, options={"shards": SHARDS})


def test_a_bot_of_few_guilds_has_one_and_says_nothing_of_shards(
    tmp_path: Path, begun: list[tuple[int | None, bool]]
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        assert bot.server.gateway.connected
        assert begun == [(None, True)]

    play(tmp_path, scenario)
