"""Chats that have moved are followed, and those that want no more of the bot are left alone."""

from pathlib import Path

import pytest

from core.plugins.adapter import Undeliverable
from core.plugins.message import Message
from tests.adapters.telegram.harness import EmulatedBot, play, text_of
from tests.platforms.telegram import Trouble

HELLO = Message(key="1", text="hello")


def test_a_group_that_became_a_supergroup_is_asked_for_by_its_old_id_once(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        group = bot.state.group("Friends")
        at = bot.address(group)
        moved = bot.state.migrate(group)
        references = [await bot.telegram.send(at, HELLO) for _ in range(3)]
        chats = [str(asked["chat_id"]) for asked in bot.server.asked("sendMessage")]
        assert chats == [str(group), *[str(moved)] * 3]
        assert {reference.partition(":")[0] for reference in references} == {str(moved)}
        assert await bot.telegram.edit(at, references[0], HELLO.model_copy(update={"text": "more"})) == references[0]
        assert [text_of(message) for message in bot.state.shown(moved)] == ["more", "hello", "hello"]

    play(tmp_path, scenario)


def test_who_blocked_the_bot_is_not_written_to_anew_where_an_edit_is_refused(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        at = bot.address(ann)
        reference = await bot.telegram.send(at, HELLO)
        bot.state.blocked.add(ann["id"])
        bot.server.troubles.append(Trouble.answer("editMessageText", 403, "Forbidden: bot was blocked by the user"))
        with pytest.raises(Undeliverable, match="blocked"):
            await bot.telegram.edit(at, reference, HELLO.model_copy(update={"text": "more"}))
        assert len(bot.server.asked("sendMessage")) == 1

    play(tmp_path, scenario)
