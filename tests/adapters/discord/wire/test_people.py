"""Those in charge on Discord: their command is hidden from most, and its answers from everybody else."""

from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from tests.adapters.discord.wire.harness import GOLD, TEAL, EmulatedBot, buttons_of, play
from tests.adapters.harness import TIMEOUT
from tests.platforms.discord_state import EPHEMERAL, Object, Place

SENTENCE = framework_texts().say("en", "not-admitted")
STATUS = "Atelier 1.2, running for"


def ann(bot: EmulatedBot) -> Object:
    """She is in charge."""
    return next(iter(bot.state.users.values()))


def commands(bot: EmulatedBot) -> dict[str, Object]:
    return {one["name"]: one for one in bot.server.commands.all.values()}


def texts(bot: EmulatedBot, user: Object, place: Place) -> list[str]:
    return [message["content"] for message in bot.state.shown(user, place)]


def test_their_command_is_for_guilds_administrators_alone(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        admin = commands(bot)["admin"]
        assert (admin["default_member_permissions"], admin["contexts"]) == ("0", [0])

    async def again(bot: EmulatedBot) -> None:
        writes = bot.server.commands.writes
        await bot.state.until(lambda: bot.server.gateway.connected, TIMEOUT)
        assert bot.server.commands.writes == writes  # nothing differs

    play(tmp_path, scenario, again, in_charge=["Ann"])


def test_where_nobody_is_in_charge_there_is_none(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        assert "admin" not in commands(bot)

    play(tmp_path, scenario)


def test_in_a_guild_nobody_else_sees_the_answer(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bob, studio = bot.state.person("Bob"), bot.state.guild("Studio")
        bot.server.people.slash(ann(bot), "admin", {"action": "status"}, studio)
        (status,) = await bot.said(ann(bot), studio, STATUS)
        assert status["flags"] & EPHEMERAL
        assert buttons_of(status) == ["Pause", "Drain", "Look again"]
        bot.server.people.press(ann(bot), status, "Pause")
        await bot.state.until(lambda: "Paused" in str(bot.state.shown(ann(bot), studio)), TIMEOUT)
        assert bot.state.seen(bob, studio) == []
        assert not bot.server.interactions.missed()

    play(tmp_path, scenario, in_charge=["Ann"])


def test_an_administrator_who_is_not_in_charge_finds_no_such_command(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bob, studio = bot.state.person("Bob"), bot.state.guild("Studio")
        bot.server.people.slash(bob, "admin", {"action": "status"}, studio)
        await bot.said(bob, studio, "I don't know /admin.")

    play(tmp_path, scenario, in_charge=["Ann"])


@pytest.mark.parametrize("acknowledge_timeout", [TIMEOUT, 0.0], ids=["at once", "acknowledged before"])
def test_in_private_it_is_typed_and_whoever_is_banned_is_told_so_alone(
    tmp_path: Path, acknowledge_timeout: float
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        bob, studio = bot.state.person("Bob"), bot.state.guild("Studio")
        private = bot.state.dm(ann(bot))
        bot.server.people.say(ann(bot), f"/admin ban discord:discord:{bob['id']}")
        await bot.said(ann(bot), private, "I work no longer for")
        for count in (1, 2, 3):  # every command has to be answered, whatever it is answered with
            bot.server.people.slash(bob, "style", {"photo": TEAL, "style": GOLD}, studio)
            await bot.state.until(lambda: texts(bot, bob, studio) == [SENTENCE] * count, TIMEOUT)  # noqa: B023
        assert all(message["flags"] & EPHEMERAL for message in bot.state.shown(bob, studio))
        async with bot.store.begin() as transaction:
            assert (await transaction.person_data(f"discord:discord:{bob['id']}")).blobs == ()  # type: ignore[arg-type]

    play(tmp_path, scenario, in_charge=["Ann"], acknowledge_timeout=acknowledge_timeout)
