"""Admission: of those for whom the bot doesn't work nothing is kept, and they are told so once in a while."""

from core.engine.notices import not_admitted
from core.engine.turn_transaction import TurnTransaction
from core.model.clock import Clock
from core.model.event import AddedToGroup, ButtonPressed, CommandGiven, Event
from core.model.people import People
from core.model.person import PersonId
from core.model.store import Transaction
from core.plugins.adapter import Receipt
from core.plugins.recent import Recent

TOLD_SECONDS = 3600.0
"""So long after somebody was told that they aren't let in they aren't told again."""
MAX_KNOWN = 10_000
OWN_COMMANDS = frozenset(["whoami", "privacy", "export", "forget"])
OWN_BUTTONS = frozenset(["forget-yes", "forget-no"])
"""What is everybody's right: to know what is kept of them, and to have it deleted."""


class Admission:
    """Keeps whom it has told in memory. ``clock`` gives seconds since 1970."""

    def __init__(self, people: People, turns: TurnTransaction, clock: Clock) -> None:
        self._people, self._turns, self._clock = people, turns, clock
        self._told: Recent[PersonId, float] = Recent(MAX_KNOWN)

    async def refusal(self, transaction: Transaction, event: Event) -> Receipt | None:
        """What becomes of an event that isn't to be kept; None of one that is.

        What whoever did it is told is put into the outbox, or, if they were told lately, is just a notice.
        """
        if _is_everybodys_right(event):
            return None
        if self._people.admits(event.person, await transaction.restriction(event.person)):
            return None
        if isinstance(event, AddedToGroup):  # a group isn't told what one of them is
            return Receipt(new=False, refused=True)
        if self._was_told_lately(event.person):
            return Receipt(new=False, refused=True, notice=not_admitted(event))
        await self._turns.refuse(transaction, event, self._clock())
        return Receipt(new=False, refused=True)

    def note(self, event: Event) -> None:
        """Whoever brought an event that was refused has been told."""
        if not isinstance(event, AddedToGroup) and not self._was_told_lately(event.person):
            self._told.put(event.person, self._clock())

    def _was_told_lately(self, person: PersonId) -> bool:
        told = self._told.get(person)
        return told is not None and self._clock() < told + TOLD_SECONDS


def _is_everybodys_right(event: Event) -> bool:
    match event:
        case CommandGiven():
            return event.name in OWN_COMMANDS
        case ButtonPressed():
            return event.button in OWN_BUTTONS
        case _:
            return False
