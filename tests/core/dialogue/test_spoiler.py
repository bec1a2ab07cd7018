"""What was sent hidden stays hidden wherever it is shown again, and what wasn't isn't hidden for it."""

import pytest

from core.dialogue.turn import TurnResult
from core.model.event import Photo, PhotoSent
from core.model.job import JobState
from tests.core.dialogue.harness import HOME, DialogueHarness


class Hiding(DialogueHarness):
    """Somebody who hides photos."""

    def hide(self, blob: str, caption: str = "", album: str = "") -> TurnResult:
        photo = Photo(reference=blob, blob=blob, spoiler=True)
        about = {"id": f"hidden {blob}", "address": HOME, "sender": self.sender}
        return self.happen(PhotoSent.model_validate({**about, "photo": photo, "caption": caption, "album": album}))

    def ordered(self) -> str:
        """Two photos, of which the first is hidden; the job's id."""
        self.hide("a")
        (order,) = self.photo("b").orders
        assert order.spoiler
        return order.id

    def shows_hidden(self, turn: TurnResult) -> bool:
        """Whether the only reply of a turn hides its picture."""
        (reply,) = turn.replies
        return reply.spoiler


@pytest.fixture
def talk() -> Hiding:
    return Hiding()


@pytest.mark.parametrize("hidden_first", [True, False])
def test_one_hidden_photo_hides_the_painting_from_its_first_word_on(talk: Hiding, hidden_first: bool) -> None:
    send = (talk.hide, talk.photo) if hidden_first else (talk.photo, talk.hide)
    send[0]("a")
    turn = send[1]("b")
    assert turn.orders[0].spoiler
    assert talk.shows_hidden(turn)
    assert talk.shows_hidden(talk.end(turn.orders[0].id, JobState.DONE))


@pytest.mark.parametrize("hidden_first", [True, False])
def test_so_does_one_of_an_album(talk: Hiding, hidden_first: bool) -> None:
    send = (talk.hide, talk.photo) if hidden_first else (talk.photo, talk.hide)
    send[0]("a", album="1")
    send[1]("b", album="1")
    turn = talk.wait(1.1)
    assert turn is not None
    assert turn.orders[0].spoiler


def test_the_file_is_hidden_too(talk: Hiding) -> None:
    job = talk.ordered()
    talk.end(job, JobState.DONE)
    turn = talk.press(f"file:{job}")
    assert turn.replies[0].as_file
    assert talk.shows_hidden(turn)


@pytest.mark.parametrize("action", ["another-style", "another-content"])
def test_a_painting_with_a_photo_that_was_kept_is(talk: Hiding, action: str) -> None:
    job = talk.ordered()
    talk.end(job, JobState.DONE)
    talk.press(f"{action}:{job}")
    assert talk.photo("c").orders[0].spoiler


def test_one_with_the_photo_that_is_left_of_a_failure_is(talk: Hiding) -> None:
    talk.end(talk.ordered(), JobState.FAILED, "style:truncated")
    assert talk.session.photos == {"content": "a"}
    assert talk.photo("c").orders[0].spoiler


@pytest.mark.parametrize(
    ("state", "action"), [(JobState.FAILED, "retry"), (JobState.DONE, "swap"), (JobState.DONE, "stronger")]
)
def test_one_made_again_is(talk: Hiding, state: JobState, action: str) -> None:
    job = talk.ordered()
    talk.end(job, state, "error" if state is JobState.FAILED else None)
    turn = talk.press(f"{action}:{job}")
    assert turn.orders[0].spoiler
    assert talk.shows_hidden(turn)


def test_the_next_painting_is_not(talk: Hiding) -> None:
    talk.ordered()
    assert not talk.session.spoiler
    talk.photo("c")
    assert not talk.photo("d").orders[0].spoiler


@pytest.mark.parametrize("command", ["reset", "cancel"])
def test_nor_is_one_after_the_hidden_photo_was_put_away(talk: Hiding, command: str) -> None:
    talk.hide("a")
    talk.command(command)
    assert not talk.session.spoiler
    talk.photo("c")
    assert not talk.photo("d").orders[0].spoiler


def test_nor_is_one_where_another_photo_took_the_hidden_ones_place(talk: Hiding) -> None:
    talk.hide("a", caption="photo")
    talk.photo("c", caption="photo")
    assert not talk.photo("d").orders[0].spoiler


def test_a_hidden_photo_that_waits_while_an_album_is_painted_hides_its_own_painting_only(talk: Hiding) -> None:
    for send, blob in ((talk.photo, "a"), (talk.photo, "b"), (talk.hide, "c"), (talk.photo, "d")):
        send(blob, album="1")
    turn = talk.wait(1.1)
    assert turn is not None
    assert [order.spoiler for order in turn.orders] == [False, True]
