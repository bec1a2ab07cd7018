"""A private channel with the bot: whatever a person sends chat, it gets them to a painting or to a helpful answer."""

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
STARTED, DONE = "I have the pictures", "Here it is"


class PrivateChat:
    """Somebody who writes to the bot."""

    def __init__(self, bot: SimulatedBot) -> None:
        self.bot, self.ann = bot, bot.env.create_user("ann")

    async def send(self, content: str = "", *files: tuple[str, bytes]) -> discord.Message:
        channel = self.ann.dm_channel
        given = self.bot.env.backend.store_attachments(channel.id, files)
        return await self.ann.send_dm(content, attachments=given)

    async def said(self, *texts: str) -> list[discord.Message]:
        return await self.bot.said(self.ann.dm_channel, self.ann, *texts)


def play_chat(folder: Path, act: Callable[[PrivateChat], Awaitable[None]]) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        await act(PrivateChat(bot))

    play(folder, scenario)


def test_two_photos_become_a_painting_in_the_status_message(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        await chat.send("", TEAL)
        (asked,) = await chat.said(ASK_STYLE)
        assert asked.content == "Got your photo. Now send me a picture whose style you like."
        await chat.send("", GOLD)
        await chat.said(ASK_STYLE, STARTED)
        await chat.bot.finish(await chat.bot.job())
        shown = await chat.said(ASK_STYLE, DONE)
        assert [file.filename for file in shown[-1].attachments] == ["painting.png"]
        await chat.ann.click(shown[-1], label="As a file")
        file = (await chat.said(DONE, "Here it is as a file"))[-1]
        assert [file.filename for file in file.attachments] == ["picture.png"]

    play_chat(tmp_path, act)


def test_two_in_one_message_too(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        await chat.send("style", GOLD, TEAL)
        assert len(await chat.said(STARTED)) == 1
        job = await chat.bot.job()
        async with chat.bot.store.begin() as transaction:
            content = await transaction.blob(job.order.inputs["content"])
        assert content is not None
        assert _colour(content.data) == "teal"

    play_chat(tmp_path, act)


@pytest.mark.parametrize(
    ("files", "text", "answers"),
    [
        ([("a.png", picture(format="PNG"))], "", [ASK_STYLE]),
        ([TEAL], "use this as the style!", [ASK_CONTENT]),
        ([TEAL], "стиль", [ASK_STYLE]),
        ([("a.jpg", b"%PDF")], "", ["I can't read this as a picture."]),
        ([("a.mp4", b"film")], "", ["I can't read this as a picture."]),
        ([], "hello", [ASK]),
        ([], "/start", ["Hello!"]),
        ([], "/СТАТУС", ["Nothing is being painted just now."]),
        ([], "/nonsense", ["I don't know /nonsense."]),
        ([], "/language ru", ["Хорошо, говорим по-русски."]),
    ],
)
def test_whatever_is_sent(files: list[tuple[str, bytes]], text: str, answers: list[str], tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        await chat.send(text, *files)
        assert len(await chat.said(*answers)) == len(answers)

    play_chat(tmp_path, act)


def test_commands_are_answered_where_everybody_who_is_there_sees_it(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        result = await chat.ann.slash("settings")
        (settings,) = await chat.said("Your settings:")
        assert result.modal is None
        assert not settings.flags.ephemeral
        await chat.ann.click(settings, label="Strength")
        (choices,) = await chat.said("0 keeps your photo")
        assert choices.id == settings.id

    play_chat(tmp_path, act)


def test_a_text_that_is_changed_counts_as_a_new_one(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        message = await chat.send("/style")
        await chat.said(ASK)
        await chat.ann.edit(message, "hello")
        await chat.said(ASK, ASK)
        await chat.bot.env.advance_time(1)
        await chat.ann.edit(message, "/start")
        await chat.said(ASK, ASK, "Hello!")

    play_chat(tmp_path, act)


def test_an_older_picture_can_be_taken_again(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        older = await chat.send("", TEAL)
        await chat.said(ASK_STYLE)
        await chat.send("/reset")
        await chat.said("I've put the photo")
        reference: dict[str, Any] = {"message_id": str(older.id), "channel_id": str(older.channel.id)}
        await chat.ann.send_dm("as the style", reference=reference)
        await chat.said(ASK_CONTENT)
        await chat.ann.send_dm("nice one", reference=reference)
        asked = (await chat.said(ASK_CONTENT, "The style is still here."))[-1]
        assert labels(asked) == ["Use it as the photo instead"]

    play_chat(tmp_path, act)


def test_another_bot_isnt_answered(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        robot = chat.bot.env.create_user("robot", bot=True)
        await robot.send_dm("hello")
        await chat.send("hello")
        await chat.said(ASK)
        assert chat.bot.shown(robot.dm_channel, robot) == []

    play_chat(tmp_path, act)


def test_a_painting_that_was_forgotten(tmp_path: Path) -> None:
    async def act(chat: PrivateChat) -> None:
        await chat.send("", TEAL, GOLD)
        await chat.said(STARTED)
        await chat.bot.finish(await chat.bot.job())
        (painting,) = await chat.said(DONE)
        await chat.send("/forget")
        asked = (await chat.said(DONE, "This deletes"))[-1]
        await chat.ann.click(asked, label="Yes, delete everything")
        await chat.said("Everything is deleted:")
        await chat.ann.click(painting, label="Stronger")
        await chat.said("I no longer have the pictures")

    play_chat(tmp_path, act)


def _colour(data: bytes) -> str:
    pixel = Image.open(io.BytesIO(data)).convert("RGB").getpixel((5, 5))
    known = {"teal": (0, 128, 128), "gold": (255, 215, 0)}
    return min(known, key=lambda name: sum(abs(a - b) for a, b in zip(known[name], pixel, strict=True)))  # type: ignore[arg-type]
