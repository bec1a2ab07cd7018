"""Pictures for which there is no room wait, and their painting begins by itself as soon as there is some."""

import pytest

from core.dialogue.limits import RETRY_SECONDS
from core.model.job import JobState
from tests.core.dialogue.harness import DialogueHarness


@pytest.fixture
def busy(talk: DialogueHarness) -> DialogueHarness:
    """A person with as many paintings at work as one may have, and the pictures for another."""
    for n in range(3):
        talk.photo(f"a{n}")
        assert talk.photo(f"b{n}").orders
    talk.photo("c")
    assert not talk.photo("d").orders
    return talk


def test_it_is_said_that_they_are_kept_and_what_will_happen(busy: DialogueHarness) -> None:
    assert "3 paintings waiting" in busy.said
    assert busy.said.endswith("Your pictures are safe, and I'll begin as soon as there's room.")
    assert busy.buttons == ()
    busy.text("and now?")
    assert busy.said == "Your pictures are safe, and I'll begin as soon as there's room."


def test_when_one_of_the_persons_own_is_done_they_are_painted(busy: DialogueHarness) -> None:
    assert busy.wait(RETRY_SECONDS) is not None
    assert busy.replies == []
    busy.end(next(iter(busy.jobs)), JobState.DONE)
    turn = busy.wait(RETRY_SECONDS)
    assert turn is not None
    (order,) = turn.orders
    assert order.inputs == {"content": "c", "style": "d"}
    assert [reply.job for reply in turn.replies] == [order.id]
    assert busy.session.deadline is None
    assert busy.session.photos == {}


def test_so_they_are_when_there_is_room_for_everybody(talk: DialogueHarness) -> None:
    talk.queue = 100
    talk.photo("a")
    assert not talk.photo("b").orders
    assert "100 paintings are waiting just now" in talk.said
    assert talk.wait(RETRY_SECONDS) is not None
    talk.queue = 99
    turn = talk.wait(RETRY_SECONDS)
    assert turn is not None
    assert len(turn.orders) == 1


def test_nothing_is_tried_before_it_is_time(busy: DialogueHarness) -> None:
    busy.end(next(iter(busy.jobs)), JobState.DONE)
    assert busy.wait(RETRY_SECONDS / 2) is None
    assert busy.session.photos == {"content": "c", "style": "d"}


def test_an_album_that_grows_meanwhile_is_left_to_grow(busy: DialogueHarness) -> None:
    busy.end(next(iter(busy.jobs)), JobState.DONE)
    busy.now += RETRY_SECONDS - 0.5
    busy.photo("e", album="1")
    turn = busy.wait(0.6)
    assert turn is not None
    assert [order.inputs for order in turn.orders] == [{"content": "c", "style": "d"}]
    assert busy.session.album is not None
    busy.wait(1)
    assert busy.session.photos == {"content": "e"}


def test_another_photo_is_not_taken_and_it_is_said_when_to_send_it_again(busy: DialogueHarness) -> None:
    busy.photo("e")
    assert "haven't taken" in busy.said
    assert busy.said.endswith("Send it again when I've begun with those.")
    assert busy.session.photos == {"content": "c", "style": "d"}


@pytest.mark.parametrize("command", ["cancel", "reset"])
def test_who_stops_everything_stops_these_too(busy: DialogueHarness, command: str) -> None:
    assert len(busy.command(command).cancelled) == 3
    assert busy.session.photos == {}
    assert busy.session.deadline is None


def test_it_is_said_that_they_were_put_aside_with_what_was_stopped(busy: DialogueHarness) -> None:
    busy.command("cancel")
    assert busy.said.startswith("Stopped: 3. ")
    assert "aside" in busy.said


def test_photos_that_wait_for_another_are_left_where_they_are(talk: DialogueHarness) -> None:
    talk.photo("a")
    talk.photo("b")
    talk.photo("c")
    talk.command("cancel")
    assert talk.session.photos == {"content": "c"}


def test_they_do_not_begin_once_they_have_expired(busy: DialogueHarness) -> None:
    for job in list(busy.jobs):
        busy.end(job, JobState.DONE)
    busy.lost = True
    busy.session = busy.session.model_copy(update={"photos": {"style": "d"}})
    turn = busy.wait(RETRY_SECONDS)
    assert turn is not None
    assert not turn.orders
    assert busy.session.deadline is None


def test_nor_once_one_of_them_is_asked_for_anew(busy: DialogueHarness) -> None:
    (job, *_) = busy.jobs
    busy.end(job, JobState.DONE)
    busy.press(f"another-style:{job}")
    turn = busy.wait(RETRY_SECONDS)
    assert turn is not None
    assert not turn.orders
    assert busy.session.deadline is None
    (order,) = busy.photo("e").orders
    assert order.inputs == {"content": "a0", "style": "e"}


def test_a_button_under_a_painting_that_finds_no_room_is_to_be_pressed_again(busy: DialogueHarness) -> None:
    (job, *_) = busy.jobs
    busy.end(job, JobState.DONE)
    busy.wait(RETRY_SECONDS)
    assert not busy.press(f"swap:{job}").orders
    assert busy.said.endswith("Press the same button again a little later.")
    assert busy.session.deadline is None
    busy.end(list(busy.jobs)[1], JobState.DONE)
    assert len(busy.press(f"swap:{job}").orders) == 1
