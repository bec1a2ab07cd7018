"""What a group is told of replies that are one person's alone: a word, once in a while, however often they ask."""

from core.model.address import Address
from core.model.clock import Clock
from core.model.person import PersonId
from core.plugins.recent import Recent

WORD_SECONDS = 600.0
"""So long a word to somebody isn't said again in the same group: a platform limits what it takes there from a bot."""
CACHE_SIZE = 10_000


class GroupWords:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: Recent[tuple[Address, PersonId, str], float] = Recent(CACHE_SIZE)

    def is_due(self, address: Address, person: PersonId, word: str) -> bool:
        """Whether it is time to tell a group this; where it is, it counts as said."""
        said = address, person, word
        if (self._until.get(said) or 0.0) > self._clock():
            return False
        self._until.put(said, self._clock() + WORD_SECONDS)
        return True
