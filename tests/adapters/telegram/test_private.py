"""A private chat: whatever a person sends there, it gets them to a painting or to a helpful answer."""

from pathlib import Path
from typing import Any

import pytest

from core.jobs.model import JobState
from tests.adapters.stall import picture
from tests.adapters.telegram.booth import Booth, buttons_of, play, text_of
from tests.platforms.telegram_world import User

TEAL, GOLD = (0, 128, 128), (255, 215, 0)
ASK_STYLE, ASK_CONTENT = "Got your photo.", "Got the picture with the style."
STARTED = "I have both pictures"


def near(colour: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(one - two) < 6 for one, two in zip(colour, other, strict=True))


async def both(booth: Booth, person: User) -> None:
    """Two photos, so that there is a job."""
    booth.world.photo(person, picture("teal"))
    await booth.said(person, ASK_STYLE)
    booth.world.photo(person, picture("gold"))
    await booth.said(person, STARTED)


class TestPhotos:
    def test_two_become_a_painting_in_the_status_message(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            colours = await booth.photos()
            assert near(colours["content"], TEAL)
            assert near(colours["style"], GOLD)
            await booth.finish(await booth.job())
            shown = await booth.said(ann, ASK_STYLE, "Here it is")
            assert "photo" in shown[-1]
            assert "As a file" in buttons_of(shown[-1])
            assert len(shown) == 2

        play(tmp_path, scene)

    def test_an_album_of_two_is_the_same(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.photo(ann, picture("teal"), album="a")
            booth.world.photo(ann, picture("gold"), album="a")
            assert len(await booth.said(ann, STARTED)) == 1
            assert near((await booth.photos())["content"], TEAL)

        play(tmp_path, scene)

    def test_of_an_albums_three_the_third_waits_for_a_partner(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            for colour in ("teal", "gold", "red"):
                booth.world.photo(ann, picture(colour), album="a")
            await booth.said(ann, STARTED, "I've kept this photo for the next painting.")

        play(tmp_path, scene)

    def test_a_caption_in_an_album_names_the_slot(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.photo(ann, picture("gold"), caption="style", album="a")
            booth.world.photo(ann, picture("teal"), album="a")
            await booth.said(ann, STARTED)
            colours = await booth.photos()
            assert near(colours["content"], TEAL)
            assert near(colours["style"], GOLD)

        play(tmp_path, scene)

    @pytest.mark.parametrize(
        ("caption", "language", "answer"),
        [
            ("style", "en", ASK_CONTENT),
            ("Use this as the style!", "en", ASK_CONTENT),
            ("стиль", "ru", "Стиль получен."),
            ("look at this", "en", ASK_STYLE),
        ],
    )
    def test_a_caption_names_the_slot(self, caption: str, language: str, answer: str, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann", language)
            booth.world.photo(ann, picture(), caption=caption)
            await booth.said(ann, answer)

        play(tmp_path, scene)

    @pytest.mark.parametrize(
        ("name", "mime"), [("a.png", "image/png"), ("a.jpg", "application/octet-stream"), ("", "image/png")]
    )
    def test_pictures_sent_as_files_are_taken_whole(self, name: str, mime: str, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.document(ann, picture(format="PNG"), name, mime)
            await booth.said(ann, ASK_STYLE)

        play(tmp_path, scene)

    def test_a_file_that_is_no_picture_after_all(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.document(ann, b"%PDF", "a.jpg", "image/jpeg")
            await booth.said(ann, "I can't read this as a picture.")

        play(tmp_path, scene)

    def test_a_reply_to_an_older_photo_takes_that_one(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            older = next(message for message in booth.world.messages.values() if "photo" in message)
            await booth.finish(await booth.job())
            await booth.said(ann, "Here it is")
            booth.world.text(ann, "use this as the style", reply_to=older)
            await booth.said(ann, ASK_CONTENT)
            booth.world.photo(ann, picture("red"))
            await booth.said(ann, STARTED)
            assert near((await booth.photos())["style"], TEAL)

        play(tmp_path, scene)

    def test_so_does_one_to_a_painting_of_the_bots(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            await booth.finish(await booth.job(), picture("navy", format="PNG"))
            painting = (await booth.said(ann, "Here it is"))[-1]
            booth.world.text(ann, "/style", reply_to=painting)
            await booth.said(ann, ASK_CONTENT)
            booth.world.photo(ann, picture("red"))
            await booth.said(ann, STARTED)
            assert near((await booth.photos())["style"], (0, 0, 128))

        play(tmp_path, scene)

    def test_a_word_about_a_painting_is_just_a_word(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            await booth.finish(await booth.job())
            painting = (await booth.said(ann, "Here it is"))[-1]
            booth.world.text(ann, "Beautiful!", reply_to=painting)
            await booth.said(ann, "Send me the photo you want painted.")

        play(tmp_path, scene)

    def test_a_hidden_photo_makes_a_hidden_painting(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.photo(ann, picture("teal"), album="a", has_media_spoiler=True)
            booth.world.photo(ann, picture("gold"), album="a")
            await booth.said(ann, STARTED)
            await booth.finish(await booth.job())
            assert (await booth.said(ann, "Here it is"))[-1]["has_media_spoiler"]

        play(tmp_path, scene)


class TestOtherThings:
    def test_stickers_and_videos_are_answered_kindly(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.sticker(ann)
            booth.world.video(ann)
            booth.world.document(ann, b"%PDF", "a.pdf", "application/pdf")
            await booth.said(ann, "I can only use photos", "Send me the photo you want painted.", total=6)

        play(tmp_path, scene)

    def test_what_other_bots_and_the_chat_itself_say_is_not(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            robot = {"id": 77, "is_bot": True, "first_name": "Robot"}
            booth.world.text(robot, "hello", ann["id"])
            booth.world.text(ann, "hello")
            assert len(await booth.said(ann, "Send me the photo")) == 1

        play(tmp_path, scene)

    def test_commands_with_arguments_names_and_capitals(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.text(ann, "/language ru")
            await booth.said(ann, "Хорошо")
            booth.world.text(ann, "/LANGUAGE@atelierbot en")
            await booth.said(ann, "English it is.")
            booth.world.text(ann, "/start from-a-link")
            await booth.said(ann, "Hello!")
            booth.world.text(ann, "/nonsense")
            await booth.said(ann, "Send me a photo, then")

        play(tmp_path, scene)

    def test_the_persons_language_is_spoken(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            boris = booth.world.person("Борис", "ru-RU")
            booth.world.text(boris, "/start")
            await booth.said(boris, "Здравствуйте")

        play(tmp_path, scene)


class TestEdits:
    def test_a_slot_named_afterwards_counts(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            sent = booth.world.photo(ann, picture())
            await booth.said(ann, ASK_STYLE)
            booth.world.edit(sent, caption="style")
            await booth.said(ann, ASK_STYLE, ASK_CONTENT)

        play(tmp_path, scene)

    def test_a_command_put_right_is_given_and_another_photo_is_taken(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            said = booth.world.text(ann, "/privcay")
            await booth.said(ann, "Send me a photo, then")
            booth.world.edit(said, text="/privacy")
            await booth.said(ann, "I keep your two photos")
            sent = booth.world.photo(ann, picture("teal"))
            await booth.said(ann, ASK_STYLE)
            booth.world.edit(sent, photo=booth.world.sizes(picture("gold")))
            await booth.said(ann, STARTED)

        play(tmp_path, scene)

    def test_one_that_changes_nothing_is_not_answered(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            booth.world.edit(booth.world.photo(ann, picture(), caption="x"))
            booth.world.edit(booth.world.text(ann, "hello"))
            booth.world.text(ann, "/status")
            await booth.said(ann, ASK_STYLE, ASK_STYLE, ASK_STYLE, total=3)

        play(tmp_path, scene)


class TestButtons:
    def test_each_is_answered_and_does_what_it_says(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            job = await booth.job()
            query = booth.world.press(ann, booth.world.shown(ann["id"])[-1], "Cancel")
            await booth.said(ann, ASK_STYLE, "Stopped.")
            await booth.world.until(lambda: booth.world.queries[query])
            assert booth.cancelled == [job.id]

        play(tmp_path, scene)

    def test_as_a_file_the_painting_comes_as_it_is(self, tmp_path: Path) -> None:
        painting = picture("olive", format="PNG")

        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            await booth.finish(await booth.job(), painting)
            booth.world.press(ann, (await booth.said(ann, "Here it is"))[-1], "As a file")
            sent = (await booth.said(ann, "Here it is as a file"))[-1]
            assert sent["document"]["file_name"] == "painting.png"
            assert booth.world.files[sent["document"]["file_id"]] == painting

        play(tmp_path, scene)

    def test_they_work_after_a_restart(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(booth: Booth) -> None:
            people.append(booth.world.person("Ann"))
            await both(booth, people[0])

        async def next_life(booth: Booth) -> None:
            booth.world.press(people[0], booth.world.shown(people[0]["id"])[-1], "Cancel")
            await booth.said(people[0], ASK_STYLE, "Stopped.")

        play(tmp_path, life, next_life)


class TestTheStatusMessage:
    def test_shows_how_far_it_is_first_in_words_then_as_a_picture(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            job, at = await booth.job(), booth.address(ann)
            reference = f"{ann['id']}:{booth.world.shown(ann['id'])[-1]['message_id']}"
            for fraction, preview in ((0.1, None), (0.2, picture("olive")), (0.3, None)):
                reply = booth.engine.progress(job.model_copy(update={"fraction": fraction}), 20.0)
                message = booth.message(reply, preview, fraction)
                assert await booth.telegram.edit(at, reference, message) == reference
                shown = booth.world.shown(ann["id"])
                assert text_of(shown[-1]).startswith(f"Painting: {fraction:.0%}")
                assert ("photo" in shown[-1]) == (fraction > 0.1)
            assert booth.server.methods.actions == [(ann["id"], "upload_photo")]
            await booth.finish(job, state=JobState.FAILED)
            shown = await booth.said(ann, ASK_STYLE, "Something went wrong")
            assert buttons_of(shown[-1]) == ["Try again"]

        play(tmp_path, scene)

    def test_a_new_process_finds_out_that_it_has_become_a_picture(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(booth: Booth) -> None:
            people.append(booth.world.person("Ann"))
            await both(booth, people[0])
            reference = f"{people[0]['id']}:{booth.world.shown(people[0]['id'])[-1]['message_id']}"
            reply = booth.engine.progress(await booth.job(), 20.0)
            await booth.telegram.edit(booth.address(people[0]), reference, booth.message(reply, picture(), 0.5))

        async def next_life(booth: Booth) -> None:
            await booth.finish(await booth.job(), state=JobState.CANCELLED)
            await booth.said(people[0], ASK_STYLE, "Stopped.")

        play(tmp_path, life, next_life)

    def test_where_it_is_gone_the_painting_comes_as_a_new_one(self, tmp_path: Path) -> None:
        async def scene(booth: Booth) -> None:
            ann = booth.world.person("Ann")
            await both(booth, ann)
            status = booth.world.shown(ann["id"])[-1]
            del booth.world.messages[ann["id"], status["message_id"]]
            await booth.finish(await booth.job())
            shown = await booth.said(ann, ASK_STYLE, "Here it is")
            assert shown[-1]["message_id"] != status["message_id"]

        play(tmp_path, scene)
