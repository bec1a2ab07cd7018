"""Privacy mode, BotFather's default: in groups the bot is shown only what is meant for it, so it asks for replies."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, buttons_of, play, text_of

ASK_FIRST, ASK_STYLE, STARTED = "Send me the photo you want painted.", "Got your photo.", "I have the pictures"
HINT = "Send it as a reply to this message: otherwise it may not reach me here."


def asked_with(bot: EmulatedBot) -> list[Any]:
    """What came along with each message: buttons, or the wish for a reply."""
    return [json.loads(str(asked.get("reply_markup", "null"))) for asked in bot.server.asked("sendMessage")]


def test_two_photos_that_answer_what_was_asked_become_a_painting(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        call = bot.state.text(ann, "/style@AtelierBot", group)
        (first,) = await bot.said(group, ASK_FIRST)
        assert text_of(first).endswith(HINT)
        assert asked_with(bot) == [{"force_reply": True, "selective": True}]
        assert first["reply_to_message"]["message_id"] == call["message_id"]  # whom a selective one is for
        bot.state.photo(ann, picture("teal"), group, reply_to=first)
        second = (await bot.said(group, ASK_STYLE))[-1]
        assert text_of(second).endswith(HINT)
        assert buttons_of(second) == ["Use it as the style instead"]
        bot.state.photo(ann, picture("gold"), group, reply_to=second)
        started = (await bot.said(group, STARTED))[-1]
        assert HINT not in text_of(started)

    play(tmp_path, scenario, privacy=True)


def test_what_is_no_reply_does_not_reach_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.text(ann, "@AtelierBot hello", group)
        bot.state.text(ann, "/style@AtelierBot", group)
        (asked,) = await bot.said(group, ASK_FIRST)
        bot.state.photo(ann, picture(), group)
        bot.state.photo(ann, picture(), group, reply_to=asked)
        assert len(await bot.said(group, ASK_FIRST, ASK_STYLE)) == 2

    play(tmp_path, scenario, privacy=True)


@pytest.mark.parametrize("privacy", [False, True])
def test_in_a_private_chat_nothing_of_it_is_to_be_seen(tmp_path: Path, privacy: bool) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.state.text(ann, "/style")
        (asked,) = await bot.said(ann, ASK_FIRST)
        assert text_of(asked) == ASK_FIRST
        assert asked_with(bot) == [None]

    play(tmp_path, scenario, privacy=privacy)


def test_nor_in_a_group_where_the_bot_hears_all(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.text(ann, "/style", group)
        (asked,) = await bot.said(group, ASK_FIRST)
        assert text_of(asked) == ASK_FIRST
        assert asked_with(bot) == [None]

    play(tmp_path, scenario)
