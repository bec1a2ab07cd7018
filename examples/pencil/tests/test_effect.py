"""What holds for every effect, and a conversation with this one."""

import subprocess
import sys
from collections.abc import Callable

from pencil.effect import Pencil

from atelier_bot.testing import Person, effect_suite, picture

test_conformance = effect_suite(Pencil, megabytes=500)


def test_a_photo_becomes_a_drawing(talk_to: Callable[..., Person]) -> None:
    person = talk_to(Pencil)
    person.says("/start").expect("I'll draw it with a pencil")
    person.sends(picture()).expect("Here is your drawing", buttons=["Another photo"], picture=True)
    drawn = person.picture
    assert drawn.size == picture().size
    person.presses("Softer lines").expect("Softness: 16", picture=True)
    assert person.picture.tobytes() != drawn.tobytes()


def test_it_brings_no_deep_learning_along() -> None:
    look = "import sys, pencil.effect; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-P", "-c", look], check=False).returncode == 0
