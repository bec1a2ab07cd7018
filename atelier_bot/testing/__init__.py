"""The test kit for plugins: ``pip install atelier-bot[testing]`` brings it to pytest.

An effect's test is a line, and a conversation reads like one:

    from atelier_bot.testing import effect_suite, picture

    test_conformance = effect_suite(Pencil)

    def test_a_photo_becomes_a_drawing(talk_to):
        person = talk_to(Pencil)
        person.says("/start").expect("I'll draw it with a pencil")
        person.sends(picture()).expect("Here is your drawing", picture=True)
"""

from atelier_bot.testing.adapters.harness import AdapterHarness, Failure, Guest, Sent, Shown
from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.kit import Kit
from atelier_bot.testing.memory_adapter import MemoryAdapter
from atelier_bot.testing.person import Person
from atelier_bot.testing.pictures import file_of, picture
from atelier_bot.testing.suites import adapter_suite, effect_suite

__all__ = [
    "AdapterHarness",
    "ConformanceError",
    "Failure",
    "Guest",
    "Kit",
    "MemoryAdapter",
    "Person",
    "Sent",
    "Shown",
    "adapter_suite",
    "effect_suite",
    "file_of",
    "picture",
]
