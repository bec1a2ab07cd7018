"""What can be done with a painting, and what is said when its job ends."""

import pytest

from core.model.job import JobState
from core.model.person import Person
from tests.core.dialogue.harness import DialogueHarness, painted


class TestAfterPainting:
    def test_the_painting_comes_with_everything_one_can_do_next(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        (reply,) = talk.replies
        assert reply.picture == "painting"
        assert reply.job == job
        assert "7 seconds" in reply.text
        names = {button.partition(":")[0] for button in talk.buttons}
        assert names == {"another-style", "another-content", "stronger", "again", "file", "more"}
        talk.press(f"more:{job}")
        rest = {button.partition(":")[0] for button in talk.buttons}
        assert rest == {"swap", "as-content", "as-style", "keep", "back"}

    def test_swap(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"swap:{painted(talk)}").orders
        assert order.inputs == {"content": "style", "style": "photo"}

    def test_another_style_keeps_the_photo(self, talk: DialogueHarness) -> None:
        talk.press(f"another-style:{painted(talk)}")
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "photo", "style": "c"}

    def test_another_photo_keeps_the_style(self, talk: DialogueHarness) -> None:
        talk.press(f"another-photo:{painted(talk)}")
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "c", "style": "style"}

    def test_a_tweak_changes_its_options_and_nothing_else(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"stronger:{painted(talk)}").orders
        assert order.inputs == {"content": "photo", "style": "style"}
        assert order.options == {"strength": 1.0, "warm": False}
        assert talk.session.settings.options == {}

    def test_as_a_file(self, talk: DialogueHarness) -> None:
        talk.press(f"file:{painted(talk)}")
        assert talk.replies[0].as_file
        assert talk.replies[0].picture == "painting"

    def test_only_its_owner_may(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.sender = Person(id="bob")
        turn = talk.press(f"swap:{job}")
        assert not turn.orders
        assert "Only the person" in talk.said
        assert talk.replies[0].private

    def test_a_painting_that_is_no_longer_known_asks_for_the_pictures_again(self, talk: DialogueHarness) -> None:
        for action in ("swap", "another-style", "stronger", "file", "cancel", "retry"):
            talk.press(f"{action}:gone")
            assert "no longer have" in talk.said

    def test_so_does_one_whose_pictures_have_been_deleted(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        old = talk.jobs[job]
        talk.jobs[job] = old.model_copy(update={"order": old.order.model_copy(update={"inputs": {}}), "result": None})
        for action in ("swap", "another-style", "another-content", "stronger", "file"):
            assert not talk.press(f"{action}:{job}").orders
            assert "no longer have" in talk.said


class TestEnds:
    def test_cancelling_ends_the_job_and_says_so(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert talk.press(f"cancel:{order.id}").cancelled == (order.id,)
        talk.end(order.id, JobState.CANCELLED)
        assert talk.replies[0].job == order.id
        assert "Stopped" in talk.said
        talk.press(f"cancel:{order.id}")
        assert talk.said == "That one has already been stopped."

    def test_what_is_done_can_not_be_cancelled_any_more(self, talk: DialogueHarness) -> None:
        talk.press(f"cancel:{painted(talk)}")
        assert talk.said == "That one is already finished."

    @pytest.mark.parametrize("reason", ["error", "timeout", "died"])
    def test_a_failure_can_be_retried(self, talk: DialogueHarness, reason: str) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, reason)
        assert talk.buttons[0] == f"retry:{order.id}"
        (again,) = talk.press(f"retry:{order.id}").orders
        assert (again.inputs, again.options) == (order.inputs, order.options)

    @pytest.mark.parametrize("reason", ["options", "timeout", "died"])
    def test_where_other_settings_may_help_a_retry_is_by_those_that_are_chosen_now(
        self, talk: DialogueHarness, reason: str
    ) -> None:
        talk.press("set:strength:1.0")
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, reason)
        assert "/settings" in talk.said
        talk.press("set:strength:0.25")
        (again,) = talk.press(f"retry:{order.id}").orders
        assert (order.options["strength"], again.options["strength"]) == (1.0, 0.25)

    def test_after_a_fault_of_ours_a_retry_is_just_the_same(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, "error")
        talk.press("set:strength:0.25")
        (again,) = talk.press(f"retry:{order.id}").orders
        assert again.options == order.options

    def test_a_picture_that_turns_out_broken_is_asked_for_again_and_the_other_is_kept(
        self, talk: DialogueHarness
    ) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, "style:truncated")
        assert "damaged" in talk.said
        assert talk.session.photos == {"content": "a"}
        assert len(talk.photo("c").orders) == 1

    def test_a_button_under_a_painting_that_finds_no_room_is_to_be_pressed_again(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.queue = 100
        assert not talk.press(f"swap:{job}").orders
        assert talk.said.endswith("Press the same button again a little later.")
        assert talk.buttons == ()
