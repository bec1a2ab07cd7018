"""The bot is added to a group, where it says what to do, and removed from one, which it takes in silence."""

from pathlib import Path

import pytest

from adapters.telegram.chat_changes import addition_in, move_in
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play, text_of

IDLE = "Nothing is being painted just now."
HELLO, HELLO_RU = "Hello, everybody! Write /style here", "Здравствуйте! Напишите здесь /style"
HINT, HINT_RU = "Send them as replies to my messages", "Присылайте их ответом на мои сообщения"


@pytest.mark.parametrize(("language", "hello", "hint"), [("en", HELLO, HINT), ("ru", HELLO_RU, HINT_RU)])
@pytest.mark.parametrize("privacy", [False, True])
def test_a_group_is_told_what_to_do_in_the_language_of_who_has_added_it(
    tmp_path: Path, language: str, hello: str, hint: str, privacy: bool
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann", language), bot.state.group("Friends")
        bot.state.change_bot(ann, group, "left", "member")
        (said,) = await bot.said(group, hello)
        assert (hint in text_of(said)) is privacy
        assert "reply_markup" not in bot.server.asked("sendMessage")[-1]
        bot.state.text(ann, "/style", group)  # as it was told, which reaches a bot that has spoken last
        await bot.state.until(lambda: len(bot.state.shown(group)) == 2)

    play(tmp_path, scenario, privacy=privacy)


def test_once_however_often_that_is_brought(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.change_bot(ann, group, "left", "member")
        await bot.said(group, HELLO)
        bot.server.redeliver()
        assert await heard_in(bot, group) == ["added"]

    play(tmp_path, scenario)


def test_nobodys_photos_are_taken_just_because_they_have_added_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.change_bot(ann, group, "left", "member")
        await bot.said(group, HELLO)
        bot.state.photo(ann, picture(), group)
        assert await heard_in(bot, group) == ["added"]

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    ("private", "old", "new"),
    [
        (False, "member", "left"),
        (False, "member", "kicked"),
        (False, "left", "kicked"),
        (False, "kicked", "left"),
        (True, "member", "kicked"),
        (True, "kicked", "member"),
    ],
)
def test_all_else_is_taken_in_silence(tmp_path: Path, private: bool, old: str, new: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        chat = ann["id"] if private else group
        bot.state.change_bot(ann, chat, old, new)
        assert await heard_in(bot, chat) == []
        assert bot.state.shown(chat) == []
        assert bot.died is None

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    "update", [{"my_chat_member": {}}, {"my_chat_member": 7}, {"message": {"migrate_to_chat_id": 1}}]
)
def test_what_can_not_be_read_is_passed_over(update: dict[str, object]) -> None:
    assert move_in(update) is None
    assert addition_in(update, "telegram", "telegram") is None


async def heard_in(bot: EmulatedBot, chat: int) -> list[str]:
    """The kinds of events that the bot has taken there of all that was done until now."""
    carl = bot.state.person("Carl")
    bot.state.text(carl, "/status")
    await bot.said(carl, IDLE)
    async with bot.store.begin() as transaction:
        lines = await transaction.history(bot.address(chat), 10)
    return [line.event.kind for line in lines if line.event is not None]
