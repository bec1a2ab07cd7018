"""Progress: by the interaction while that is good, then by the bot's own token; with a bar, a preview and a button."""

from pathlib import Path

import pytest

from adapters.discord.errors import InteractionExpired
from core.plugins.adapter import Undeliverable
from core.plugins.answers import Forbidden
from core.plugins.message import Kept, Message
from tests.adapters.discord.harness import GOLD, TEAL, SimulatedBot, labels, play
from tests.adapters.discord.test_guild import DONE, STARTED, GuildChat
from tests.adapters.discord.test_message_sender import HERE, SenderHarness, played
from tests.adapters.discord.test_message_sender import TestEdit as Edit
from tests.adapters.harness import picture

OLD, OPENLY, MINE = Edit.OLD, Edit.OPENLY, Edit.MINE
HALF = Message(key="p", text="Painting", progress=0.5, kept=Kept(job="j"))


def test_a_refused_token_is_the_end_of_the_token_only() -> None:
    async def act(context: SenderHarness) -> None:
        context.wire.answers[OPENLY] = InteractionExpired("Invalid Webhook Token", 50027)
        assert await context.writer.edit(HERE, str(OLD), HALF) == str(OLD)
        assert [way for way in context.ways if way[0] == "PATCH"] == [OPENLY, MINE]

    played(act)


def test_what_is_refused_both_ways_isnt_asked_again() -> None:
    async def act(context: SenderHarness) -> None:
        context.wire.answers[OPENLY] = InteractionExpired("Invalid Webhook Token", 50027)
        context.wire.answers[MINE] = Forbidden("Missing Access", 50001)
        for _ in range(2):
            with pytest.raises(Undeliverable):
                await context.writer.edit(HERE, str(OLD), HALF)
        assert [way for way in context.ways if way[0] == "PATCH"] == [OPENLY, MINE]

    played(act)


def test_a_bar_a_preview_and_a_button(tmp_path: Path) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        chat = GuildChat(bot)
        await chat.ann.slash(chat.channel, "style", photo=("SPOILER_a.jpg", picture("teal")), style=GOLD)
        await chat.said(chat.bob, STARTED)
        job = await bot.job()
        bot.progress(job, 0.5, picture("olive"))
        (status,) = await chat.said(chat.bob, "Painting\n▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱")
        assert [file.filename for file in status.attachments] == ["SPOILER_painting.jpg"]
        assert labels(status) == ["Cancel"]
        bot.progress(job, 0.75)
        (status,) = await chat.said(chat.bob, "Painting\n▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱")
        assert [file.filename for file in status.attachments] == ["SPOILER_painting.jpg"]
        await chat.ann.click(status, label="Cancel")
        (stopped,) = await chat.said(chat.bob, "Stopped.")
        assert stopped.attachments == []

    play(tmp_path, scenario)


def test_it_goes_on_when_the_interaction_is_over(tmp_path: Path) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        chat = GuildChat(bot)
        await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
        await chat.said(chat.bob, STARTED)
        bot.more = 15 * 60.0
        bot.progress(await bot.job(), 0.25)
        await chat.said(chat.bob, "Painting\n▰▰▰▰▰▱")
        await bot.finish(await bot.job())
        await chat.said(chat.bob, f"<@{chat.ann.id}> {DONE}")

    play(tmp_path, scenario)
