"""The library's gateway client without what a bot like this one doesn't need; what it brings, and what it has begun."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final, NamedTuple

import discord
from discord import Interaction, Message, RawMessageUpdateEvent

from adapters.discord.command_sync import enter_commands
from adapters.discord.event_handler import Context, EventHandler
from adapters.discord.library_log import quieten
from adapters.discord.missed_messages import MissedMessages
from adapters.discord.payloads import Payload, essentials, interaction_essentials
from adapters.discord.rest_client import RestClient
from atelier_bot import OPERATOR_LOG, Engine, Proxies

log = logging.getLogger(__name__)

PERMISSIONS: Final = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, attach_files=True
)
CUT: Final = "the connection to Discord was cut; it is being restored"
STOP_TIMEOUT: Final = 1.0
"""Seconds for what is being kept when the adapter stops."""
CLOSE_TIMEOUT: Final = 2.0


class Shard(NamedTuple):
    """Which of a bot's connections it is, and of how many: each brings its guilds, the first private messages too."""

    number: int = 0
    of: int = 1


ALL: Final = Shard()
Parse = Callable[[Payload], None]
CUT_DOWN: Final[Mapping[str, Callable[[Payload], Payload]]] = {
    "MESSAGE_CREATE": essentials,
    "MESSAGE_UPDATE": essentials,
    "INTERACTION_CREATE": interaction_essentials,
}
"""What the library parses nothing else of, by the events that bring it."""


class GatewayClient(discord.Client):
    """One connection after another, until it is closed. ``trouble`` says what is the matter with it.

    ``connected`` is set when there is one for the first time: Discord wants shards to begin one after another.
    """

    def __init__(self, url: str, proxies: Proxies, context: Context, engine: Engine, shard: Shard = ALL) -> None:
        quieten()
        super().__init__(
            intents=discord.Intents(dm_messages=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            shard_id=shard.number if shard.of > 1 else None,
            shard_count=shard.of if shard.of > 1 else None,
        )
        self._is_first = shard.number == 0
        self.connected = asyncio.Event()
        self._requests = RestClient(url, proxies)
        self.http = self._connection.http = self._requests
        for event, cut in CUT_DOWN.items():
            self._connection.parsers[event] = _after(cut, self._connection.parsers[event])
        self._context, self._engine = context, engine
        self._events = EventHandler(context, engine)
        self._missed = MissedMessages(context.last_seen, context.clock, self._events.message)
        self._handling: set[asyncio.Task[Any]] = set()
        self._entering: asyncio.Task[None] | None = None
        self._announced = False
        self.trouble = "the connection to Discord isn't there yet"

    async def setup_hook(self) -> None:
        """Begins to enter the commands: logged in, and not connected yet."""
        if not self._is_first:
            return
        assert self.application_id is not None  # it is there after a login
        self._entering = asyncio.create_task(enter_commands(self._context, self._engine, self.application_id))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits as long as Discord demands. Raises IdentifyLimitReached."""
        await super().before_identify_hook(shard_id, initial=initial and self._is_first)
        await self._requests.before_identify()

    async def on_connect(self) -> None:
        """There is a new session, without what came before it; where the bot can be had is said once."""
        self.trouble = ""
        self.connected.set()
        if not self._is_first:
            return
        self._missed.begin()
        if not self._announced:
            self._announced = True
            assert self.application_id is not None
            news = logging.getLogger(OPERATOR_LOG)
            news.info("Atelier is on Discord as %s; to invite it: %s", self.user, invitation(self.application_id))
        await self._handle(self._missed.bring_all(self))

    async def on_resumed(self) -> None:
        """The old session goes on, and what happened meanwhile comes."""
        self.trouble = ""

    async def on_disconnect(self) -> None:
        """The connection is gone, for a moment or for longer."""
        self.trouble = CUT

    async def on_interaction(self, interaction: "Interaction[GatewayClient]") -> None:
        """Somebody gave a command, pressed a button or sent a form."""
        await self._handle(self._events.interaction(interaction))

    async def on_message(self, message: Message) -> None:
        """Somebody wrote something."""
        await self._handle(self._message(message))

    async def on_raw_message_edit(self, payload: RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote."""
        await self._handle(self._events.edited(payload.message))

    async def on_error(self, event: str, /, *arguments: Any, **more: Any) -> None:  # noqa: ARG002
        """What goes wrong over one event is that event's own affair."""
        log.exception("discord: %s can't be handled", event)

    async def end(self) -> None:
        """Lets what has come be kept, as far as that is a matter of a moment, and closes the connection."""
        if self._entering is not None:
            self._entering.cancel()
            await asyncio.gather(self._entering, return_exceptions=True)
        if self._handling:
            await asyncio.wait(self._handling, timeout=STOP_TIMEOUT)
        for task in self._handling:
            task.cancel()
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await self.close()
        except TimeoutError:
            log.debug("discord: the gateway didn't say goodbye")

    async def _message(self, message: Message) -> None:
        await self._missed.bring(self, message.channel.id)
        await self._events.message(message)

    async def _handle(self, event: Coroutine[Any, Any, None]) -> None:
        task = asyncio.current_task()
        assert task is not None  # the library makes one for each event
        self._handling.add(task)
        try:
            await event
        finally:
            self._handling.discard(task)


def _after(cut: Callable[[Payload], Payload], parse: Parse) -> Parse:
    """The library's parser, which is only given what a payload is cut down to."""
    return lambda payload: parse(cut(payload))


def invitation(application: int) -> str:
    """The link that brings the bot into a guild, with what it must be allowed to do there."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))
