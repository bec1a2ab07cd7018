"""A private chat: whatever a person sends there, it gets them to a painting or to a helpful answer."""

from pathlib import Path
from typing import Any

import pytest

from core.model.job import JobState
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import EmulatedBot, buttons_of, play, text_of
from tests.platforms.telegram_state import User

TEAL, GOLD = (0, 128, 128), (255, 215, 0)
ASK_STYLE, ASK_CONTENT = "Got your photo.", "Got the picture with the style."
STARTED = "I have the pictures"


def near(colour: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(one - two) < 6 for one, two in zip(colour, other, strict=True))


async def both(bot: EmulatedBot, person: User) -> None:
    """Two photos, so that there is a job."""
    bot.state.photo(person, picture("teal"))
    await bot.said(person, ASK_STYLE)
    bot.state.photo(person, picture("gold"))
    await bot.said(person, STARTED)


class TestPhotos:
    def test_two_become_a_painting_in_the_status_message(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            colours = await bot.photos()
            assert near(colours["content"], TEAL)
            assert near(colours["style"], GOLD)
            await bot.finish(await bot.job())
            shown = await bot.said(ann, ASK_STYLE, "Here it is")
            assert "photo" in shown[-1]
            assert "As a file" in buttons_of(shown[-1])
            assert len(shown) == 2

        play(tmp_path, scenario)

    def test_an_album_of_two_is_the_same(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.photo(ann, picture("teal"), album="a")
            bot.state.photo(ann, picture("gold"), album="a")
            assert len(await bot.said(ann, STARTED)) == 1
            assert near((await bot.photos())["content"], TEAL)

        play(tmp_path, scenario)

    def test_of_an_albums_three_the_third_waits_for_a_partner(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            for colour in ("teal", "gold", "red"):
                bot.state.photo(ann, picture(colour), album="a")
            await bot.said(ann, STARTED, "I've kept this photo for the next painting.")

        play(tmp_path, scenario)

    def test_a_caption_in_an_album_names_the_slot(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.photo(ann, picture("gold"), caption="style", album="a")
            bot.state.photo(ann, picture("teal"), album="a")
            await bot.said(ann, STARTED)
            colours = await bot.photos()
            assert near(colours["content"], TEAL)
            assert near(colours["style"], GOLD)

        play(tmp_path, scenario)

    @pytest.mark.parametrize(
        ("caption", "language", "answer"),
        [
            ("style", "en", ASK_CONTENT),
            ("Use this as the style!", "en", ASK_CONTENT),
            ("стиль", "ru", "Стиль получил."),
            ("look at this", "en", ASK_STYLE),
        ],
    )
    def test_a_caption_names_the_slot(self, caption: str, language: str, answer: str, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann", language)
            bot.state.photo(ann, picture(), caption=caption)
            await bot.said(ann, answer)

        play(tmp_path, scenario)

    @pytest.mark.parametrize(
        ("name", "mime"), [("a.png", "image/png"), ("a.jpg", "application/octet-stream"), ("", "image/png")]
    )
    def test_pictures_sent_as_files_are_taken_whole(self, name: str, mime: str, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.document(ann, picture(format="PNG"), name, mime)
            await bot.said(ann, ASK_STYLE)

        play(tmp_path, scenario)

    def test_a_file_that_is_no_picture_after_all(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.document(ann, b"%PDF", "a.jpg", "image/jpeg")
            await bot.said(ann, "I can't read this as a picture.")

        play(tmp_path, scenario)

    def test_a_reply_to_an_older_photo_takes_that_one(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            older = next(message for message in bot.state.messages.values() if "photo" in message)
            await bot.finish(await bot.job())
            await bot.said(ann, "Here it is")
            bot.state.text(ann, "use this as the style", reply_to=older)
            await bot.said(ann, ASK_CONTENT)
            bot.state.photo(ann, picture("red"))
            await bot.said(ann, STARTED)
            assert near((await bot.photos())["style"], TEAL)

        play(tmp_path, scenario)

    def test_so_does_one_to_a_painting_of_the_bots(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            await bot.finish(await bot.job(), picture("navy", format="PNG"))
            painting = (await bot.said(ann, "Here it is"))[-1]
            bot.state.text(ann, "/style", reply_to=painting)
            await bot.said(ann, ASK_CONTENT)
            bot.state.photo(ann, picture("red"))
            await bot.said(ann, STARTED)
            assert near((await bot.photos())["style"], (0, 0, 128))

        play(tmp_path, scenario)

    def test_a_word_about_a_painting_is_just_a_word(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            await bot.finish(await bot.job())
            painting = (await bot.said(ann, "Here it is"))[-1]
            bot.state.text(ann, "Beautiful!", reply_to=painting)
            await bot.said(ann, "Send me the photo you want painted.")

        play(tmp_path, scenario)

    def test_a_hidden_photo_makes_a_hidden_painting(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.photo(ann, picture("teal"), album="a", has_media_spoiler=True)
            bot.state.photo(ann, picture("gold"), album="a")
            await bot.said(ann, STARTED)
            await bot.finish(await bot.job())
            assert (await bot.said(ann, "Here it is"))[-1]["has_media_spoiler"]

        play(tmp_path, scenario)


class TestOtherThings:
    def test_stickers_and_videos_are_answered_kindly(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.sticker(ann, animated=True)
            bot.state.video(ann)
            bot.state.document(ann, b"%PDF-1.7", "a.jpg", "image/jpeg")
            each = "I can only use photos, and pictures sent as files.\nSend me the photo you want painted."
            await bot.said(ann, each, each, "This is a kind of file that I can't read.", total=3)

        play(tmp_path, scenario)

    def test_what_is_a_picture_is_told_by_its_bytes(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.document(ann, picture("teal"), "scan.jpg.pdf", "application/pdf")
            bot.state.sticker(ann, data=picture("gold", format="WEBP"))
            await bot.said(ann, "Got your photo.", "I have the pictures")

        play(tmp_path, scenario)

    def test_one_that_is_none_is_not_downloaded_to_its_end(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.document(ann, b"PK\3\4" + bytes(10_000), "photos.zip", "application/zip")
            await bot.said(ann, "I can't read this as a picture.", total=1)

        play(tmp_path, scenario)

    def test_an_album_is_answered_once_and_says_which_could_not_be_used(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            for data in (picture("teal"), b"%PDF-1.7", b"words"):
                bot.state.document(ann, data, "a.jpg", "image/jpeg", album="1")
            await bot.said(ann, "Of the 3 files I couldn't use no. 2, 3. This is a kind", total=1)

        play(tmp_path, scenario)

    def test_what_other_bots_and_the_chat_itself_say_is_not(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            robot = {"id": 77, "is_bot": True, "first_name": "Robot"}
            bot.state.text(robot, "hello", ann["id"])
            bot.state.text(ann, "hello")
            assert len(await bot.said(ann, "Send me the photo")) == 1

        play(tmp_path, scenario)

    def test_commands_with_arguments_names_and_capitals(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.text(ann, "/language ru")
            await bot.said(ann, "Хорошо")
            bot.state.text(ann, "/LANGUAGE@atelierbot en")
            await bot.said(ann, "English it is.")
            bot.state.text(ann, "/start from-a-link")
            await bot.said(ann, "Hello!")
            bot.state.text(ann, "/nonsense")
            await bot.said(ann, "I don't know /nonsense.")

        play(tmp_path, scenario)

    def test_the_persons_language_is_spoken(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            boris = bot.state.person("Борис", "ru-RU")
            bot.state.text(boris, "/start")
            await bot.said(boris, "Здравствуйте")

        play(tmp_path, scenario)


class TestEdits:
    def test_a_slot_named_afterwards_counts(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            sent = bot.state.photo(ann, picture())
            await bot.said(ann, ASK_STYLE)
            bot.state.edit(sent, caption="style")
            await bot.said(ann, ASK_STYLE, ASK_CONTENT)

        play(tmp_path, scenario)

    def test_a_command_put_right_is_given_and_another_photo_is_taken(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            said = bot.state.text(ann, "/privcay")
            await bot.said(ann, "I don't know /privcay.")
            bot.state.edit(said, text="/privacy")
            await bot.said(ann, "I keep your pictures")
            sent = bot.state.photo(ann, picture("teal"))
            await bot.said(ann, ASK_STYLE)
            bot.state.edit(sent, photo=bot.state.sizes(picture("gold")))
            await bot.said(ann, STARTED)

        play(tmp_path, scenario)

    def test_one_that_changes_nothing_is_not_answered(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            bot.state.edit(bot.state.photo(ann, picture(), caption="x"))
            bot.state.edit(bot.state.text(ann, "hello"))
            bot.state.text(ann, "/privacy")
            assert len(await bot.said(ann, ASK_STYLE, "Your photo is still here.", "I keep your pictures")) == 3

        play(tmp_path, scenario)


class TestButtons:
    def test_each_is_answered_and_does_what_it_says(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            job = await bot.job()
            query = bot.state.press(ann, bot.state.shown(ann["id"])[-1], "Cancel")
            await bot.said(ann, ASK_STYLE, "Stopped.")
            await bot.state.until(lambda: bot.state.queries[query])
            assert bot.cancelled == [job.id]

        play(tmp_path, scenario)

    def test_as_a_file_the_painting_comes_as_it_is(self, tmp_path: Path) -> None:
        painting = picture("olive", format="PNG")

        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            await bot.finish(await bot.job(), painting)
            bot.state.press(ann, (await bot.said(ann, "Here it is"))[-1], "As a file")
            sent = (await bot.said(ann, "Here it is as a file"))[-1]
            assert sent["document"]["file_name"] == "painting.png"
            assert bot.state.files[sent["document"]["file_id"]] == painting

        play(tmp_path, scenario)

    def test_they_work_after_a_restart(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(bot: EmulatedBot) -> None:
            people.append(bot.state.person("Ann"))
            await both(bot, people[0])

        async def next_life(bot: EmulatedBot) -> None:
            bot.state.press(people[0], bot.state.shown(people[0]["id"])[-1], "Cancel")
            await bot.said(people[0], ASK_STYLE, "Stopped.")

        play(tmp_path, life, next_life)


class TestTheStatusMessage:
    def test_shows_how_far_it_is_first_in_words_then_as_a_picture(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            job, at = await bot.job(), bot.address(ann)
            reference = f"{ann['id']}:{bot.state.shown(ann['id'])[-1]['message_id']}"
            for fraction, preview in ((0.1, None), (0.2, picture("olive")), (0.3, None)):
                reply = bot.engine.progress(job.model_copy(update={"fraction": fraction}), 20.0)
                message = bot.message(reply, preview, fraction)
                assert await bot.telegram.edit(at, reference, message) == reference
                shown = bot.state.shown(ann["id"])
                assert text_of(shown[-1]).startswith(f"Painting: {fraction:.0%}")
                assert ("photo" in shown[-1]) == (fraction > 0.1)
            assert bot.server.methods.actions == [(ann["id"], "upload_photo")]
            await bot.finish(job, state=JobState.FAILED)
            shown = await bot.said(ann, ASK_STYLE, "Something went wrong")
            assert buttons_of(shown[-1]) == ["Try again", "With my settings"]

        play(tmp_path, scenario)

    def test_a_new_process_finds_out_that_it_has_become_a_picture(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(bot: EmulatedBot) -> None:
            people.append(bot.state.person("Ann"))
            await both(bot, people[0])
            reference = f"{people[0]['id']}:{bot.state.shown(people[0]['id'])[-1]['message_id']}"
            reply = bot.engine.progress(await bot.job(), 20.0)
            await bot.telegram.edit(bot.address(people[0]), reference, bot.message(reply, picture(), 0.5))

        async def next_life(bot: EmulatedBot) -> None:
            await bot.finish(await bot.job(), state=JobState.CANCELLED)
            await bot.said(people[0], ASK_STYLE, "Stopped.")

        play(tmp_path, life, next_life)

    def test_other_buttons_leave_the_painting_as_it_is(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            await bot.finish(await bot.job())
            painting = (await bot.said(ann, ASK_STYLE, "Here it is"))[-1]
            bot.state.press(ann, painting, "More…")
            await bot.state.until(lambda: "Swap the two" in buttons_of(bot.state.shown(ann["id"])[-1]))
            changed = (await bot.said(ann, ASK_STYLE, "Here it is"))[-1]
            different = {key for key in painting if painting[key] != changed[key]}
            assert different <= {"reply_markup", "edit_date"}

        play(tmp_path, scenario)

    def test_where_it_is_gone_the_painting_comes_as_a_new_one(self, tmp_path: Path) -> None:
        async def scenario(bot: EmulatedBot) -> None:
            ann = bot.state.person("Ann")
            await both(bot, ann)
            status = bot.state.shown(ann["id"])[-1]
            del bot.state.messages[ann["id"], status["message_id"]]
            await bot.finish(await bot.job())
            shown = await bot.said(ann, ASK_STYLE, "Here it is")
            assert shown[-1]["message_id"] != status["message_id"]

        play(tmp_path, scenario)
