"""A job's last word can be asked for again, and says what it is to those who don't see it."""

import pytest

from core.model.job import JobState
from tests.core.dialogue.harness import Blend, Poster, painted, talk_of


def test_the_button_brings_the_picture_in_a_message_of_its_own() -> None:
    talk = talk_of(Blend())
    job = painted(talk)
    (reply,) = talk.press(f"deliver:{job}").replies
    assert (reply.picture, reply.job) == ("painting", None)
    assert f"file:{job}" in talk.buttons
    assert reply.aside is not None
    assert (reply.aside.job, reply.aside.buttons[0][0].id) == (job, f"deliver:{job}")


def test_it_tells_a_failure_again() -> None:
    talk = talk_of(Blend())
    talk.photo("photo")
    (order,) = talk.photo("style").orders
    talk.end(order.id, JobState.FAILED, "timeout")
    failed = talk.said
    talk.press(f"deliver:{order.id}")
    assert talk.said == failed


def test_what_is_gone_or_still_to_come_is_not_promised() -> None:
    talk = talk_of(Blend())
    talk.photo("photo")
    (order,) = talk.photo("style").orders
    talk.press(f"deliver:{order.id}")
    assert "I no longer have the pictures" in talk.said


@pytest.mark.parametrize(("language", "text"), [("en", "A painting: the photo"), ("ru", "Рисунок: фото")])
def test_a_picture_is_described_in_the_effects_words(language: str, text: str) -> None:
    talk = talk_of(Blend(), language=language)
    painted(talk)
    assert talk.replies[-1].alt.startswith(text)


@pytest.mark.parametrize(("language", "text"), [("en", "A picture made from"), ("ru", "Картинка, сделанная")])
def test_an_effect_without_words_has_the_frameworks(language: str, text: str) -> None:
    talk = talk_of(Poster(), language=language)
    for name in ("sky", "land", "sea"):
        turn = talk.photo(name, slot=name)
    talk.end(turn.orders[0].id, JobState.DONE)
    assert talk.replies[-1].alt.startswith(text)
