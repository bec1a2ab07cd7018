"""Groups: the bot is there for those who call it, and leaves everybody else alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, play
from tests.platforms.telegram_state import Message

IDLE = "Nothing is being painted just now."
ASK_FIRST, ASK_STYLE, STARTED = "Send me the photo you want painted.", "Got your photo.", "I have the pictures"


async def quiet(bot: EmulatedBot, chat: int) -> None:
    """By the time that a person in a private chat has an answer nothing was said in the group."""
    carl = bot.state.person("Carl")
    bot.state.text(carl, "/status")
    await bot.said(carl, IDLE)
    assert bot.state.shown(chat) == []


def answered(message: Message) -> int:
    """The message under which one of the bot's is."""
    id: int = message["reply_to_message"]["message_id"]
    return id


class TestWhoIsHeard:
    @pytest.mark.parametrize("call", ["/style", "/style@AtelierBot", "@AtelierBot hello", "Hello @atelierbot!"])
    def test_who_calls_the_bot_and_then_sends_photos(self, call: str, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, group = bot.state.person("Ann"), bot.state.group("Friends")
            called = bot.state.text(ann, call, group)
            shown = await bot.said(group, ASK_FIRST)
            assert answered(shown[-1]) == called["message_id"]
            bot.state.photo(ann, picture("teal"), group)
            await bot.said(group, ASK_STYLE)
            bot.state.photo(ann, picture("gold"), group)
            await bot.said(group, STARTED)

        play(tmp_path, scenario)

    def test_a_photo_whose_caption_calls_the_bot(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, group = bot.state.person("Ann"), bot.state.group("Friends")
            bot.state.photo(ann, picture(), group, caption="@AtelierBot style")
            await bot.said(group, "Got the picture with the style.")

        play(tmp_path, scenario)

    def test_a_reply_to_what_the_bot_said(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob, group = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.group("Friends")
            bot.state.text(ann, "/style", group)
            asked = (await bot.said(group, ASK_FIRST))[-1]
            bot.state.photo(bob, picture(), group, reply_to=asked)
            await bot.said(group, ASK_FIRST, ASK_STYLE)

        play(tmp_path, scenario)

    def test_nobody_else(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob, group = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.group("Friends")
            bot.state.photo(ann, picture(), group)
            bot.state.text(ann, "what a style", group, reply_to=bot.state.text(bob, "hello", group))
            bot.state.text(ann, "/style@OtherBot", group)
            bot.state.text(ann, "/weather", group)
            bot.state.sticker(ann, group)
            await quiet(bot, group)

        play(tmp_path, scenario)

    def test_who_has_called_is_not_heard_in_all_that_they_say(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob, group = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.group("Friends")
            bot.state.text(ann, "/style", group)
            await bot.said(group, ASK_FIRST)
            bot.state.text(ann, "where are you, Bob?", group)
            bot.state.photo(bob, picture(), group)
            bot.state.photo(ann, picture(), group)
            assert len(await bot.said(group, ASK_FIRST, ASK_STYLE)) == 2

        play(tmp_path, scenario)

    def test_whose_photo_is_there_is_known_after_a_restart(self, tmp_path: Path) -> None:
        there: list[Any] = []

        async def life(bot: EmulatedBot) -> None:
            there.extend([bot.state.person("Ann"), bot.state.group("Friends")])
            bot.state.photo(there[0], picture("teal"), there[1], caption="/style@AtelierBot")
            await bot.said(there[1], ASK_STYLE)

        async def next_life(bot: EmulatedBot) -> None:
            strangers = bot.state.photo(bot.state.person("Bob"), picture("red"), there[1])
            bot.state.photo(there[0], picture("gold"), there[1])
            shown = await bot.said(there[1], STARTED)
            assert strangers["message_id"] not in [answered(message) for message in shown]

        play(tmp_path, life, next_life)

    def test_an_anonymous_admin(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            group = bot.state.group("Friends")
            nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
            bot.state.text(nobody, "/style", group, sender_chat=bot.state.chats[group])
            await bot.said(group, ASK_FIRST)

        play(tmp_path, scenario)


def test_two_albums_interleaved_from_two_people(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, group = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.group("Friends")
        bot.state.photo(ann, picture("teal"), group, caption="@AtelierBot", album="a")
        bot.state.photo(bob, picture("gold"), group, caption="@AtelierBot style", album="b")
        bot.state.photo(ann, picture("gold"), group, album="a")
        bot.state.photo(bob, picture("teal"), group, album="b")
        await bot.said(group, STARTED, "One painting comes before yours.")
        async with bot.store.begin() as transaction:
            jobs = await transaction.active_jobs()
        assert {job.person.rpartition(":")[2] for job in jobs} == {str(ann["id"]), str(bob["id"])}
        for number in range(2):
            job = await bot.job(number)
            assert set(job.order.inputs) == {"content", "style"}

    play(tmp_path, scenario)


def test_one_persons_button_is_nobody_elses(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, bob, group = bot.state.person("Ann"), bot.state.person("Bob"), bot.state.group("Friends")
        for colour in ("teal", "gold"):
            bot.state.photo(ann, picture(colour), group, caption="@AtelierBot")
        bot.state.press(bob, (await bot.said(group, STARTED))[-1], "Cancel")
        await bot.state.until(lambda: bot.server.asked("answerCallbackQuery"))
        (toast,) = bot.server.asked("answerCallbackQuery")
        assert toast["text"].startswith("Only the person whom this answers")
        assert len(bot.state.shown(group)) == 2  # nobody else hears of it
        assert bot.cancelled == []

    play(tmp_path, scenario)


def test_each_answer_is_under_what_it_answers(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann, group = bot.state.person("Ann"), bot.state.group("Friends")
        asked = [bot.state.text(ann, text, group) for text in ("/style", "/style")]
        shown = await bot.said(group, ASK_FIRST, ASK_FIRST)
        assert [answered(message) for message in shown] == [message["message_id"] for message in asked]
        private = bot.state.text(ann, "/privacy", group)
        word = (await bot.said(group, "That's for you alone"))[-1]
        assert answered(word) == private["message_id"]

    play(tmp_path, scenario)


class TestTopics:
    def test_each_is_a_conversation_of_its_own(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, forum = bot.state.person("Ann"), bot.state.group("Forum", forum=True)
            one, two = bot.state.topic(forum, ann), bot.state.topic(forum, ann)
            bot.state.photo(ann, picture(), forum, caption="@AtelierBot", thread=one)
            await bot.said(forum, ASK_STYLE)
            bot.state.text(ann, "/style", forum, thread=two)
            shown = await bot.said(forum, ASK_STYLE, ASK_FIRST)
            assert [message["message_thread_id"] for message in shown] == [one, two]

        play(tmp_path, scenario)

    def test_what_was_for_one_that_is_gone_comes_to_the_chat(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, forum = bot.state.person("Ann"), bot.state.group("Forum", forum=True)
            thread = bot.state.topic(forum, ann)
            for colour in ("teal", "gold"):
                bot.state.photo(ann, picture(colour), forum, caption="@AtelierBot", thread=thread)
            status = (await bot.said(forum, STARTED))[-1]
            bot.state.threads.clear()
            del bot.state.messages[forum, status["message_id"]]
            await bot.finish(await bot.job())
            shown = await bot.said(forum, "Here it is")
            assert "message_thread_id" not in shown[-1]

        play(tmp_path, scenario)


class TestGoneChats:
    def test_a_group_that_became_a_supergroup_is_followed(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, group = bot.state.person("Ann"), bot.state.group("Friends")
            for colour in ("teal", "gold"):
                bot.state.photo(ann, picture(colour), group, caption="@AtelierBot")
            await bot.said(group, STARTED)
            moved = bot.state.migrate(group)
            await bot.finish(await bot.job())
            await bot.said(moved, "Here it is")
            bot.state.text(ann, "/style", moved)
            await bot.said(moved, ASK_FIRST)

        play(tmp_path, scenario)

    def test_who_blocked_the_bot_hears_no_more_and_stalls_nothing(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann, bob = bot.state.person("Ann"), bot.state.person("Bob")
            bot.state.blocked.add(ann["id"])
            bot.state.text(ann, "/start")
            await bot.state.until(lambda: bot.server.asked("sendMessage"))
            bot.state.text(bob, "/start")
            await bot.said(bob, "Hello!")
            bot.state.blocked.clear()
            bot.state.text(ann, "/status")
            assert len(await bot.said(ann, IDLE)) == 1

        play(tmp_path, scenario)
