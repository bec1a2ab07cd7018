"""What is one person's alone comes to that person alone, also where it was asked for among others."""

from pathlib import Path

import pytest

from core.model.person import PersonId
from core.plugins.adapter import Undeliverable
from tests.adapters.telegram.harness import EmulatedBot, play


@pytest.mark.parametrize("command", ["export", "settings", "status", "privacy", "language", "forget", "help"])
def test_in_a_group_it_comes_to_the_private_chat_and_the_group_gets_a_word(tmp_path: Path, command: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, forum = bot.state.person("Ann"), bot.state.group("Forum", forum=True)
        thread = bot.state.topic(forum, ann)
        bot.state.text(ann, f"/{command}@AtelierBot", forum, thread=thread)
        (word,) = await bot.said(forum, "That's for you alone")
        assert "reply_markup" not in word
        (told,) = bot.state.shown(ann["id"])
        assert "reply_to_message" not in told
        assert "message_thread_id" not in told
        if command == "export":
            assert told["document"]["file_name"] == "atelier.zip"

    play(tmp_path, scenario)


def test_who_has_never_spoken_to_the_bot_is_told_in_the_group_what_to_do(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.blocked.add(ann["id"])
        bot.state.text(ann, "/export@AtelierBot", group)
        (word,) = await bot.said(group, "That's for you alone, and here others would see it.")
        assert "document" not in word

    play(tmp_path, scenario)


def test_a_group_or_a_channel_that_acts_as_a_person_has_no_private_chat(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        group = bot.state.group("Friends")
        with pytest.raises(Undeliverable):
            await bot.telegram.direct(PersonId.of("telegram", "telegram", str(group)))

    play(tmp_path, scenario)


def test_in_a_private_chat_it_answers_as_anything_else_does(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.state.text(ann, "/export")
        await bot.state.until(lambda: bot.state.shown(ann["id"]))
        (packed,) = bot.state.shown(ann["id"])
        assert packed["document"]["file_name"] == "atelier.zip"

    play(tmp_path, scenario)
