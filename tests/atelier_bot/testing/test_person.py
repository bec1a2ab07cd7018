from collections.abc import Callable

from atelier_bot.testing.person import Person
from atelier_bot.testing.pictures import picture
from examples.pencil.effect import Pencil


def test_a_photo_becomes_a_drawing(talk_to: Callable[..., Person]) -> None:
    person = talk_to(Pencil)
    person.says("/start").expect("I'll draw it with a pencil")
    person.sends(picture()).expect("Here is your drawing", buttons=["Another photo"], picture=True)
    assert person.picture.size == (96, 72)
    person.presses("Softer lines").expect("Softness: 16", picture=True)
