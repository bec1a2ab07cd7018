"""Whatever Telegram refuses, the person has the painting or is told how to get it, and no status is false."""

from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.model.job import Job
from tests.adapters.harness import noise, picture
from tests.adapters.telegram.harness import EmulatedBot, play, text_of
from tests.platforms.telegram import Trouble
from tests.platforms.telegram_state import User

TOLD, UNTOLD, NEWER = (framework_texts().say("en", key) for key in ("result-told", "result-untold", "result-is-newer"))
STARTED, DONE = "I have the pictures", "Here it is"
PHOTOS = ("sendPhoto", "editMessageMedia")
UPLOADS = (*PHOTOS, "sendDocument")
TEXTS = ("sendMessage", "editMessageText", "editMessageCaption")
PICTURE = [
    "Bad Request: not enough rights to send photos to the chat",
    "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN",
    "Bad Request: PHOTO_INVALID_DIMENSIONS",
    "Bad Request: PHOTO_SAVE_FILE_INVALID",
    "Bad Request: PHOTO_EXT_INVALID",
    "Bad Request: IMAGE_PROCESS_FAILED",
    "Bad Request: wrong type of the web page content",
]
FILE = [
    "Bad Request: not enough rights to send documents to the chat",
    "Bad Request: CHAT_SEND_DOCS_FORBIDDEN",
    "Bad Request: CHAT_SEND_MEDIA_FORBIDDEN",
    "Bad Request: not enough rights to send media to the chat",
]
SIZE = ["Request Entity Too Large", "Bad Request: file is too big", "Bad Request: FILE_TOO_BIG"]
PLACE = [
    (400, "Bad Request: chat not found"),
    (400, "Bad Request: PEER_ID_INVALID"),
    (400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
    (400, "Bad Request: have no rights to send a message"),
    (400, "Bad Request: not enough rights to send text messages to the chat"),
    (400, "Bad Request: CHAT_RESTRICTED"),
    (400, "Bad Request: CHAT_ADMIN_REQUIRED"),
    (400, "Bad Request: CHANNEL_PRIVATE"),
    (400, "Bad Request: TOPIC_CLOSED"),
    (400, "Bad Request: group chat was deactivated"),
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot was kicked from the supergroup chat"),
    (403, "Forbidden: bot is not a member of the channel chat"),
    (403, "Forbidden: bot can't initiate conversation with a user"),
    (403, "Forbidden: the group chat was deleted"),
]
FORM = [
    "Bad Request: message caption is too long",
    "Bad Request: MEDIA_CAPTION_TOO_LONG",
    "Bad Request: BUTTON_DATA_INVALID",
    "Bad Request: reply markup is too long",
    "Bad Request: can't parse entities: unsupported start tag",
    "Bad Request: ENTITY_BOUNDS_INVALID",
]
EDITS = [
    "Bad Request: message can't be edited",
    "Bad Request: message to edit not found",
    "Bad Request: MESSAGE_ID_INVALID",
    "Bad Request: there is no media in the message to edit",
]
OTHER = [(status, f"Bad Request: something new ({status})") for status in (400, 402, 405, 406, 410, 415, 422, 451)]


async def painting(bot: EmulatedBot) -> tuple[User, int, Job]:
    """A person, a group, and the job that they have begun there."""
    ann, group = bot.state.person("Ann"), bot.state.group("Friends")
    bot.state.photo(ann, picture("teal"), group, caption="@AtelierBot")
    await bot.said(group, "Got your photo.")
    bot.state.photo(ann, picture("gold"), group)
    await bot.said(group, STARTED)
    return ann, group, await bot.job()


def media(bot: EmulatedBot, chat: int) -> list[str]:
    """What kinds of pictures a chat shows."""
    return [kind for message in bot.state.shown(chat) for kind in ("photo", "document") if kind in message]


def no_false_status(bot: EmulatedBot, chat: int) -> bool:
    return not any(text_of(message).startswith(STARTED) for message in bot.state.shown(chat))


@pytest.mark.parametrize("description", PICTURE)
def test_where_no_photo_is_taken_it_is_a_file(description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        _, group, job = await painting(bot)
        bot.state.refuse(group, 400, description, *PHOTOS)
        await bot.finish(job)
        await bot.said(group, DONE)
        assert media(bot, group) == ["document"]
        await bot.state.until(lambda: no_false_status(bot, group))

    play(tmp_path, scenario)


@pytest.mark.parametrize("description", FILE)
def test_where_no_file_is_taken_either_it_comes_in_private(description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group, job = await painting(bot)
        bot.state.refuse(group, 400, description, *UPLOADS)
        await bot.finish(job)
        await bot.said(ann, DONE)
        await bot.said(group, TOLD)
        assert (media(bot, ann["id"]), media(bot, group)) == (["photo"], [])
        assert no_false_status(bot, group)

    play(tmp_path, scenario)


@pytest.mark.parametrize("description", SIZE)
def test_what_is_too_large_comes_smaller(description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        _, group, job = await painting(bot)
        bot.state.refuse(group, 413, description, "editMessageMedia")
        bot.server.troubles.append(Trouble.answer("sendPhoto", 413, description))
        await bot.finish(job, noise(200, 150))
        await bot.said(group, DONE)
        assert media(bot, group) == ["photo"]
        await bot.state.until(lambda: no_false_status(bot, group))

    play(tmp_path, scenario)


@pytest.mark.parametrize("description", FORM)
def test_where_its_text_or_buttons_are_refused_there_is_the_painting(description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        _, group, job = await painting(bot)
        bot.server.troubles += [Trouble.answer(method, 400, description) for method in PHOTOS]
        await bot.finish(job)
        await bot.state.until(lambda: media(bot, group) == ["photo"])
        assert no_false_status(bot, group)

    play(tmp_path, scenario)


@pytest.mark.parametrize(("code", "description"), [*PLACE, *OTHER])
def test_where_nothing_is_taken_it_comes_in_private(code: int, description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group, job = await painting(bot)
        bot.state.refuse(group, code, description, *UPLOADS, *TEXTS)
        await bot.finish(job)
        await bot.said(ann, DONE)
        assert media(bot, ann["id"]) == ["photo"]

    play(tmp_path, scenario)


@pytest.mark.parametrize("description", EDITS)
def test_where_the_status_can_not_be_edited_the_painting_takes_its_place(description: str, tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        _, group, job = await painting(bot)
        bot.state.refuse(group, 400, description, "editMessageMedia")
        await bot.finish(job)
        await bot.said(group, DONE)
        await bot.state.until(lambda: no_false_status(bot, group))

    play(tmp_path, scenario)


def test_a_status_that_can_not_be_taken_away_says_what_the_new_message_says(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        _, group, job = await painting(bot)
        bot.state.refuse(group, 400, "Bad Request: message can't be deleted for everyone", "deleteMessage")
        bot.state.refuse(group, 400, "Bad Request: MESSAGE_ID_INVALID", "editMessageMedia")
        await bot.finish(job)
        await bot.said(group, DONE, DONE)

    play(tmp_path, scenario)


@pytest.mark.parametrize(("code", "description"), [(400, FILE[0]), *PLACE, *OTHER])
def test_where_the_private_chat_is_closed_too_the_group_is_told_and_it_comes_when_they_write(
    code: int, description: str, tmp_path: Path
) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group, job = await painting(bot)
        bot.state.refuse(group, code, description, *UPLOADS)
        bot.state.blocked.add(ann["id"])
        await bot.finish(job)
        await bot.said(group, UNTOLD)
        assert no_false_status(bot, group)
        bot.state.blocked.clear()
        bot.state.text(ann, "/start")
        await bot.said(ann, "Hello!", DONE)
        await bot.said(group, TOLD)
        assert media(bot, ann["id"]) == ["photo"]

    play(tmp_path, scenario)


def test_who_had_blocked_the_bot_gets_it_when_they_are_back(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        for colour in ("teal", "gold"):
            bot.state.photo(ann, picture(colour), album="a")
        await bot.said(ann, STARTED)
        job = await bot.job()
        bot.state.blocked.add(ann["id"])
        await bot.finish(job)
        await bot.settle()
        bot.state.blocked.clear()
        bot.state.text(ann, "/start")
        await bot.said(ann, NEWER, "Hello!", DONE)
        assert media(bot, ann["id"]) == ["photo"]

    play(tmp_path, scenario)


def test_a_button_tries_again_where_it_was_refused(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group, job = await painting(bot)
        bot.state.refuse(group, 400, FILE[0], *UPLOADS)
        bot.state.blocked.add(ann["id"])
        await bot.finish(job)
        told = (await bot.said(group, UNTOLD))[-1]
        bot.state.refusals.clear()
        bot.state.press(ann, told, "Send it here")
        await bot.said(group, NEWER, DONE)

    play(tmp_path, scenario)
