"""What an update tells: edits that change nothing, topics that look like replies, and pictures that are hidden."""

from typing import Any

import pytest

from adapters.telegram.command_parser import BotIdentity
from adapters.telegram.update_parser import ParsedUpdate, UpdateParser
from core.model.event import CommandGiven, Event, OtherSent, PhotoSent, TextSent
from tests.adapters.harness import picture
from tests.core.dialogue.harness import COMMANDS
from tests.platforms.telegram_state import TelegramState


class Reading:
    """A state, and what a bot in it makes of the updates."""

    def __init__(self) -> None:
        self.state = TelegramState(lambda: 1000.0)
        self.ann = self.state.person("Ann")
        me = BotIdentity(self.state.bot["id"], self.state.bot["username"])
        self._parser = UpdateParser("telegram", "telegram", me, COMMANDS)
        self._telling: list[dict[str, Any]] = self.state.updates
        self.state.wake = lambda: None  # type: ignore[method-assign] # nobody waits

    def parsed(self) -> ParsedUpdate | None:
        """The last update, as it is read."""
        return self._parser.read(self.state.updates[-1])

    def event(self) -> Event | None:
        found = self.parsed()
        return found.event if found is not None else None

    def said(self) -> ParsedUpdate:
        found = self.parsed()
        assert found is not None
        return found


@pytest.fixture
def reading() -> Reading:
    return Reading()


class TestEdits:
    def test_one_that_changes_nothing_is_nothing_that_a_person_did(self, reading: Reading) -> None:
        state, ann = reading.state, reading.ann
        for send in (
            lambda: state.text(ann, "hello"),
            lambda: state.photo(ann, picture(), caption="style"),
            lambda: state.photo(ann, picture()),
            lambda: state.document(ann, picture(), "a.png", "image/png", caption="style"),
        ):
            message = send()
            assert reading.event() is not None
            for _ in range(2):
                state.edit(message)
                assert reading.event() is None

    def test_nor_is_one_that_takes_a_caption_away(self, reading: Reading) -> None:
        message = reading.state.photo(reading.ann, picture(), caption="style")
        reading.said()
        reading.state.edit(message, caption="")
        assert reading.event() is None

    def test_a_changed_caption_is_a_text_and_no_second_photo(self, reading: Reading) -> None:
        message = reading.state.photo(reading.ann, picture())
        first = reading.event()
        reading.state.edit(message, caption="style")
        event = reading.event()
        assert isinstance(event, TextSent)
        assert event.text == "style"
        assert first is not None
        assert event.id != first.id

    def test_so_is_one_of_a_photo_that_came_before_the_program_began(self, reading: Reading) -> None:
        message = reading.state.photo(reading.ann, picture())
        reading.state.edit(message, caption="style")
        assert isinstance(reading.event(), TextSent)

    def test_each_edit_is_an_event_of_its_own(self, reading: Reading) -> None:
        message = reading.state.text(reading.ann, "one")
        ids = [reading.said().event.id]
        for text in ("two", "one"):
            reading.state.edit(message, text=text)
            ids.append(reading.said().event.id)
        assert len(set(ids)) == 3


class TestTopics:
    def test_what_is_said_in_one_that_the_bot_opened_is_no_answer_to_the_bot(self, reading: Reading) -> None:
        state, forum = reading.state, reading.state.group("Forum", forum=True)
        thread = state.topic(forum, state.bot)
        state.photo(reading.ann, picture(), forum, thread=thread)
        photo = reading.said()
        assert not photo.event.addressed
        assert photo.event.address.thread == str(thread)

    def test_an_answer_to_the_bot_in_one_is(self, reading: Reading) -> None:
        state, forum = reading.state, reading.state.group("Forum", forum=True)
        thread = state.topic(forum, state.bot)
        said = state.write(forum, {"text": "Send me the photo", "message_thread_id": thread})
        state.photo(reading.ann, picture(), forum, thread=thread, reply_to=said)
        assert reading.said().event.addressed

    def test_a_chain_of_answers_in_an_ordinary_group_is_none(self, reading: Reading) -> None:
        """Telegram numbers such chains as it numbers topics."""
        state, group = reading.state, reading.state.group("Friends")
        first = state.write(group, {"text": "Send me the photo"})
        state.text(reading.ann, "here", group, reply_to=first, message_thread_id=first["message_id"])
        answer = reading.said()
        assert answer.event.addressed
        assert answer.event.address.thread == ""


