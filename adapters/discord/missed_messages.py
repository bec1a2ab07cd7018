"""Private messages that came while nobody listened: Discord doesn't bring them again, so they are asked for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, Final

import aiohttp
import discord
from discord import ChannelType, Client, Message
from discord.utils import time_snowflake

from adapters.discord.errors import translated
from adapters.discord.last_seen import LastSeen, Left
from adapters.discord.payloads import essentials
from atelier_bot import Clock

log = logging.getLogger(__name__)

HOURS: Final = 23
"""Older messages are left alone. The inbox knows for a day what it has had, so none is answered twice."""
MAX_MESSAGES: Final = 100
"""So many of a conversation are brought in."""

Hear = Callable[[Message], Awaitable[None]]


class MissedMessages:
    """Brings in what each conversation has more than was seen of it, the oldest first. ``hear`` keeps a message."""

    def __init__(self, last_seen: LastSeen, clock: Clock, hear: Hear) -> None:
        self._last_seen, self._clock, self._hear = last_seen, clock, hear
        self._waiting: dict[int, Left] = {}
        self._lock = asyncio.Lock()

    def begin(self) -> None:
        """A new session has begun: what was written before isn't brought by it."""
        self._waiting = {left.channel: left for left in self._last_seen.all()}

    async def bring_all(self, client: Client) -> None:
        """Brings in what was missed in every conversation, the latest conversation first."""
        for channel in list(self._waiting):
            await self.bring(client, channel)

    async def bring(self, client: Client, channel: int) -> None:
        """Brings in what was missed in one conversation, before what comes there now."""
        if channel not in self._waiting:
            return
        async with self._lock:
            left = self._waiting.get(channel)
            if left is not None:
                await self._fetch(client, left)
                self._waiting.pop(channel, None)

    async def _fetch(self, client: Client, left: Left) -> None:
        begin = time_snowflake(datetime.fromtimestamp(self._clock() - HOURS * 3600, UTC))
        place = client.get_partial_messageable(left.channel, type=ChannelType.private)
        try:
            found: list[Any] = await client.http.logs_from(left.channel, MAX_MESSAGES, after=max(left.last, begin))
            for one in reversed(found):
                payload: Any = essentials(one)
                await self._hear(Message(state=client._connection, channel=place, data=payload))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            log.warning("discord: what was written meanwhile in a conversation isn't known: %s", translated(error))
