"""What others in a group see of one person's doings: of their commands nothing, and of strangers' presses nothing."""

from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, buttons_of, play, text_of
from tests.core.dialogue.harness import COMMANDS
from tests.platforms.telegram_state import Message, User

PRESSES = 25
ASK_STYLE, STARTED, DONE = "Got your photo.", "I have the pictures", "Here it is"
TOLD = {framework_texts().say(language, "told-in-private") for language in ("en", "ru")}
PERSONAL = [
    *((command.name, "") for command in COMMANDS if command.personal),
    *(("language", "ru"), ("language", "klingon"), ("forget", "yes"), ("nonsense", "")),
]
RESULT_BUTTONS = "Another style", "Another photo", "With my settings", "Stronger", "As a file", "More…"
UNMARKED = "cancel:{job}", "file:{job}", "stronger:{job}", "file:gone", "forget-yes", "set:strength:1.0", "language:ru"


async def ordered(bot: EmulatedBot, user: User, group: int) -> Message:
    """Somebody orders a painting and sends one photo more; the status message."""
    for colour in ("teal", "gold"):
        bot.state.photo(user, picture(colour), group, caption="@AtelierBot")
    status = (await bot.said(group, STARTED))[-1]
    bot.state.photo(user, picture("red"), group)
    await bot.said(group, STARTED, "I've kept this photo")
    return status


@pytest.mark.parametrize(("name", "argument"), PERSONAL)
def test_nobody_else_sees_a_word_or_a_picture_of_what_a_personal_command_leads_to(
    tmp_path: Path, name: str, argument: str
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        await ordered(bot, ann, group)
        before = {message["message_id"] for message in bot.state.shown(group)}
        for _ in range(2):  # once in a while is enough for the word, but never for the answer
            bot.state.text(ann, f"/{name}@AtelierBot {argument}".strip(), group)
        await bot.state.until(lambda: len(bot.state.shown(ann["id"])) >= 2)
        await bot.settle()
        new = [message for message in bot.state.shown(group) if message["message_id"] not in before]
        assert {text_of(message) for message in new} <= TOLD
        assert 1 <= len(new) <= 2  # in English and in Russian, for who changes the language
        assert not any("photo" in message or "document" in message for message in new)
        assert not any(buttons_of(message) for message in new)

    play(tmp_path, scenario)


def test_who_asks_many_times_leaves_room_for_others(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        for _ in range(PRESSES):
            bot.state.text(ann, "/status", group)
        await bot.state.until(lambda: len(bot.state.shown(ann["id"])) == PRESSES)
        await bot.settle()
        assert len(bot.state.shown(group)) == 1

    play(tmp_path, scenario)


async def pressed(bot: EmulatedBot, message: Message, label: str) -> None:
    """A stranger presses many times; the group hears nothing of it, and the stranger why each time."""
    bob, group = bot.state.person("Bob"), message["chat"]["id"]
    before = bot.state.shown(group)
    for _ in range(PRESSES):
        bot.state.press(bob, message, label)
    await bot.state.until(lambda: len(bot.server.asked("answerCallbackQuery")) == PRESSES)
    await bot.settle()
    assert all(asked["text"] for asked in bot.server.asked("answerCallbackQuery"))
    assert bot.state.shown(group) == before
    assert bot.state.shown(bob["id"]) == []
    assert bot.cancelled == []


@pytest.mark.parametrize("label", ["Cancel", "Use it as the style instead", *RESULT_BUTTONS])
def test_a_strangers_presses_cause_no_message(tmp_path: Path, label: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        await ordered(bot, ann, group)
        if label in RESULT_BUTTONS:
            await bot.finish(await bot.job())
            await bot.settle()
        await pressed(bot, next(one for one in bot.state.shown(group) if label in buttons_of(one)), label)

    play(tmp_path, scenario)


@pytest.mark.parametrize("button", UNMARKED)
def test_nor_do_those_on_buttons_that_earlier_versions_showed(tmp_path: Path, button: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        status = await ordered(bot, ann, group)
        old = {"text": "Old", "callback_data": button.format(job=(await bot.job()).id)}
        await pressed(bot, {**status, "reply_markup": {"inline_keyboard": [[old]]}}, "Old")

    play(tmp_path, scenario)
