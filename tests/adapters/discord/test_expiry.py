"""When an interaction's time is over, or its token is refused, the painting goes where it still can."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.adapters.discord.harness import GOLD, TEAL, SimulatedBot, labels, play
from tests.adapters.discord.test_guild import DONE, STARTED, GuildChat

FIFTEEN_MINUTES = 15 * 60.0
WEBHOOKS = "/webhooks/*/messages/*"


def play_started(folder: Path, act: Callable[[GuildChat], Awaitable[None]]) -> None:
    """Begins when Ann's painting has been ordered."""

    async def scenario(bot: SimulatedBot) -> None:
        chat = GuildChat(bot)
        await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
        await chat.said(chat.bob, STARTED)
        await act(chat)

    play(folder, scenario)


def forbid(chat: GuildChat) -> None:
    """The bot's next message isn't allowed in the channel."""
    chat.bot.env.inject_error(
        "POST", f"/channels/{chat.channel.id}/messages", status=403, code=50013, message="Missing Permissions"
    )


async def finish(chat: GuildChat) -> None:
    await chat.bot.finish(await chat.bot.job())


def test_after_fourteen_minutes_a_new_message_calls_the_person(tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        chat.bot.more = FIFTEEN_MINUTES
        await finish(chat)
        (painting,) = await chat.said(chat.bob, f"<@{chat.ann.id}> {DONE}")
        assert [user.id for user in painting.mentions] == [chat.ann.id]
        assert [file.filename for file in painting.attachments] == ["painting.png"]
        assert "Stronger" in labels(painting)
        await chat.ann.click(painting, label="Stronger")
        await chat.bot.until(lambda: len(chat.seen(chat.bob)) == 2)

    play_started(tmp_path, act)


def test_before_that_the_message_stays_the_same(tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        (before,) = chat.seen(chat.bob)
        chat.bot.more = 13 * 60.0
        await finish(chat)
        (painting,) = await chat.said(chat.bob, DONE)
        assert painting.id == before.id

    play_started(tmp_path, act)


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015), (404, 10008)])
def test_so_it_is_when_the_token_is_refused_before(status: int, code: int, tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        chat.bot.env.inject_error("PATCH", WEBHOOKS, status=status, code=code)
        await finish(chat)
        await chat.said(chat.bob, f"<@{chat.ann.id}> {DONE}")

    play_started(tmp_path, act)


def test_where_the_bot_may_not_write_it_goes_to_the_person(tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        chat.bot.more = FIFTEEN_MINUTES
        forbid(chat)
        await finish(chat)
        dm = chat.ann.user.dm_channel
        (painting,) = await chat.bot.said(dm, chat.ann.user, DONE)
        assert [file.filename for file in painting.attachments] == ["painting.png"]

    play_started(tmp_path, act)


def test_where_nobody_can_be_written_to_the_painting_is_kept(tmp_path: Path) -> None:
    async def act(chat: GuildChat) -> None:
        job = await chat.bot.job()
        chat.bot.more = FIFTEEN_MINUTES
        forbid(chat)
        chat.bot.env.inject_error("POST", "/users/@me/channels", status=403, code=50007)
        await finish(chat)

        async def is_given_up() -> bool:
            async with chat.bot.store.begin() as transaction:
                return not await transaction.unsent(chat.bot.clock())

        while not await is_given_up():
            await chat.bot.env.settle()
        async with chat.bot.store.begin() as transaction:
            ended = await transaction.job(job.id)
            assert ended is not None
            assert ended.result is not None
            assert await transaction.blob(ended.result) is not None

    play_started(tmp_path, act)


def test_what_is_for_the_person_alone_isnt_said_in_the_channel(tmp_path: Path) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        chat = GuildChat(bot)
        bot.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction")
        await chat.ann.slash(chat.channel, "export")
        (export,) = await bot.said(chat.ann.user.dm_channel, chat.ann.user, "Here is everything")
        assert [file.filename for file in export.attachments] == ["atelier.zip"]
        assert chat.channel.history() == []

    play(tmp_path, scenario)


def test_what_isnt_calls_the_person_there(tmp_path: Path) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        chat = GuildChat(bot)
        bot.env.inject_error("POST", "/interactions/*/callback", status=404, code=10062, message="Unknown interaction")
        await chat.ann.slash(chat.channel, "style", photo=TEAL, style=GOLD)
        await chat.said(chat.bob, f"<@{chat.ann.id}> {STARTED}")

    play(tmp_path, scenario)


def test_with_the_bot_alone_the_message_stays_the_same_all_the_same(tmp_path: Path) -> None:
    async def scenario(bot: SimulatedBot) -> None:
        ann = bot.env.create_user("ann")
        await ann.slash("style", photo=TEAL, style=GOLD)
        (before,) = await bot.said(ann.dm_channel, ann, STARTED)
        bot.more = FIFTEEN_MINUTES
        await bot.finish(await bot.job())
        (painting,) = await bot.said(ann.dm_channel, ann, DONE)
        assert painting.id == before.id

    play(tmp_path, scenario)
