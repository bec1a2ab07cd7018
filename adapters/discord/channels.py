"""Places: which channels are private ones, how large files may be there, and where a person can be written to."""

from collections.abc import Mapping
from math import inf
from typing import Any, Final

from discord.http import Route

from adapters.discord.api_client import ApiClient
from adapters.discord.errors import NotFound, undeliverable
from adapters.discord.interactions import DEFAULT_LIMIT
from atelier_bot import Clock, Forbidden, Model, Recent, Refused

CACHE_SIZE: Final = 10_000
PRIVATE: Final = (1, 3)
"""Channels without a guild: with one person, with several."""
MEGABYTE: Final = 1024 * 1024
UNREACHABLE_FOR: Final = 600.0
"""Seconds after which it is asked again whether the bot sees a place."""
BOOSTED: Final[Mapping[int, int]] = {2: 50 * MEGABYTE, 3: 100 * MEGABYTE}
"""Bytes of a file in a guild by its boost tier; below that it is as everywhere."""


class Channel(Model):
    """A channel: the guild that it is in, if any, and whether the bot sees it; an answer is good ``until`` then."""

    channel: str
    guild: str = ""
    private: bool = False
    reachable: bool = True
    until: float = inf


class ChannelCache:
    """Remembers what it was told of places, and asks Discord about others. ``clock`` gives seconds since 1970."""

    def __init__(self, api: ApiClient, clock: Clock) -> None:
        self._api, self._clock = api, clock
        self._channels: Recent[str, Channel] = Recent(CACHE_SIZE)
        self._private: dict[str, str] = {}

    async def find(self, channel: str) -> Channel:
        """A channel's place. Raises RateLimited, OSError."""
        place = self._channels.get(channel)
        if place is None or place.until <= self._clock():
            place = await self._ask(channel)
            self._channels.put(channel, place)
        return place

    def note_private(self, channel: str) -> None:
        """It is a private channel with the bot."""
        self._channels.put(channel, Channel(channel=channel, private=True))

    async def private_with(self, user: str) -> str:
        """The private channel with a person. Raises Undeliverable, RateLimited, OSError."""
        if user not in self._private:
            try:
                found = await self._api.ask(Route("POST", "/users/@me/channels"), json={"recipient_id": user})
            except Refused as refused:
                raise undeliverable(refused) from refused
            self._private[user] = str(found["id"])
            self.note_private(self._private[user])
        return self._private[user]

    async def limit(self, place: Channel, wanted: int) -> int:
        """Bytes of a file that a place takes; only asked about where so many are wanted that it matters."""
        if not place.guild or wanted <= DEFAULT_LIMIT:
            return DEFAULT_LIMIT
        try:
            guild = await self._api.ask(Route("GET", "/guilds/{guild_id}", guild_id=place.guild))
        except Refused:
            return DEFAULT_LIMIT
        return BOOSTED.get(int(guild.get("premium_tier", 0)), DEFAULT_LIMIT)

    async def _ask(self, channel: str) -> Channel:
        try:
            found: dict[str, Any] = await self._api.ask(Route("GET", "/channels/{channel_id}", channel_id=channel))
        except (Forbidden, NotFound):
            return Channel(channel=channel, reachable=False, until=self._clock() + UNREACHABLE_FOR)
        return Channel(channel=channel, guild=str(found.get("guild_id") or ""), private=found["type"] in PRIVATE)
