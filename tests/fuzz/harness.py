"""How many events are made up, and with what luck: the same in every run."""

import os
from collections.abc import Iterator
from random import Random

EVENTS = int(os.environ.get("FUZZ_EVENTS", "400"))
"""A few hundred; ``make fuzz`` has 10 000."""
WORDS = ("hello", "style", "a photo", "Привет", "🎨 art", "1", "", "so it is\nor not", "x" * 300)


def lucks() -> Iterator[Random]:
    """The luck of each event; one that fails is found again by its number."""
    return (Random(number) for number in range(EVENTS))


def word(luck: Random) -> str:
    return luck.choice(WORDS)
