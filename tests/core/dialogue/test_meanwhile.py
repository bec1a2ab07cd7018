"""What happens while something else is going on: jobs end while albums grow, and fail after new photos have come."""

from core.model.job import JobState
from tests.core.dialogue.harness import DialogueHarness


def ordered(talk: DialogueHarness) -> str:
    """Two photos; the job's id."""
    talk.photo("a")
    return talk.photo("b").orders[0].id


def test_a_job_that_ends_does_not_settle_an_album_that_grows() -> None:
    for state, reason in ((JobState.DONE, None), (JobState.FAILED, "error"), (JobState.CANCELLED, None)):
        talk = DialogueHarness()
        job = ordered(talk)
        talk.photo("style", album="1")
        turn = talk.end(job, state, reason)
        assert [reply.job for reply in turn.replies] == [job]
        talk.photo("content", album="1", caption="photo")
        settled = talk.wait(1.1)
        assert settled is not None
        assert [order.inputs for order in settled.orders] == [{"content": "content", "style": "style"}]


def test_a_retry_after_new_photos_takes_the_old_ones_and_leaves_the_new_where_they_are() -> None:
    talk = DialogueHarness()
    job = ordered(talk)
    talk.photo("c")
    talk.end(job, JobState.FAILED, "error")
    (again,) = talk.press(f"retry:{job}").orders
    assert again.inputs == {"content": "a", "style": "b"}
    assert again.id != job
    assert talk.session.photos == {"content": "c"}
    assert talk.photo("d").orders[0].inputs == {"content": "c", "style": "d"}


def test_a_photo_at_fault_is_not_asked_for_again_once_new_ones_have_come() -> None:
    talk = DialogueHarness()
    job = ordered(talk)
    talk.photo("c")
    turn = talk.end(job, JobState.FAILED, "style:truncated")
    assert talk.session.photos == {"content": "c"}
    assert len(turn.replies) == 1


def test_two_photos_that_wait_are_not_moved_by_a_word() -> None:
    talk = DialogueHarness()
    talk.queue = 100
    talk.photo("a")
    talk.photo("b")
    talk.text("style")
    assert talk.session.photos == {"content": "a", "style": "b"}


def test_another_album_settles_the_one_before() -> None:
    talk = DialogueHarness()
    talk.photo("a", album="1")
    talk.photo("b", album="2")
    assert talk.session.photos == {"content": "a"}
    assert talk.session.album is not None
    assert [photo.blob for photo in talk.session.album.photos] == ["b"]


def test_a_slots_name_while_a_painting_is_made_and_no_photo_waits_is_answered_with_how_far_it_is() -> None:
    talk = DialogueHarness()
    job = ordered(talk)
    talk.text("style")
    assert talk.buttons == (f"cancel:{job}",)