class TestHidden:
    @pytest.mark.parametrize("hidden", [True, False])
    def test_photos_and_pictures_sent_as_files(self, reading: Reading, hidden: bool) -> None:
        state, ann, more = reading.state, reading.ann, {"has_media_spoiler": True} if hidden else {}
        for send in (
            lambda: state.photo(ann, picture(), **more),
            lambda: state.document(ann, picture(), "a.png", "image/png", **more),
        ):
            send()
            event = reading.event()
            assert isinstance(event, PhotoSent)
            assert event.photo.spoiler is hidden

    @pytest.mark.parametrize("text", ["/style", "use this as the style"])
    def test_older_ones_that_are_taken_again(self, reading: Reading, text: str) -> None:
        older = reading.state.photo(reading.ann, picture(), has_media_spoiler=True)
        reading.state.text(reading.ann, text, reply_to=older)
        event = reading.event()
        if isinstance(event, CommandGiven):
            assert event.photos["style"].spoiler
        else:
            assert isinstance(event, PhotoSent)
            assert event.photo.spoiler


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "mime"),
        [("scan.jpg.pdf", "application/pdf"), ("", ""), ("a", "application/octet-stream"), ("a.mp4", "x")],
    )
    def test_are_brought_in_whatever_they_say(self, reading: Reading, name: str, mime: str) -> None:
        reading.state.document(reading.ann, picture(), name, mime)
        assert isinstance(reading.event(), PhotoSent)

    def test_that_nobody_called_the_bot_for_are_so_only_where_they_say_that_they_are_pictures(
        self, reading: Reading
    ) -> None:
        state, group = reading.state, reading.state.group("Friends")
        for name, mime, kind in (("a.PNG", "", PhotoSent), ("a", "image/x", PhotoSent), ("a.pdf", "", OtherSent)):
            state.document(reading.ann, picture(), name, mime, group)
            assert isinstance(reading.event(), kind)
        state.sticker(reading.ann, group)
        assert isinstance(reading.event(), OtherSent)

    def test_a_sticker_that_stands_still_is_a_picture_and_one_that_moves_is_none(self, reading: Reading) -> None:
        for animated, kind in ((False, PhotoSent), (True, OtherSent)):
            reading.state.sticker(reading.ann, animated=animated)
            assert isinstance(reading.event(), kind)


class TestWhatIsNewHere:
    @pytest.mark.parametrize("sent", [{"paid_media": {"star_count": 1}}, {"checklist": 7}, {"hologram": {}}, {}])
    def test_is_something_that_somebody_sent(self, reading: Reading, sent: dict[str, Any]) -> None:
        message = reading.state.text(reading.ann, "x", forward_origin={"type": "dream"}, **sent)
        del message["text"]
        event = reading.event()
        assert isinstance(event, OtherSent)
        assert event.what == next(iter(sent), "message").replace("hologram", "message")

    def test_does_not_spoil_what_is_known(self, reading: Reading) -> None:
        odd = {"entities": 5, "forward_origin": {}, "via_bot": [], "reply_to_message": "x", "reply_markup": {"a": 1}}
        reading.state.text(reading.ann, "/start", **odd)
        assert isinstance(reading.event(), CommandGiven)
        reading.state.photo(reading.ann, picture(), **odd, quote=None, has_media_spoiler=None)
        assert isinstance(reading.event(), PhotoSent)

    def test_does_not_make_a_place_that_moves_or_a_poll_that_goes_on_a_second_message(self, reading: Reading) -> None:
        reading.state.edit(reading.state.text(reading.ann, "x"), text=None, location={"latitude": 1, "longitude": 2})
        assert reading.event() is None


def test_what_calls_the_bot_is_for_it_whatever_command_it_is(reading: Reading) -> None:
    state, group = reading.state, reading.state.group("Friends")
    state.text(reading.ann, "/whatever @AtelierBot", group)
    assert reading.said().event.addressed
    state.text(reading.ann, "/whatever", group, reply_to=state.write(group, {"text": "Hello"}))
    assert reading.said().event.addressed
    state.text(reading.ann, "/whatever", group)
    assert reading.event() is None


def test_a_channels_post_that_comes_along_is_nobodys(reading: Reading) -> None:
    state, group = reading.state, reading.state.group("Friends")
    state.text(reading.ann, "/style", group, sender_chat={"id": -5, "type": "channel"}, is_automatic_forward=True)
    assert reading.event() is None


def test_an_animation_is_no_picture_though_it_comes_as_a_file(reading: Reading) -> None:
    gif = reading.state.keep(b"gif")
    animation = {**gif, "width": 64, "height": 64, "duration": 1}
    reading.state.document(reading.ann, b"gif", "a.gif", "image/gif", animation=animation)
    assert isinstance(reading.event(), OtherSent)


class TestWhoIsNotHeard:
    @pytest.mark.parametrize("in_group", [False, True])
    def test_other_bots_and_the_bot_itself(self, reading: Reading, in_group: bool) -> None:
        state = reading.state
        place = state.group("Friends") if in_group else reading.ann["id"]
        robot = {"id": 77, "is_bot": True, "first_name": "Robot"}
        for sender in (robot, state.bot):
            state.text(sender, "/start", place)
            assert reading.event() is None

    def test_who_calls_another_bot(self, reading: Reading) -> None:
        for place in (reading.ann["id"], reading.state.group("Friends")):
            reading.state.text(reading.ann, "/style@OtherBot", place)
            assert reading.event() is None

    @pytest.mark.parametrize("note", [{"new_chat_title": "Paintings"}, {"group_chat_created": True}, {"gift": {}}])
    def test_notes_of_what_happened_in_a_chat(self, reading: Reading, note: dict[str, Any]) -> None:
        reading.state.text(reading.ann, "hello")
        update = {**reading.state.updates[-1]["message"], **note}
        del update["text"]
        reading.state.updates.append({"update_id": 1, "message": update})
        assert reading.event() is None

    def test_who_has_an_id_that_can_not_be_written_down(
        self, reading: Reading, caplog: pytest.LogCaptureFixture
    ) -> None:
        reading.state.text({**reading.ann, "id": "\ud83d"}, "hello", reading.ann["id"])
        assert reading.event() is None
        assert "can't be read and is passed over" in caplog.text

    def test_but_a_chat_on_whose_behalf_somebody_speaks_is(self, reading: Reading) -> None:
        state, group = reading.state, reading.state.group("Friends")
        nobody = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
        state.text(nobody, "/style", group, sender_chat=state.chats[group])
        assert reading.said().event.sender.id == str(group)
