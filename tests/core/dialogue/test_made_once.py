"""What is asked for twice is made once: a painting that is at work or there already, and a painting as a file."""

import pytest

from core.dialogue.result_buttons import FILE_SECONDS
from core.model.job import JobState
from tests.core.dialogue.harness import DialogueHarness, painted


def test_a_second_press_while_it_is_made_makes_nothing(talk: DialogueHarness) -> None:
    job = painted(talk)
    assert len(talk.press(f"stronger:{job}").orders) == 1
    assert not talk.press(f"stronger:{job}").orders
    assert talk.said == "I'm already painting exactly that one."


def test_nor_does_another_way_to_the_same_picture(talk: DialogueHarness) -> None:
    job = painted(talk)
    talk.press(f"stronger:{job}")
    talk.press("set:strength:1.0")
    assert not talk.press(f"again:{job}").orders
    assert talk.said == "I'm already painting exactly that one."


def test_what_differs_in_an_option_or_in_a_picture_is_made_beside_it(talk: DialogueHarness) -> None:
    job = painted(talk)
    assert len(talk.press(f"stronger:{job}").orders) == 1
    assert len(talk.press(f"swap:{job}").orders) == 1
    talk.press("set:warm:True")
    assert len(talk.press(f"again:{job}").orders) == 1


def test_what_is_done_is_said_to_be_there(talk: DialogueHarness) -> None:
    job = painted(talk)
    (order,) = talk.press(f"stronger:{job}").orders
    talk.end(order.id, JobState.DONE)
    assert not talk.press(f"stronger:{job}").orders
    assert "already have exactly that painting" in talk.said
    assert "/settings" in talk.said


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED])
def test_what_came_to_nothing_is_made_once_more(talk: DialogueHarness, state: JobState) -> None:
    job = painted(talk)
    (order,) = talk.press(f"stronger:{job}").orders
    talk.end(order.id, state, "error" if state is JobState.FAILED else None)
    assert len(talk.press(f"stronger:{job}").orders) == 1


def test_a_painting_is_sent_as_a_file_once_and_after_a_while_again(talk: DialogueHarness) -> None:
    job = painted(talk)
    talk.press(f"file:{job}")
    assert talk.replies[0].as_file
    talk.now += FILE_SECONDS - 1
    talk.press(f"file:{job}")
    assert talk.said == "You've just asked for that file: it's on its way, or already here."
    assert talk.replies[0].picture is None
    talk.now += 1
    talk.press(f"file:{job}")
    assert talk.replies[0].as_file


def test_another_painting_is_sent_as_a_file_at_once(talk: DialogueHarness) -> None:
    first, second = painted(talk), painted(talk)
    talk.press(f"file:{first}")
    talk.press(f"file:{second}")
    assert talk.replies[0].as_file
