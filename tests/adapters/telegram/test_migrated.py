"""A group that became a supergroup is known by its new id from the first answer on."""

from pathlib import Path

from core.plugins.adapter import Message
from tests.adapters.telegram.harness import EmulatedBot, play, text_of

HELLO = Message(key="1", text="hello")


def test_the_old_id_is_tried_once(tmp_path: Path) -> None:
    async def scene(bot: EmulatedBot) -> None:
        group = bot.world.group("Friends")
        at = bot.address(group)
        moved = bot.world.migrate(group)
        references = [await bot.telegram.send(at, HELLO) for _ in range(3)]
        chats = [str(asked["chat_id"]) for asked in bot.server.asked("sendMessage")]
        assert chats == [str(group), *[str(moved)] * 3]
        assert {reference.partition(":")[0] for reference in references} == {str(moved)}
        assert await bot.telegram.edit(at, references[0], HELLO.model_copy(update={"text": "more"})) == references[0]
        assert [text_of(message) for message in bot.world.shown(moved)] == ["more", "hello", "hello"]

    play(tmp_path, scene)
