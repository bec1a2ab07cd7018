"""Anonymous administrators: what they write comes from their group, but what they press comes from themselves."""

import logging
from typing import Any, Final

from adapters.telegram.api_client import ApiClient
from adapters.telegram.rate_limits import is_group
from atelier_bot import AtelierError, Clock, Recent

log = logging.getLogger(__name__)

ASK_TIMEOUT: Final = 5.0
"""Seconds that Telegram is given to answer: other updates wait meanwhile."""
KNOWN_SECONDS: Final = 60.0
"""So long it is believed; whoever presses others' buttons again and again is asked about once."""
CACHE_SIZE: Final = 1000


class AnonymousAdmins:
    """``clock`` gives seconds, from any begin."""

    def __init__(self, client: ApiClient, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._known: Recent[tuple[str, str], tuple[float, bool]] = Recent(CACHE_SIZE)

    async def acts_as(self, chat: str, user: str) -> bool:
        """Whether a user acts as this group itself when they write there."""
        if not is_group(chat):
            return False
        until, acts = self._known.get((chat, user)) or (0.0, False)
        if until > self._clock():
            return acts
        try:
            member: dict[str, Any] = await self._client.ask("get_chat_member", chat, user, time_limit=ASK_TIMEOUT)
        except (AtelierError, OSError) as error:
            log.info("telegram: whether %s is an anonymous administrator isn't known: %s", user, error)
            return False
        acts = member.get("is_anonymous") is True
        self._known.put((chat, user), (self._clock() + KNOWN_SECONDS, acts))
        return acts
