"""What is packed for one person comes to that person alone, also where it was asked for among others."""

from pathlib import Path

import pytest

from core.model.person import PersonId
from core.plugins.adapter import Undeliverable
from core.plugins.message import Message
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play


def test_an_export_that_is_wanted_in_a_group_comes_to_the_private_chat(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, forum = bot.state.person("Ann"), bot.state.group("Forum", forum=True)
        thread = bot.state.topic(forum, ann)
        bot.state.photo(ann, picture(), forum, caption="@AtelierBot", thread=thread)
        await bot.said(forum, "Got your photo.")
        bot.state.text(ann, "/export@AtelierBot", forum, thread=thread)
        await bot.state.until(lambda: bot.state.shown(ann["id"]))
        (packed,) = bot.state.shown(ann["id"])
        assert packed["document"]["file_name"] == "atelier.zip"
        assert "reply_to_message" not in packed
        assert "message_thread_id" not in packed
        assert len(bot.state.shown(forum)) == 1

    play(tmp_path, scenario)


def test_where_that_can_not_be_nobody_else_gets_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        bot.state.blocked.add(ann["id"])
        export = Message(key="1", text="all", document=b"zip", document_name="atelier.zip", private=True)
        people = (PersonId.of("telegram", "telegram", str(id)) for id in (ann["id"], group))
        for person in (*people, PersonId("")):
            with pytest.raises(Undeliverable):
                await bot.telegram.send(bot.address(group), export.model_copy(update={"person": person}))
        assert bot.state.shown(group) == []

    play(tmp_path, scenario)


def test_in_a_private_chat_it_answers_as_anything_else_does(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.state.text(ann, "/export")
        await bot.state.until(lambda: bot.state.shown(ann["id"]))
        (packed,) = bot.state.shown(ann["id"])
        assert packed["document"]["file_name"] == "atelier.zip"

    play(tmp_path, scenario)
