"""What is packed for one person comes to that person alone, also where it was asked for among others."""

from pathlib import Path

import pytest

from core.plugins.adapter import Message, Undeliverable
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play


def test_an_export_that_is_wanted_in_a_group_comes_to_the_private_chat(tmp_path: Path) -> None:
    async def scene(bot: EmulatedBot) -> None:
        ann, forum = bot.world.person("Ann"), bot.world.group("Forum", forum=True)
        thread = bot.world.topic(forum, ann)
        bot.world.photo(ann, picture(), forum, caption="@AtelierBot", thread=thread)
        await bot.said(forum, "Got your photo.")
        bot.world.text(ann, "/export@AtelierBot", forum, thread=thread)
        await bot.world.until(lambda: bot.world.shown(ann["id"]))
        (packed,) = bot.world.shown(ann["id"])
        assert packed["document"]["file_name"] == "atelier.zip"
        assert "reply_to_message" not in packed
        assert "message_thread_id" not in packed
        assert len(bot.world.shown(forum)) == 1

    play(tmp_path, scene)


def test_where_that_can_not_be_nobody_else_gets_it(tmp_path: Path) -> None:
    async def scene(bot: EmulatedBot) -> None:
        ann, group = bot.world.person("Ann"), bot.world.group("Friends")
        bot.world.blocked.add(ann["id"])
        export = Message(key="1", text="all", document=b"zip", document_name="atelier.zip", private=True)
        for person in (f"telegram:telegram:{ann['id']}", f"telegram:telegram:{group}", ""):
            with pytest.raises(Undeliverable):
                await bot.telegram.send(bot.address(group), export.model_copy(update={"person": person}))
        assert bot.world.shown(group) == []

    play(tmp_path, scene)


def test_in_a_private_chat_it_answers_as_anything_else_does(tmp_path: Path) -> None:
    async def scene(bot: EmulatedBot) -> None:
        ann = bot.world.person("Ann")
        bot.world.text(ann, "/export")
        await bot.world.until(lambda: bot.world.shown(ann["id"]))
        (packed,) = bot.world.shown(ann["id"])
        assert packed["document"]["file_name"] == "atelier.zip"

    play(tmp_path, scene)
