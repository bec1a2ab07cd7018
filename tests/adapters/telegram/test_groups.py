"""Groups: the bot is there for those who call it, and leaves everybody else alone."""

from pathlib import Path
from typing import Any

import pytest

from tests.adapters.stall import picture
from tests.adapters.telegram.booth import Booth, play, text_of
from tests.platforms.telegram_world import Message

ASK_FIRST, ASK_STYLE, STARTED = "Send me the photo you want painted.", "Got your photo.", "I have both pictures"


async def quiet(booth: Booth, chat: int) -> None:
    """By the time that a person in a private chat has an answer nothing was said in the group."""
    carl = booth.world.person("Carl")
    booth.world.text(carl, "/status")
    await booth.said(carl, ASK_FIRST)
    assert booth.world.shown(chat) == []


def answered(message: Message) -> int:
    """The message under which one of the bot's is."""
    id: int = message["reply_to_message"]["message_id"]
    return id


class TestWhoIsHeard:
    @pytest.mark.parametrize("call", ["/style", "/style@AtelierBot", "@AtelierBot hello", "Hello @atelierbot!"])
    def test_who_calls_the_bot_and_then_sends_photos(self, call: str, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, group = booth.world.person("Ann"), booth.world.group("Friends")
            called = booth.world.text(ann, call, group)
            shown = await booth.said(group, ASK_FIRST)
            assert answered(shown[-1]) == called["message_id"]
            booth.world.photo(ann, picture("teal"), group)
            await booth.said(group, ASK_STYLE)
            booth.world.photo(ann, picture("gold"), group)
            await booth.said(group, STARTED)

        play(tmp_path, scene)

    def test_a_photo_whose_caption_calls_the_bot(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, group = booth.world.person("Ann"), booth.world.group("Friends")
            booth.world.photo(ann, picture(), group, caption="@AtelierBot style")
            await booth.said(group, "Got the picture with the style.")

        play(tmp_path, scene)

    def test_a_reply_to_what_the_bot_said(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob, group = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.group("Friends")
            booth.world.text(ann, "/style", group)
            asked = (await booth.said(group, ASK_FIRST))[-1]
            booth.world.photo(bob, picture(), group, reply_to=asked)
            await booth.said(group, ASK_FIRST, ASK_STYLE)

        play(tmp_path, scene)

    def test_nobody_else(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob, group = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.group("Friends")
            booth.world.photo(ann, picture(), group)
            booth.world.text(ann, "what a style", group, reply_to=booth.world.text(bob, "hello", group))
            booth.world.text(ann, "/style@OtherBot", group)
            booth.world.text(ann, "/weather", group)
            booth.world.sticker(ann, group)
            await quiet(booth, group)

        play(tmp_path, scene)

    def test_who_has_called_is_not_heard_in_all_that_they_say(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob, group = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.group("Friends")
            booth.world.text(ann, "/style", group)
            await booth.said(group, ASK_FIRST)
            booth.world.text(ann, "where are you, Bob?", group)
            booth.world.photo(bob, picture(), group)
            booth.world.photo(ann, picture(), group)
            assert len(await booth.said(group, ASK_FIRST, ASK_STYLE)) == 2

        play(tmp_path, scene)

    def test_whose_photo_is_there_is_known_after_a_restart(self, tmp_path: Path) -> None:
        there: list[Any] = []

        async def life(booth: Booth) -> None:
            there.extend([booth.world.person("Ann"), booth.world.group("Friends")])
            booth.world.photo(there[0], picture("teal"), there[1], caption="/style@AtelierBot")
            await booth.said(there[1], ASK_STYLE)

        async def next_life(booth: Booth) -> None:
            strangers = booth.world.photo(booth.world.person("Bob"), picture("red"), there[1])
            booth.world.photo(there[0], picture("gold"), there[1])
            shown = await booth.said(there[1], STARTED)
            assert strangers["message_id"] not in [answered(message) for message in shown]

        play(tmp_path, life, next_life)

    def test_an_anonymous_admin(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            group = booth.world.group("Friends")
            nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
            booth.world.text(nobody, "/style", group, sender_chat=booth.world.chats[group])
            await booth.said(group, ASK_FIRST)

        play(tmp_path, scene)


def test_two_albums_interleaved_from_two_people(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob, group = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.group("Friends")
        booth.world.photo(ann, picture("teal"), group, caption="@AtelierBot", album="a")
        booth.world.photo(bob, picture("gold"), group, caption="@AtelierBot style", album="b")
        booth.world.photo(ann, picture("gold"), group, album="a")
        booth.world.photo(bob, picture("teal"), group, album="b")
        await booth.said(group, STARTED, "One painting comes before yours.")
        async with booth.store.begin() as unit:
            jobs = await unit.active_jobs()
        assert {job.person.rpartition(":")[2] for job in jobs} == {str(ann["id"]), str(bob["id"])}
        for number in range(2):
            job = await booth.job(number)
            assert set(job.order.inputs) == {"content", "style"}

    play(tmp_path, scene)


def test_one_persons_button_is_nobody_elses(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, bob, group = booth.world.person("Ann"), booth.world.person("Bob"), booth.world.group("Friends")
        for colour in ("teal", "gold"):
            booth.world.photo(ann, picture(colour), group, caption="@AtelierBot")
        booth.world.press(bob, (await booth.said(group, STARTED))[-1], "Cancel")
        shown = await booth.said(group, "Only the person who asked for this painting")
        assert answered(shown[-1]) == shown[-2]["message_id"]
        assert booth.cancelled == []

    play(tmp_path, scene)


def test_each_answer_is_under_what_it_answers(tmp_path: Path) -> None:
    async def scene(booth: Booth) -> None:
        ann, group = booth.world.person("Ann"), booth.world.group("Friends")
        asked = [booth.world.text(ann, text, group) for text in ("/style", "/status", "/privacy")]
        shown = await booth.said(group, ASK_FIRST, ASK_FIRST, "I keep your two photos")
        assert [answered(message) for message in shown] == [message["message_id"] for message in asked]
        booth.world.text(ann, "/language", group)
        question = (await booth.said(group, "Which language"))[-1]
        booth.world.press(ann, question, "English")
        assert answered((await booth.said(group, "English it is."))[-1]) == question["message_id"]

    play(tmp_path, scene)


class TestTopics:
    def test_each_is_a_conversation_of_its_own(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, forum = booth.world.person("Ann"), booth.world.group("Forum", forum=True)
            one, two = booth.world.topic(forum, ann), booth.world.topic(forum, ann)
            booth.world.photo(ann, picture(), forum, caption="@AtelierBot", thread=one)
            await booth.said(forum, ASK_STYLE)
            booth.world.text(ann, "/style", forum, thread=two)
            shown = await booth.said(forum, ASK_STYLE, ASK_FIRST)
            assert [message["message_thread_id"] for message in shown] == [one, two]

        play(tmp_path, scene)

    def test_what_was_for_one_that_is_gone_comes_to_the_chat(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, forum = booth.world.person("Ann"), booth.world.group("Forum", forum=True)
            thread = booth.world.topic(forum, ann)
            for colour in ("teal", "gold"):
                booth.world.photo(ann, picture(colour), forum, caption="@AtelierBot", thread=thread)
            status = (await booth.said(forum, STARTED))[-1]
            booth.world.threads.clear()
            del booth.world.messages[forum, status["message_id"]]
            await booth.finish(await booth.job())
            shown = await booth.said(forum, "Here it is")
            assert "message_thread_id" not in shown[-1]

        play(tmp_path, scene)


class TestGoneChats:
    def test_a_group_that_became_a_supergroup_is_followed(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, group = booth.world.person("Ann"), booth.world.group("Friends")
            for colour in ("teal", "gold"):
                booth.world.photo(ann, picture(colour), group, caption="@AtelierBot")
            await booth.said(group, STARTED)
            moved = booth.world.migrate(group)
            await booth.finish(await booth.job())
            await booth.said(moved, "Here it is")
            booth.world.text(ann, "/style", moved)
            await booth.said(moved, ASK_FIRST)

        play(tmp_path, scene)

    def test_who_blocked_the_bot_hears_no_more_and_stalls_nothing(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann, bob = booth.world.person("Ann"), booth.world.person("Bob")
            booth.world.blocked.add(ann["id"])
            booth.world.text(ann, "/start")
            await booth.world.until(lambda: booth.server.asked("sendMessage"))
            booth.world.text(bob, "/start")
            await booth.said(bob, "Hello!")
            booth.world.blocked.clear()
            booth.world.text(ann, "/status")
            assert [text_of(message) for message in await booth.said(ann, ASK_FIRST)] == [ASK_FIRST]

        play(tmp_path, scene)
