"""What others in a guild see of one person's doings: of their commands nothing, and of strangers' presses nothing."""

import copy
from pathlib import Path

import pytest

from tests.adapters.discord.wire.harness import GOLD, TEAL, EmulatedBot, buttons_of, play
from tests.adapters.harness import TIMEOUT
from tests.core.dialogue.harness import COMMANDS
from tests.platforms.discord_state import EPHEMERAL, Object, Place

PRESSES = 25
STARTED, DONE = "I have the pictures", "Here it is"
PHOTOS = {"photo": TEAL, "style": GOLD}
RESULT_BUTTONS = "Another style", "Another photo", "With my settings", "Stronger", "As a file", "More…"
UNMARKED = "cancel:{job}", "file:{job}", "stronger:{job}", "file:gone", "forget-yes", "set:strength:1.0", "language:ru"
PERSONAL = [
    *((command.name, {}) for command in COMMANDS if command.personal and command.name != "settings"),
    *(("settings", {"strength": 0.75}), ("language", {"language": "ru"})),
]


async def ordered(bot: EmulatedBot, user: Object, studio: Place) -> Object:
    """Somebody orders a painting; the status message."""
    bot.server.people.slash(user, "style", PHOTOS, studio)
    return (await bot.said(user, studio, STARTED))[-1]


@pytest.mark.parametrize(("name", "options"), PERSONAL)
def test_nobody_else_sees_a_word_or_a_picture_of_what_a_personal_command_leads_to(
    tmp_path: Path, name: str, options: dict[str, object]
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, studio = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.guild("Studio")
        status = await ordered(bot, ann, studio)
        if name == "settings":
            opened = bot.server.people.slash(ann, name, place=studio)
            await bot.state.until(lambda: opened.modal, TIMEOUT)
            bot.server.people.submit(opened, {key: str(value) for key, value in options.items()})
        else:
            bot.server.people.slash(ann, name, options, studio)
        await bot.state.until(lambda: len(bot.state.shown(ann, studio)) >= 2, TIMEOUT)
        await bot.settle()
        assert [message["id"] for message in bot.state.seen(bob, studio)] == [status["id"]]
        assert all(message["flags"] & EPHEMERAL for message in bot.state.shown(ann, studio)[1:])

    play(tmp_path, scenario)


async def pressed(bot: EmulatedBot, message: Object, label: str) -> None:
    """A stranger presses many times; the guild sees nothing of it, and the stranger alone why each time."""
    cid, bob, place = bot.state.person("Cid"), bot.state.person("Bob"), bot.state.places[message["channel_id"]]
    before = copy.deepcopy(bot.state.seen(cid, place))
    mine = len(bot.state.shown(bob, place))
    for _ in range(PRESSES):
        bot.server.people.press(bob, message, label)
    await bot.state.until(lambda: len(bot.state.shown(bob, place)) == mine + PRESSES, TIMEOUT)
    await bot.settle()
    assert bot.state.seen(cid, place) == before
    assert all(message["content"] and message["flags"] & EPHEMERAL for message in bot.state.shown(bob, place)[mine:])
    assert not bot.server.interactions.missed()


@pytest.mark.parametrize("label", ["Cancel", *RESULT_BUTTONS])
def test_a_strangers_presses_cause_no_message(tmp_path: Path, label: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        status = await ordered(bot, ann, studio)
        if label in RESULT_BUTTONS:
            await bot.finish(await bot.job())
            status = (await bot.said(ann, studio, DONE))[-1]
        assert label in buttons_of(status)
        await pressed(bot, status, label)

    play(tmp_path, scenario)


@pytest.mark.parametrize("button", UNMARKED)
def test_nor_do_those_on_buttons_that_earlier_versions_showed(tmp_path: Path, button: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
        status = await ordered(bot, ann, studio)
        status["components"][0]["components"][0]["custom_id"] = button.format(job=(await bot.job()).id)
        await pressed(bot, status, "Cancel")

    play(tmp_path, scenario)
