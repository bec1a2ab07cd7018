"""Attention: what is said in a group is for the bot only if it says so, or comes from a person it is talking with."""

from collections.abc import Callable

from adapters.telegram.reading import Heard
from core.conversation.address import Address
from core.conversation.events import PhotoSent
from core.plugins.adapter import Message, Receiver

SECONDS = 600.0
"""So long after they called the bot a person's photos in that group are for it."""

Place = tuple[Address, str]


class Attention:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[Place, float] = {}
        self._last: dict[Place, int] = {}

    async def is_for_us(self, heard: Heard, engine: Receiver) -> bool:
        """Whether an event is to be carried in. A photo is, also after a restart, from whom the bot has another one."""
        if not heard.in_group:
            return True
        place = heard.event.address, heard.event.person
        if not heard.called:
            if not isinstance(heard.event, PhotoSent):
                return False
            if not self._is_talking(place) and not (await engine.settings(*place)).photos:
                return False
        self._note(place, heard.message)
        return True

    def answers(self, address: Address, message: Message) -> int | None:
        """The message in a group that an answer belongs under: the one that it answers, else the person's last."""
        place = address, message.person
        if not self._is_talking(place):
            return None
        chat, _, id = (message.answers or "").partition(":")
        return int(id.partition(":")[0]) if chat == address.chat else self._last.get(place)

    def _is_talking(self, place: Place) -> bool:
        return self._until.get(place, 0.0) > self._clock()

    def _note(self, place: Place, message: int) -> None:
        now = self._clock()
        for old in [old for old, until in self._until.items() if until <= now]:
            del self._until[old], self._last[old]
        self._until[place], self._last[place] = now + SECONDS, message
