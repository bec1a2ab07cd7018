"""A picture that is to be hidden is, however it gets there; a file can't be, and one that isn't to be is not."""

from pathlib import Path

import pytest

from core.plugins.message import Message
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play

PAINTING = Message(key="1", text="here", picture=picture(format="PNG"))
WAYS = ["sent", "in a status message's place", "where the status message is gone", "as progress"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("hidden", [True, False])
def test_a_photo_on_every_way(tmp_path: Path, hidden: bool, way: str) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        at, painting = bot.address(ann), PAINTING.model_copy(update={"spoiler": hidden})
        if way == "sent":
            await bot.telegram.send(at, painting)
        else:
            reference = await bot.telegram.send(at, Message(key="0", text="painting"))
            if way == "where the status message is gone":
                bot.state.messages.clear()
            fraction = 0.5 if way == "as progress" else None
            await bot.telegram.edit(at, reference, painting.model_copy(update={"progress": fraction}))
        (shown,) = bot.state.shown(ann["id"])
        assert "photo" in shown
        assert shown.get("has_media_spoiler", False) is hidden

    play(tmp_path, scenario)


def test_a_file_has_nothing_to_hide_it_with(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        await bot.telegram.send(bot.address(ann), PAINTING.model_copy(update={"spoiler": True, "as_file": True}))
        (shown,) = bot.state.shown(ann["id"])
        assert "document" in shown

    play(tmp_path, scenario)
