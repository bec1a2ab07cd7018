"""Attention: what is said in a group is for the bot only if it says so, or is a photo of someone it is talking with."""

from collections.abc import Awaitable, Callable

from core.model.address import Address
from core.model.clock import Clock
from core.model.event import AddedToGroup, Event, PhotoSent
from core.model.person import PersonId
from core.plugins.recent import Recent

ATTENTION_SECONDS = 600.0
"""So long after they called the bot a person's photos in that group are for it."""
CACHE_SIZE = 10_000


class GroupAttention:
    """``clock`` gives seconds, from any begin; ``has_photos`` says whether somebody has filled slots somewhere."""

    def __init__(self, clock: Clock, has_photos: Callable[[Address, PersonId], Awaitable[bool]]) -> None:
        self._clock, self._has_photos = clock, has_photos
        self._until: Recent[tuple[Address, PersonId], float] = Recent(CACHE_SIZE)

    async def is_for_us(self, event: Event) -> bool:
        """Whether an event is to be answered. A photo is, also after a restart, from whom the bot has another one."""
        if not event.is_group or isinstance(event, AddedToGroup):
            return True
        place = event.address, event.person
        if not event.addressed:
            if not isinstance(event, PhotoSent):
                return False
            if (self._until.get(place) or 0.0) <= self._clock() and not await self._has_photos(*place):
                return False
        self._until.put(place, self._clock() + ATTENTION_SECONDS)
        return True

    def moved(self, old: Address, new: Address) -> None:
        """Whom the bot listens to in a conversation it listens to at its new address too."""
        for (address, person), until in self._until.items():
            if address == old:
                self._until.put((new, person), until)
