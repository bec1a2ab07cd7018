"""Whatever Discord refuses, the person has the painting or is told how to get it, and no status is false."""

from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.model.job import Job
from tests.adapters.discord.wire.harness import GOLD, TEAL, Clock, EmulatedBot, buttons_of, play
from tests.adapters.harness import noise
from tests.platforms.discord import Trouble
from tests.platforms.discord_rest import FOLLOW_UP, POSTS
from tests.platforms.discord_state import Object, Place

PHOTOS = {"photo": TEAL, "style": GOLD}
UNTOLD, NEWER, TOLD = (framework_texts().say("en", key) for key in ("result-untold", "result-is-newer", "result-told"))
STARTED, DONE = "I have the pictures", "Here it is"
REFUSALS = [
    (404, 10003, "Unknown Channel"),
    (400, 20009, "Explicit content cannot be sent to the desired recipient(s)"),
    (403, 50001, "Missing Access"),
    (403, 50007, "Cannot send messages to this user"),
    (403, 50013, "Missing Permissions"),
    (400, 50083, "Thread is archived"),
    (400, 160002, "Cannot reply without permission to read message history"),
    (400, 200000, "Message was blocked by automatic moderation"),
    (400, 240000, "Message blocked by harmful links filter"),
]
"""The nine that the design lists."""
UNKNOWN = [(status, 0, f"something new ({status})") for status in (400, 402, 403, 404, 405, 410, 415, 422)]
"""Any other 4XX, which is all that the specification says of refusals."""


async def painting(bot: EmulatedBot) -> tuple[Object, Place, Job]:
    """A person, a guild, and the job that they have begun there."""
    ann, studio = bot.state.person("Ann"), bot.state.guild("Studio")
    bot.server.people.slash(ann, "style", PHOTOS, studio)
    await bot.said(ann, studio, STARTED)
    return ann, studio, await bot.job()


def pictures(bot: EmulatedBot, user: Object, place: Place) -> int:
    return sum(len(message["attachments"]) for message in bot.state.shown(user, place))


def no_false_status(bot: EmulatedBot, user: Object, place: Place) -> bool:
    return STARTED not in "".join(message["content"] for message in bot.state.shown(user, place))


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal[1])
def test_what_a_guild_refuses_comes_in_private(refusal: tuple[int, int, str], tmp_path: Path, *, late: bool) -> None:
    clock = Clock()

    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        bot.state.refuse(studio, *refusal, files=True)
        clock.more = 1000.0 if late else 0.0
        await bot.finish(job)
        await bot.said(ann, bot.state.dm(ann), DONE)
        assert pictures(bot, ann, bot.state.dm(ann)) == 1
        await bot.state.until(lambda: no_false_status(bot, ann, studio))

    play(tmp_path, scenario, clock=clock)


@pytest.mark.parametrize("refusal", [*REFUSALS, *UNKNOWN], ids=lambda refusal: f"{refusal[0]}-{refusal[1]}")
def test_where_the_private_chat_is_closed_too_the_guild_is_told_and_it_comes_when_they_write(
    refusal: tuple[int, int, str], tmp_path: Path
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        bot.state.refuse(studio, *refusal, files=True)
        bot.state.close(ann)
        bot.state.refuse(bot.state.dm(ann), 403, 50007, "Cannot send messages to this user", files=False)
        await bot.finish(job)
        told = (await bot.said(ann, studio, UNTOLD))[-1]
        assert buttons_of(told) == ["Send it here"]
        assert no_false_status(bot, ann, studio)
        bot.state.closed_to_bot.clear()
        bot.state.refusals.clear()
        bot.server.people.say(ann, "hello")
        await bot.said(ann, bot.state.dm(ann), "Send me the photo", DONE)
        assert pictures(bot, ann, bot.state.dm(ann)) == 1
        await bot.said(ann, studio, TOLD)

    play(tmp_path, scenario)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal[1])
def test_what_a_private_chat_refuses_comes_when_they_are_heard_again(
    refusal: tuple[int, int, str], tmp_path: Path
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        chat = bot.state.dm(ann)
        bot.server.people.say(ann, "", [TEAL, GOLD])
        await bot.said(ann, chat, STARTED)
        bot.state.refuse(chat, *refusal, files=False)
        await bot.finish(await bot.job())
        await bot.settle()
        bot.state.refusals.clear()
        bot.server.people.say(ann, "hello")
        await bot.said(ann, chat, NEWER, "Send me the photo", DONE)
        assert pictures(bot, ann, chat) == 1

    play(tmp_path, scenario)


@pytest.mark.parametrize(("status", "code"), [(413, 0), (413, 40005), (400, 40005)])
def test_what_is_too_large_comes_smaller(status: int, code: int, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        for way in (("PATCH", FOLLOW_UP), ("POST", POSTS)) * 2:  # the adapter itself tries 8 MB then
            bot.server.troubles.append(Trouble.answer(*way, status, code, "Request entity too large"))
        await bot.finish(job, noise(400, 300))
        (message,) = await bot.said(ann, studio, DONE)
        (attachment,) = message["attachments"]
        assert attachment["size"] <= len(noise(400, 300)) // 2 + 1000

    play(tmp_path, scenario)


def test_a_form_that_is_refused_leaves_the_painting(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        for way in (("PATCH", FOLLOW_UP), ("POST", POSTS)):
            bot.server.troubles.append(Trouble.answer(*way, 400, 50035, "Invalid Form Body"))
        await bot.finish(job)
        await bot.state.until(lambda: pictures(bot, ann, studio) == 1)
        assert no_false_status(bot, ann, studio)

    play(tmp_path, scenario)


def test_a_button_tries_again_where_it_was_refused(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        bot.state.refuse(studio, 403, 50013, "Missing Permissions", files=True)
        bot.state.close(ann)
        await bot.finish(job)
        told = (await bot.said(ann, studio, UNTOLD))[-1]
        bot.state.refusals.clear()
        bot.server.people.press(ann, told, "Send it here")
        await bot.said(ann, studio, DONE)
        assert pictures(bot, ann, studio) == 1

    play(tmp_path, scenario)


def test_a_painting_says_what_it_is_to_those_who_do_not_see_it(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, studio, job = await painting(bot)
        await bot.finish(job)
        (attachment,) = (await bot.said(ann, studio, DONE))[-1]["attachments"]
        assert attachment["description"].startswith("A painting: the photo")

    play(tmp_path, scenario)
