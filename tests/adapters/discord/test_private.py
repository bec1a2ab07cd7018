"""A private channel with the bot: whatever a person sends there, it gets them to a painting or to a helpful answer."""

import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from PIL import Image

from tests.adapters.discord.harness import GOLD, TEAL, SimulatedBot, labels, play
from tests.adapters.harness import picture

ASK_STYLE, ASK_CONTENT, ASK = "Got your photo.", "Got the picture with the style.", "Send me the photo"
STARTED, DONE = "I have both pictures", "Here it is"


class Scene:
    """Somebody who writes to the bot."""

    def __init__(self, bot: SimulatedBot) -> None:
        self.bot, self.ann = bot, bot.env.create_user("ann")

    async def send(self, content: str = "", *files: tuple[str, bytes]) -> discord.Message:
        channel = self.ann.dm_channel
        given = self.bot.env.backend.store_attachments(channel.id, files)
        return await self.ann.send_dm(content, attachments=given)

    async def said(self, *texts: str) -> list[discord.Message]:
        return await self.bot.said(self.ann.dm_channel, self.ann, *texts)


def play_there(folder: Path, act: Callable[[Scene], Awaitable[None]]) -> None:
    async def scene(bot: SimulatedBot) -> None:
        await act(Scene(bot))

    play(folder, scene)


def test_two_photos_become_a_painting_in_the_status_message(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.send("", TEAL)
        (asked,) = await scene.said(ASK_STYLE)
        assert asked.content == "Got your photo. Now send me a picture whose style you like."
        await scene.send("", GOLD)
        await scene.said(ASK_STYLE, STARTED)
        await scene.bot.finish(await scene.bot.job())
        shown = await scene.said(ASK_STYLE, DONE)
        assert [file.filename for file in shown[-1].attachments] == ["painting.png"]
        await scene.ann.click(shown[-1], label="As a file")
        file = (await scene.said(DONE, "Here it is as a file"))[-1]
        assert [file.filename for file in file.attachments] == ["picture.png"]

    play_there(tmp_path, act)


def test_two_in_one_message_too(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.send("style", GOLD, TEAL)
        assert len(await scene.said(STARTED)) == 1
        job = await scene.bot.job()
        async with scene.bot.store.begin() as transaction:
            content = await transaction.blob(job.order.inputs["content"])
        assert content is not None
        assert _colour(content.data) == "teal"

    play_there(tmp_path, act)


@pytest.mark.parametrize(
    ("files", "text", "answers"),
    [
        ([("a.png", picture(format="PNG"))], "", [ASK_STYLE]),
        ([TEAL], "use this as the style!", [ASK_CONTENT]),
        ([TEAL], "стиль", [ASK_STYLE]),
        ([("a.jpg", b"%PDF")], "", ["I can't read this as a picture."]),
        ([("a.mp4", b"film")], "", ["I can only use photos", ASK]),
        ([], "hello", [ASK]),
        ([], "/start", ["Hello!"]),
        ([], "/СТАТУС", [ASK]),
        ([], "/nonsense", [ASK]),
        ([], "/language ru", ["Хорошо, говорим по-русски."]),
    ],
)
def test_whatever_is_sent(files: list[tuple[str, bytes]], text: str, answers: list[str], tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.send(text, *files)
        assert len(await scene.said(*answers)) == len(answers)

    play_there(tmp_path, act)


def test_commands_are_answered_where_everybody_who_is_there_sees_it(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        result = await scene.ann.slash("settings")
        (settings,) = await scene.said("Your settings:")
        assert result.modal is None
        assert not settings.flags.ephemeral
        await scene.ann.click(settings, label="Strength")
        await scene.said("Your settings:", "0 keeps your photo")

    play_there(tmp_path, act)


def test_a_text_that_is_changed_counts_as_a_new_one(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        message = await scene.send("/style")
        await scene.said(ASK)
        await scene.ann.edit(message, "hello")
        await scene.said(ASK, ASK)
        await scene.bot.env.advance_time(1)
        await scene.ann.edit(message, "/start")
        await scene.said(ASK, ASK, "Hello!")

    play_there(tmp_path, act)


def test_an_older_picture_can_be_taken_again(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        older = await scene.send("", TEAL)
        await scene.said(ASK_STYLE)
        await scene.send("/reset")
        await scene.said("I've put the photo")
        reference: dict[str, Any] = {"message_id": str(older.id), "channel_id": str(older.channel.id)}
        await scene.ann.send_dm("as the style", reference=reference)
        await scene.said(ASK_CONTENT)
        await scene.ann.send_dm("nice one", reference=reference)
        asked = (await scene.said(ASK_CONTENT, ASK_CONTENT))[-1]
        assert labels(asked) == ["Use it as the photo instead"]

    play_there(tmp_path, act)


def test_another_bot_isnt_answered(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        robot = scene.bot.env.create_user("robot", bot=True)
        await robot.send_dm("hello")
        await scene.send("hello")
        await scene.said(ASK)
        assert scene.bot.shown(robot.dm_channel, robot) == []

    play_there(tmp_path, act)


def test_a_painting_that_was_forgotten(tmp_path: Path) -> None:
    async def act(scene: Scene) -> None:
        await scene.send("", TEAL, GOLD)
        await scene.said(STARTED)
        await scene.bot.finish(await scene.bot.job())
        (painting,) = await scene.said(DONE)
        await scene.send("/forget")
        asked = (await scene.said(DONE, "This deletes"))[-1]
        await scene.ann.click(asked, label="Yes, delete everything")
        await scene.said("Everything is deleted:")
        await scene.ann.click(painting, label="Swap the two")
        await scene.said("I no longer have the pictures")

    play_there(tmp_path, act)


def _colour(data: bytes) -> str:
    pixel = Image.open(io.BytesIO(data)).convert("RGB").getpixel((5, 5))
    known = {"teal": (0, 128, 128), "gold": (255, 215, 0)}
    return min(known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True)))  # type: ignore[arg-type]
