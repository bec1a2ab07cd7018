"""What a group is told of replies that are one person's alone: a word, once in a while, however often they ask."""

from core.model.address import Address
from core.model.clock import Clock
from core.model.outbox import OutboxEntry
from core.model.person import PersonId
from core.model.reply import Reply
from core.plugins.recent import Recent

WORD_SECONDS = 600.0
"""So long a word to somebody isn't said again in the same group: a platform limits what it takes there from a bot."""
CACHE_SIZE = 10_000


class GroupWords:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: Recent[tuple[Address, PersonId, str], float] = Recent(CACHE_SIZE)

    def next(self, private: OutboxEntry, text: str) -> Reply | None:
        """What the group is told with this text of a private reply; None where that was said a while ago."""
        said = private.address, private.person, text
        if (self._until.get(said) or 0.0) > self._clock():
            return None
        self._until.put(said, self._clock() + WORD_SECONDS)
        return Reply(text=text, answers=private.reply.answers, answer_by=private.reply.answer_by)
