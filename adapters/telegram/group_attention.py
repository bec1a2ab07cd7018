"""Attention: what is said in a group is for the bot only if it says so, or comes from a person it is talking with."""

from adapters.telegram.update_parser import ParsedUpdate
from atelier_bot import Address, Clock, Engine, Message, PhotoSent

ATTENTION_SECONDS = 600.0
"""So long after they called the bot a person's photos in that group are for it."""

PersonInChat = tuple[Address, str]


class GroupAttention:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[PersonInChat, float] = {}
        self._last: dict[PersonInChat, int] = {}

    async def is_for_us(self, parsed: ParsedUpdate, engine: Engine) -> bool:
        """Whether an event is to be carried in. A photo is, also after a restart, from whom the bot has another one."""
        if not parsed.in_group:
            return True
        place = parsed.event.address, parsed.event.person
        if not parsed.called:
            if not isinstance(parsed.event, PhotoSent):
                return False
            if not self._is_talking(place) and not (await engine.settings(*place)).photos:
                return False
        self._note(place, parsed.message)
        return True

    def answers(self, address: Address, message: Message) -> int | None:
        """The message in a group that an answer belongs under: the one that it answers, else the person's last."""
        place = address, message.person
        if not self._is_talking(place):
            return None
        chat, _, id = (message.answers or "").partition(":")
        return int(id.partition(":")[0]) if chat == address.chat else self._last.get(place)

    def _is_talking(self, place: PersonInChat) -> bool:
        return self._until.get(place, 0.0) > self._clock()

    def _note(self, place: PersonInChat, message: int) -> None:
        now = self._clock()
        for old in [old for old, until in self._until.items() if until <= now]:
            del self._until[old], self._last[old]
        self._until[place], self._last[place] = now + ATTENTION_SECONDS, message
