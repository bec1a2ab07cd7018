"""What an answer in a group belongs under: the message that it answers, else the person's last one while they talk."""

from typing import NamedTuple

from adapters.telegram.rate_limits import is_group
from atelier_bot import Address, Clock, Message, PersonId, Recent

CACHE_SIZE = 10_000
TALK_SECONDS = 600.0
"""So long after somebody said something an answer belongs under it."""


class _Said(NamedTuple):
    """The last that a person said to the bot in a group, and until when they are taken to be talking with it."""

    until: float
    message: int


class ReplyTargets:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: Recent[tuple[Address, str], _Said] = Recent(CACHE_SIZE)

    def note(self, address: Address, person: PersonId, message: int) -> None:
        """A person said this to the bot."""
        if is_group(address.chat):
            self._said.put((address, person), _Said(self._clock() + TALK_SECONDS, message))

    def find(self, address: Address, message: Message) -> int | None:
        """The message in a group that an answer belongs under, if it needs one.

        What it answers may have been heard by another process, or an earlier one.
        """
        chat, _, id = (message.answers.id if message.answers else "").partition(":")
        if chat == address.chat and is_group(chat):
            return int(id.partition(":")[0])
        said = self._said.get((address, message.person))
        return said.message if said is not None and said.until > self._clock() else None
