"""What the page shows of a conversation."""

from typing import Any

from adapters.web import items
from adapters.web.client_posts import QUIET
from core.model.address import Address
from core.model.errors import Refusal
from core.model.event import ButtonPressed, CommandGiven, OtherSent, Photo, PhotoSent, TextSent
from core.model.history import HistoryEntry
from core.model.outbox import OutboxEntry
from core.model.person import Person
from core.model.reply import Button, Reply
from core.plugins.message import Kept, Message

HOME = Address("web", "home", "ann")
BASE: dict[str, Any] = {"address": HOME, "sender": Person(id="ann")}
CANCEL = ((Button(id="cancel:j1", label="Cancel"),),)


def sent(number: int, reply: Reply, reference: str | None, when: float = 9.0) -> HistoryEntry:
    outgoing = OutboxEntry(
        number=number, address=HOME, person=str(HOME), reply=reply, created=when, reference=reference
    )
    return HistoryEntry(when=when, reply=outgoing)


def test_what_one_said_is_shown_under_the_id_that_the_page_gave_it() -> None:
    text = HistoryEntry(when=1.0, event=TextSent(id="ann.x1", text="hello", **BASE))
    command = HistoryEntry(when=2.0, event=CommandGiven(id="ann.x2", name="language", argument="ru", **BASE))
    shown = items.history([text, command])
    assert [(item.id, item.mine, item.when, item.text) for item in shown] == [
        ("x1", True, 1.0, "hello"),
        ("x2", True, 2.0, "/language ru"),
    ]


def test_a_picture_that_is_used_again_is_shown_from_where_it_is_kept() -> None:
    photo = PhotoSent(id="ann.x1", photo=Photo(own="b7"), slot="style", **BASE)
    (item,) = items.history([HistoryEntry(when=1.0, event=photo)])
    assert (item.mine, item.picture) == (True, "api/blob/b7")


def test_buttons_and_what_is_not_understood_leave_no_trace() -> None:
    button = HistoryEntry(when=1.0, event=ButtonPressed(id="ann.x1", button="paint", **BASE))
    other = HistoryEntry(when=1.0, event=OtherSent(id="ann.x2", what="sticker", **BASE))
    assert items.history([button, other]) == []


def test_quiet_events_and_their_answers_leave_no_trace_but_a_jobs_status_does() -> None:
    chosen = HistoryEntry(when=1.0, event=CommandGiven(id="ann.x1", name="settings", answer_by=QUIET, **BASE))
    answer = sent(1, Reply(text="Your settings", answer_by=QUIET), "1.0")
    status = sent(2, Reply(text="on it", job="j1", answer_by=QUIET), "2.0")
    assert [item.text for item in items.history([chosen, answer, status])] == ["on it"]


def test_a_photo_is_shown_from_the_upload_until_it_is_kept_for_good() -> None:
    def shown(photo: Photo) -> items.Item:
        item = items.from_event(PhotoSent(id="ann.x1", photo=photo, caption="style", **BASE))
        assert item is not None
        return item

    assert shown(Photo(reference="r")).picture == "api/photo/x1"
    assert shown(Photo(reference="r", blob="b1")).picture == "api/blob/b1"
    assert shown(Photo(reference="r")).text == "style"
    assert shown(Photo(reference="r", refusal=Refusal.BOMB)).failed


def test_a_job_has_one_line_and_the_newest_reply_of_it_counts() -> None:
    begun = sent(1, Reply(text="on it", job="j1", buttons=CANCEL), "1.0")
    between = sent(2, Reply(text="hello"), "2.0")
    done = sent(3, Reply(text="done", job="j1", picture="b9"), "1.0", when=20.0)
    first, second = items.history([begun, between, done])
    assert (first.when, second.when) == (9.0, 9.0)
    assert (first.id, first.text, first.picture, first.before) == ("1.0", "done", "api/blob/b9", "api/job/j1/before")
    assert second.text == "hello"


def test_replies_on_their_way_are_left_out_for_they_are_about_to_come() -> None:
    assert items.history([sent(1, Reply(text="hello"), None)]) == []


def test_a_reply_looks_the_same_when_it_comes_and_when_it_is_history() -> None:
    about: dict[str, Any] = {"text": "done", "alt": "a cat in blue", "spoiler": True, "buttons": CANCEL}
    reply = Reply(job="j1", picture="b9", **about)
    message = Message(key="1.0", picture=b"png", kept=Kept(blob="b9", job="j1"), **about)
    (told,) = items.history([sent(1, reply, "1.0")])
    assert told.alt == "a cat in blue"
    assert items.from_message(message, "1.0", 9.0) == told


def test_documents_are_downloaded_under_their_name_and_pictures_under_the_pages() -> None:
    document = items.from_message(
        Message(key="1.0", document=b"zip", document_name="atelier.zip", kept=Kept(blob="b1")), "1.0", 1.0
    )
    assert (document.file, document.file_name, document.picture) == ("api/blob/b1", "atelier.zip", None)
    picture = items.from_message(Message(key="1.0", picture=b"png", as_file=True, kept=Kept(blob="b2")), "1.0", 1.0)
    assert (picture.file, picture.file_name, picture.picture) == ("api/blob/b2", "", "api/blob/b2")
    (told,) = items.history([sent(1, Reply(document="b1", document_name="atelier.zip"), "1.0")])
    assert (told.file, told.file_name) == ("api/blob/b1", "atelier.zip")
    assert items.from_message(Message(key="1.0", picture=b"png", kept=Kept(blob="b2")), "1.0", 1.0).file is None


def test_a_preview_that_is_kept_nowhere_comes_along_in_its_address() -> None:
    item = items.from_message(Message(key="p", picture=b"\xff\xd8\xff", progress=0.5), "1.0", 1.0)
    assert item.picture == "data:image/jpeg;base64,/9j/"
    assert item.progress == 0.5


def test_several_pictures_in_one_are_not_compared_with_the_photo() -> None:
    reply = Reply(text="Which one?", picture="sheet", job="j1")
    (alone,), (several,) = (
        items.history([sent(1, said, "1.0")]) for said in (reply, reply.model_copy(update={"side_by_side": True}))
    )
    assert (alone.before, several.before) == ("api/job/j1/before", None)
    assert several == alone.model_copy(update={"before": None})
