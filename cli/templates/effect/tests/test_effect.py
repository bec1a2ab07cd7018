"""What holds for every effect, and a conversation with this one."""

from collections.abc import Callable

from my_effect.effect import MyEffect

from atelier_bot.testing import Person, effect_suite, picture

test_conformance = effect_suite(MyEffect, megabytes=500)


def test_a_photo_begins_to_glow(talk_to: Callable[..., Person]) -> None:
    person = talk_to(MyEffect)
    person.says("/start").expect("a soft glow")
    person.sends(picture()).expect(buttons=["More glow", "Another photo"], picture=True)
    usual = person.picture
    person.presses("More glow").expect("Glow: 1", picture=True)
    assert person.picture.size == usual.size
    assert person.picture.tobytes() != usual.tobytes()
