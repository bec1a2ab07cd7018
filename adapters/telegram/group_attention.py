"""Attention: what is said in a group is for the bot only if it says so, or comes from a person it is talking with."""

from typing import NamedTuple

from adapters.telegram.update_parser import ParsedUpdate
from atelier_bot import Address, Clock, Engine, Message, PhotoSent, Recent

ATTENTION_SECONDS = 600.0
"""So long after they called the bot a person's photos in that group are for it."""
CACHE_SIZE = 10_000

PersonInChat = tuple[Address, str]


class _Said(NamedTuple):
    """The last that a person said to the bot: until when they are heard because of it, and its message."""

    until: float
    message: int


class GroupAttention:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._said: Recent[PersonInChat, _Said] = Recent(CACHE_SIZE)

    async def is_for_us(self, parsed: ParsedUpdate, engine: Engine) -> bool:
        """Whether an event is to be carried in. A photo is, also after a restart, from whom the bot has another one."""
        if not parsed.in_group:
            return True
        place = parsed.event.address, parsed.event.person
        if not parsed.called:
            if not isinstance(parsed.event, PhotoSent):
                return False
            if self._last(place) is None and not (await engine.settings(*place)).photos:
                return False
        self._said.put(place, _Said(self._clock() + ATTENTION_SECONDS, parsed.message))
        return True

    def answers(self, address: Address, message: Message) -> int | None:
        """The message in a group that an answer belongs under: the one that it answers, else the person's last."""
        last = self._last((address, message.person))
        if last is None:
            return None
        chat, _, id = (message.answers.id if message.answers else "").partition(":")
        return int(id.partition(":")[0]) if chat == address.chat else last.message

    def _last(self, place: PersonInChat) -> _Said | None:
        said = self._said.get(place)
        return said if said is not None and said.until > self._clock() else None
