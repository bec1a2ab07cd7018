"""The adapter: carries conversations between the engine and one Discord bot."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

import discord

from adapters.discord.api_client import ApiClient
from adapters.discord.channels import ChannelCache
from adapters.discord.checkup import findings
from adapters.discord.command_names import CommandNames
from adapters.discord.errors import closed, translated
from adapters.discord.event_handler import Context
from adapters.discord.event_parser import EventParser
from adapters.discord.gateway import GatewayClient, Shard
from adapters.discord.interactions import PendingInteractions
from adapters.discord.last_seen import LastSeen
from adapters.discord.message_format import MENTION_LENGTH, TEXT_LENGTH
from adapters.discord.message_sender import MessageSender
from adapters.discord.options import DiscordOptions
from atelier_bot import (
    Adapter,
    Address,
    Capabilities,
    Clock,
    Engine,
    Finding,
    Message,
    PersonId,
    Photo,
    Privacy,
    Proxies,
    Sleep,
    check_size,
    declared_commands,
)

EDIT_SECONDS: Final = 2.0
BAR_ROOM: Final = 25
MAX_UPLOAD_BYTES: Final = 100 * 1024 * 1024
"""Bytes of a file that a guild takes which has all boosts; other places take less, down to 10 MiB."""
ACKNOWLEDGE_TIMEOUT: Final = 1.0


Listen = Callable[[GatewayClient, str], Awaitable[None]]
"""Has a listener hear what the gateway says, with the bot's token."""


class Discord(Adapter):
    """A bot as an account. ``clock`` gives seconds since 1970.

    Within ``acknowledge_timeout`` seconds an interaction is acknowledged, also where it couldn't be stored yet. ``api``
    and ``listen`` are how Discord is asked and heard, if not over the network.
    """

    name = "discord"
    config_model = DiscordOptions
    capabilities = Capabilities(
        edit_interval=EDIT_SECONDS,
        text_limit=TEXT_LENGTH - MENTION_LENGTH - BAR_ROOM,
        caption_limit=TEXT_LENGTH - MENTION_LENGTH - BAR_ROOM,
        picture_limit=MAX_UPLOAD_BYTES,
        file_limit=MAX_UPLOAD_BYTES,
        notices=True,
        privacy=Privacy.HIDDEN,
    )

    def __init__(
        self,
        account: str,
        options: DiscordOptions,
        folder: Path,
        *,
        clock: Clock = time.time,
        sleep: Sleep = asyncio.sleep,
        api: ApiClient | None = None,
        listen: Listen = GatewayClient.start,
        acknowledge_timeout: float = ACKNOWLEDGE_TIMEOUT,
    ) -> None:
        self.account = account
        self._options, self._listen = options, listen
        self._proxies = Proxies(options.proxy)
        self._api = api or ApiClient(options.api_url, options.token, self._proxies)
        interactions, channels, names = PendingInteractions(clock), ChannelCache(self._api, clock), CommandNames()
        parser = EventParser(self.name, account, names)
        last_seen = LastSeen(folder, clock)
        self._context = Context(self._api, interactions, channels, parser, clock, sleep, acknowledge_timeout, last_seen)
        self._sender = MessageSender(self._api, interactions, channels, names, clock)
        self._command_names = names
        self._listeners: Sequence[GatewayClient] = ()

    @property
    def trouble(self) -> str:
        """Why Discord can't be heard just now although ``run`` goes on."""
        return next((listener.trouble for listener in self._listeners if listener.trouble), "")

    async def run(self, engine: Engine) -> None:
        """Brings events in until it is cancelled. Raises InvalidToken, NotAllowedToConnect, RateLimited, OSError."""
        self._command_names.learn(declared_commands(engine.effects))
        async with self._api.opened():
            shards = [Shard(number, self._options.shards) for number in range(self._options.shards)]
            make = partial(GatewayClient, self._options.api_url, self._proxies, self._context, engine)
            self._listeners = listeners = [make(shard) for shard in shards]
            try:
                failure = await self._hear_all(listeners)
            except asyncio.CancelledError:
                await self._sender.close()
                raise
            finally:
                self._listeners = ()
                await asyncio.gather(*(listener.end() for listener in listeners))
            if failure is not None:
                raise failure  # out here, so that what it was made of isn't its context

    async def _hear_all(self, listeners: Sequence[GatewayClient]) -> Exception | None:
        """Hears what the listeners bring, each from when the one before is connected, until one ends; how it failed."""
        hearing: set[asyncio.Task[Exception | None]] = set()
        try:
            for listener in listeners:
                hearing.add(asyncio.create_task(self._hear(listener)))
                connecting = asyncio.create_task(listener.connected.wait())
                await asyncio.wait({connecting, *hearing}, return_when=asyncio.FIRST_COMPLETED)
                if not connecting.done():
                    connecting.cancel()
                    break
            ended, _ = await asyncio.wait(hearing, return_when=asyncio.FIRST_COMPLETED)
            return ended.pop().result()
        finally:
            for task in hearing:
                task.cancel()
            await asyncio.gather(*hearing, return_exceptions=True)

    async def _hear(self, listener: GatewayClient) -> Exception | None:
        """Hears what a listener brings until it ends; how it failed."""
        try:
            await self._listen(listener, self._options.token.get_secret_value())
        except Exception as error:  # noqa: BLE001 - each is raised anew by ``run``
            return _failure(error, listener, self._proxies.through(self._options.api_url))
        return None

    async def check(self) -> list[Finding]:
        """Whether the token is good and the bot may connect. Raises InvalidToken, RateLimited, Refused, OSError."""
        async with self._api.opened():
            return await findings(self._api)

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        check_size(photo.size, limit)
        return await self._api.download(photo.reference, limit)

    async def forget(self, person: PersonId, references: Sequence[str]) -> None:  # noqa: ARG002 - links expire
        """Forgets where the person's private conversation was left."""
        self._context.last_seen.forget(person.id)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        return await self._sender.send(address, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        return await self._sender.edit(address, reference, message)


def _failure(error: Exception, listener: GatewayClient, through: str) -> Exception:
    """Why the listener ended, in a line that says what to do; ``through`` is the proxy that it asked through."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return closed(4014)
    if isinstance(error, discord.ConnectionClosed):
        return closed(error.code)
    if isinstance(error, AttributeError) and listener.ws is None and isinstance(error.__context__, Exception):
        # Where the very first connection fails the library stumbles over there being no earlier one.
        return translated(error.__context__, through=through)
    return translated(error, through=through)
