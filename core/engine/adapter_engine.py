"""The engine as one adapter has it: what it brings in must be its own."""

import logging
from collections.abc import Collection
from typing import Any

from core.engine.engine import Engine
from core.model.address import Address
from core.model.characters import with_whole_characters
from core.model.event import AddedToGroup, ButtonPressed, CommandGiven, Event, OtherSent, PhotoSent, TextSent
from core.model.person import PersonId
from core.plugins.adapter import Receipt
from core.plugins.errors import reason

log = logging.getLogger(__name__)

EVENTS = PhotoSent, TextSent, CommandGiven, ButtonPressed, OtherSent, AddedToGroup


class AdapterEngine:
    """Everything that ``engine`` has, but for events that aren't the adapter's: those are refused with a line.

    They count as repeats: the adapter has done with them, and goes on with other people's. There are ``notices`` for
    adapters that show them.
    """

    def __init__(self, engine: Engine, name: str, account: str, *, notices: bool) -> None:
        self._engine, self._own, self._notices = engine, (name, account), notices

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    @property
    def admins(self) -> Collection[PersonId]:
        """See core.plugins.adapter.Engine."""
        return [person for person in self._engine.admins if person.account == self._own[1]]

    async def submit(self, event: Event) -> Receipt:
        """See core.plugins.adapter.Engine."""
        problem = self._problem(event)
        if not problem:
            try:
                receipt = await self._engine.submit(with_whole_characters(event))
                return receipt if self._notices else receipt.model_copy(update={"notice": ""})
            except (TypeError, ValueError) as error:  # something is in it that can't be kept
                problem = reason(error)
        log.warning("adapter %s: an event is refused: %s", self._own[1], problem)
        return Receipt(new=False)

    async def moved(self, old: Address, new: Address) -> None:
        """See core.plugins.adapter.Engine."""
        if old[:2] == self._own == new[:2]:
            await self._engine.moved(old, new)
        else:
            log.warning("adapter %s: a move is refused: %s and %s aren't both its own", self._own[1], old, new)

    async def until_answering(self) -> None:
        """See core.plugins.adapter.Engine."""
        await self._engine.until_answering(self._own)

    def _problem(self, event: object) -> str:
        if not isinstance(event, EVENTS):
            return f"it is {type(event).__name__} and no event"
        if not isinstance(event.address, Address):
            return f"its address is {type(event.address).__name__}"
        if event.address[:2] != self._own:
            return f"its address {event.address} is another adapter's"
        return ""
