"""A scripted person: conversations with the bot as it is, and what is said where one goes otherwise."""

from collections.abc import Callable

import pytest

from atelier_bot.testing import ConformanceError, Person, file_of, picture
from core.model.job import JobState
from examples.pencil.pencil.effect import Pencil
from examples.triptych.effect import Triptych

TalkTo = Callable[..., Person]


def test_a_photo_becomes_a_drawing(talk_to: TalkTo) -> None:
    person = talk_to(Pencil)
    person.says("/start").expect("I'll draw it with a pencil")
    person.sends(picture()).expect("Here is your drawing", buttons=["Another photo"], picture=True)
    assert person.picture.size == (96, 72)
    person.presses("Softer lines").expect("Softness: 16", picture=True)
    assert person.expect_outcome().state is JobState.DONE


def test_several_pictures_are_an_album(talk_to: TalkTo) -> None:
    person = talk_to(Triptych, locale="ru")
    person.sends(*[picture(seed=seed) for seed in range(3)])
    assert person.expect_outcome().order.inputs.keys() == {"left", "middle", "right"}
    assert "Готово" in person.messages[-1].text


def test_bytes_are_sent_as_they_are(talk_to: TalkTo) -> None:
    person = talk_to(Pencil)
    person.sends(b"this is no picture").expect("I can't read this as a picture", picture=False)
    person.sends(file_of(picture(), "JPEG")).expect(picture=True)


def test_what_is_expected_and_not_said_is_told_beside_what_is_said(talk_to: TalkTo) -> None:
    person = talk_to(Pencil, patience=3.0)
    person.says("/language").expect("language", buttons=["English"])
    with pytest.raises(ConformanceError) as caught:
        person.expect("Welcome", buttons=["Go"], picture=True)
    assert str(caught.value) == (
        "expected 'Welcome' [Go] a picture; ann says '/language', "
        "and the bot said 'Which language shall I speak?' [English] [Русский]"
    )
    with pytest.raises(ConformanceError, match="there is no button 'Go'; ann says '/language', and"):
        person.presses("Go")
    with pytest.raises(ConformanceError, match="there is no picture"):
        _ = person.picture


def test_what_was_said_before_is_not_expected_again(talk_to: TalkTo) -> None:
    person = talk_to(Pencil, patience=3.0)
    person.says("/language").expect("Which language")
    person.says("/privacy").expect()
    with pytest.raises(ConformanceError, match="expected 'Which language'; ann says '/privacy'"):
        person.expect("Which language")
