"""A guild: commands are answered to everybody where it is a painting, and to the person alone where it isn't."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import discord
import pytest

from core.model.job import JobState
from tests.adapters.discord.harness import GOLD, TEAL, SimulatedBot, labels, play
from tests.adapters.harness import picture

STARTED, DONE = "I have the pictures", "Here it is"


class GuildChat:
    """A guild's channel with two people in it."""

    def __init__(self, bot: SimulatedBot) -> None:
        self.bot = bot
        self.guild = bot.env.create_guild()
        self.channel = self.guild.create_text_channel("general")
        self.ann, self.bob = (self.guild.add_member(bot.env.create_user(name)) for name in ("ann", "bob"))

    async def said(self, viewer: Any, *texts: str) -> list[discord.Message]:
        return await self.bot.said(self.channel, viewer, *texts)

    def seen(self, viewer: Any) -> list[discord.Message]:
        return self.bot.shown(self.channel, viewer)


def play_chat(folder: Path, act: Callable[[GuildChat], Awaitable[None]]) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        await act(GuildChat(bot))

    play(folder, scenario)


class TestStyle:
    def test_two_pictures_become_a_painting_that_everybody_sees(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            result = await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            assert result.deferred
            assert not result.ephemeral
            await chat.said(chat.bob, STARTED)
            await chat.bot.finish(await chat.bot.job())
            (painting,) = await chat.said(chat.bob, DONE)
            assert [file.filename for file in painting.attachments] == ["painting.png"]
            assert "As a file" in labels(painting)

        play_chat(tmp_path, act)

    def test_its_options_are_the_effects(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD, strength=0.25, warm=True)
            await chat.said(chat.ann, STARTED)
            job = await chat.bot.job()
            assert job.order.options == {"strength": 0.25, "warm": True}

        play_chat(tmp_path, act)

    def test_a_spoiler_stays_one(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=("SPOILER_me.jpg", picture("teal")), style=GOLD)
            await chat.said(chat.ann, STARTED)
            await chat.bot.finish(await chat.bot.job())
            (painting,) = await chat.said(chat.bob, DONE)
            assert painting.attachments[0].is_spoiler()

        play_chat(tmp_path, act)

    def test_one_picture_now_and_one_later(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", style=GOLD)
            (asked,) = await chat.said(chat.ann, "Got the picture with the style.")
            assert asked.flags.ephemeral
            assert asked.content.endswith("Apps: Use as photo, Use as style.")
            assert chat.seen(chat.bob) == []
            await chat.ann.slash(chat.channel, "style", photo=TEAL)
            (started,) = await chat.said(chat.bob, STARTED)
            assert labels(started) == ["Cancel"]

        play_chat(tmp_path, act)

    def test_what_is_wrong_is_for_the_person_alone_and_nothing_keeps_thinking(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=("a.jpg", b"no picture"), style=GOLD)
            (refused,) = await chat.said(chat.ann, "I can't read this as a picture.")
            assert refused.flags.ephemeral
            assert [message for message in chat.channel.history() if message.flags.loading] == []
            assert chat.channel.history(viewer=chat.bob) == []

        play_chat(tmp_path, act)

    def test_without_pictures_it_asks(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            result = await chat.ann.slash(chat.channel, "style")
            await chat.said(chat.ann, "Send me the photo you want painted.")
            assert result.ephemeral

        play_chat(tmp_path, act)


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("help", "Send me a photo, then a picture"),
        ("status", "Nothing is being painted just now."),
        ("cancel", "There's nothing to stop."),
        ("language", "Which language shall I speak?"),
        ("privacy", "I keep your pictures"),
        ("export", "Here is everything I have of you."),
        ("forget", "This deletes your photos"),
        ("reset", "There's nothing to stop."),
        ("start", "Hello!"),
    ],
)
def test_a_personal_command_is_answered_to_the_person_alone(command: str, answer: str, tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        result = await chat.ann.slash(chat.channel, command)
        assert result.deferred
        await chat.said(chat.ann, answer)
        assert result.ephemeral
        assert chat.channel.history(viewer=chat.bob) == []

    play_chat(tmp_path, act)


class TestButtons:
    def test_a_stranger_hears_alone_that_it_isnt_theirs(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            (started,) = await chat.said(chat.bob, STARTED)
            await chat.bob.click(started, label="Cancel")
            answer = (await chat.said(chat.bob, STARTED, "Only the person whom this answers"))[-1]
            assert answer.flags.ephemeral
            assert len(chat.seen(chat.ann)) == 1
            assert (await chat.bot.job()).state is JobState.QUEUED

        play_chat(tmp_path, act)

    def test_the_owner_stops_it(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            (started,) = await chat.said(chat.ann, STARTED)
            await chat.ann.click(started, label="Cancel")
            (stopped,) = await chat.said(chat.bob, "Stopped. Your pictures are still here")
            assert labels(stopped) == ["Another style", "Another photo", "Swap the two", "With my settings"]

        play_chat(tmp_path, act)

    def test_another_style_is_given_by_command(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            await chat.said(chat.ann, STARTED)
            await chat.bot.finish(await chat.bot.job())
            (painting,) = await chat.said(chat.ann, DONE)
            await chat.ann.click(painting, label="Another style")
            asked = (await chat.said(chat.ann, DONE, "Your photo is still here."))[-1]
            assert asked.flags.ephemeral
            await chat.ann.slash(chat.channel, "style", style=("red.jpg", picture("red")))
            await chat.said(chat.bob, DONE, STARTED)

        play_chat(tmp_path, act)

    def test_under_a_message_of_ones_own_the_answer_takes_its_place(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "language")
            (asked,) = await chat.said(chat.ann, "Which language")
            await chat.ann.click(asked, label="Русский")
            (set_,) = await chat.said(chat.ann, "Хорошо, говорим по-русски.")
            assert set_.id == asked.id
            assert labels(set_) == []

        play_chat(tmp_path, act)

    def test_what_else_can_be_done_is_shown_under_the_painting_itself(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            await chat.said(chat.ann, STARTED)
            await chat.bot.finish(await chat.bot.job())
            (painting,) = await chat.said(chat.ann, DONE)
            await chat.ann.click(painting, label="More…")
            await chat.bot.until(lambda: "Swap the two" in labels(chat.seen(chat.bob)[0]))
            (changed,) = chat.seen(chat.bob)
            assert (changed.id, changed.content) == (painting.id, painting.content)
            assert [file.id for file in changed.attachments] == [file.id for file in painting.attachments]

        play_chat(tmp_path, act)

    def test_that_there_is_no_room_is_said_to_the_person_alone(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            for _ in range(3):
                await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            await chat.said(chat.ann, STARTED, "One painting comes before", "2 paintings come before")
            await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
            full = (await chat.said(chat.ann, "You already have 3 paintings waiting,"))[-1]
            assert full.flags.ephemeral
            assert full.content.endswith("I'll begin as soon as there's room.")
            assert len(chat.seen(chat.bob)) == 3

        play_chat(tmp_path, act)


class TestSettings:
    def test_they_are_a_form(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            opened = await chat.ann.slash(chat.channel, "settings")
            assert opened.modal is not None
            assert [one["label"] for one in opened.modal["components"]] == ["Strength", "Warm"]
            await chat.ann.submit_modal(opened, {"strength": "0,9", "warm": ["true"]})
            (settings,) = await chat.said(chat.ann, "Your settings:\nStrength: 0.9\nwarm: yes")
            assert settings.flags.ephemeral
            again = await chat.ann.slash(chat.channel, "settings")
            assert again.modal is not None
            assert again.modal["components"][0]["component"]["value"] == "0.9"

        play_chat(tmp_path, act)

    @pytest.mark.parametrize("value", ["2", "much", "nan"])
    def test_what_is_out_of_range_changes_nothing(self, value: str, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            opened = await chat.ann.slash(chat.channel, "settings")
            await chat.ann.submit_modal(opened, {"strength": value, "warm": ["false"]})
            await chat.said(chat.ann, "That value is out of range", "Your settings:\nStrength: 0.5\nwarm: no")

        play_chat(tmp_path, act)

    def test_or_options_of_the_command(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            result = await chat.ann.slash(chat.channel, "settings", strength=0.75)
            await chat.said(chat.ann, "Your settings:\nStrength: 0.75")
            assert result.ephemeral

        play_chat(tmp_path, act)

    def test_and_so_is_the_language(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            await chat.ann.slash(chat.channel, "language", language="ru")
            await chat.said(chat.ann, "Хорошо, говорим по-русски.")

        play_chat(tmp_path, act)


class TestMessageCommands:
    def test_they_take_other_peoples_pictures(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            photo = await chat.bob.send(chat.channel, "look", attachments=[TEAL])
            style = await chat.bob.send(chat.channel, "nice", attachments=[("notes.txt", b"-"), GOLD])
            await chat.ann.context_menu(chat.channel, "Use as style", style)
            (asked,) = await chat.said(chat.ann, "Got the picture with the style.")
            assert asked.flags.ephemeral
            await chat.ann.context_menu(chat.channel, "Use as photo", photo)
            await chat.said(chat.bob, STARTED)

        play_chat(tmp_path, act)

    def test_a_message_without_any_is_no_use(self, tmp_path: Path) -> None:
        async def act(chat: GuildChat) -> None:
            message = await chat.bob.send(chat.channel, "just words")
            await chat.ann.context_menu(chat.channel, "Use as photo", message)
            await chat.said(chat.ann, "I can only use photos, and pictures sent as files.\nSend me the photo")
            assert all(message.flags.ephemeral for message in chat.seen(chat.ann))

        play_chat(tmp_path, act)


def test_what_people_say_among_themselves_isnt_answered(tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        await chat.ann.send(chat.channel, "/style", attachments=[TEAL])
        await chat.ann.send(chat.channel, "hello")
        await chat.ann.slash(chat.channel, "status")
        await chat.said(chat.ann, "Nothing is being painted just now.")
        assert len(chat.seen(chat.ann)) == 1

    play_chat(tmp_path, act)
