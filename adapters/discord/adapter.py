"""The adapter: carries conversations between the engine and one Discord bot."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import discord

from adapters.discord.api_client import ApiClient, HttpApiClient
from adapters.discord.channels import ChannelCache
from adapters.discord.command_names import CommandNames
from adapters.discord.errors import closed, translated
from adapters.discord.event_handler import Context
from adapters.discord.event_parser import EventParser
from adapters.discord.gateway import GatewayClient
from adapters.discord.gateway_session import GatewaySession
from adapters.discord.interactions import PendingInteractions
from adapters.discord.message_format import MENTION_LENGTH, TEXT_LENGTH
from adapters.discord.message_sender import MessageSender
from adapters.discord.options import DiscordOptions
from adapters.discord.photo_downloader import PhotoDownloader
from atelier_bot import Address, Capabilities, Clock, Engine, Message, Photo, Sleep, framework_texts

log = logging.getLogger(__name__)

EDIT_SECONDS: Final = 2.0
BAR_ROOM: Final = 25
MAX_UPLOAD_BYTES: Final = 100 * 1024 * 1024
"""Bytes of a file that a guild takes which has all boosts; other places take less, down to 10 MiB."""
ACKNOWLEDGE_TIMEOUT: Final = 1.0
CLOSE_SECONDS: Final = 2.0
NOBODYS_CHAT: Final = "commands"
"""Stands for a conversation where nobody has changed anything yet."""


Listen = Callable[[GatewayClient, str], Awaitable[None]]
"""Has a listener hear what the gateway says, with the bot's token."""


class Discord:
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
    )

    def __init__(
        self,
        account: str,
        options: DiscordOptions,
        folder: Path,  # noqa: ARG002 - it has no files of its own
        *,
        clock: Clock = time.time,
        sleep: Sleep = asyncio.sleep,
        api: ApiClient | None = None,
        listen: Listen = GatewayClient.start,
        acknowledge_timeout: float = ACKNOWLEDGE_TIMEOUT,
    ) -> None:
        self.account = account
        self._options, self._listen = options, listen
        self._api: ApiClient = api or HttpApiClient(options.api_url, options.token)
        self._texts = framework_texts()
        interactions, channels = PendingInteractions(clock), ChannelCache(self._api, clock)
        command_names = CommandNames(self._texts)
        parser = EventParser(self.name, account, command_names, self._texts)
        self._context = Context(
            self._api, interactions, channels, parser, self._texts, clock, sleep, acknowledge_timeout
        )
        self._sender = MessageSender(self._api, interactions, channels, command_names, clock)
        self._downloader = PhotoDownloader(self._api)
        self._listener: GatewayClient | None = None

    @property
    def trouble(self) -> str:
        """Why Discord can't be heard just now although ``run`` goes on."""
        return self._listener.trouble if self._listener is not None else ""

    async def run(self, engine: Engine) -> None:
        """Brings events in until it is cancelled. Raises InvalidToken, NotAllowedToConnect, RateLimited, OSError."""
        self._api.open()
        session = GatewaySession(self._context, engine, Address(self.name, self.account, NOBODYS_CHAT))
        self._listener = listener = GatewayClient(self._options.api_url, session)
        failure: Exception | None = None
        try:
            await self._listen(listener, self._options.token.get_secret_value())
        except Exception as error:  # noqa: BLE001 - each is raised anew below
            failure = _failure(error, listener)
        finally:
            self._listener = None
            await session.end()
            await _close(listener)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                await self._sender.close()
                await self._api.close()
            else:  # it starts again, and meanwhile messages can be sent
                await self._api.rest()
        if failure is not None:
            raise failure  # out here, so that what it was made of isn't its context

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        return await self._downloader.fetch(photo)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        return await self._sender.send(address, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        return await self._sender.edit(address, reference, message)


def _failure(error: Exception, listener: GatewayClient) -> Exception:
    """Why the listener ended, in a line that says what to do."""
    if isinstance(error, discord.PrivilegedIntentsRequired):
        return closed(4014)
    if isinstance(error, discord.ConnectionClosed):
        return closed(error.code)
    if isinstance(error, AttributeError) and listener.ws is None and error.__context__ is not None:
        # Where the very first connection fails the library stumbles over there being no earlier one.
        error = error.__context__ if isinstance(error.__context__, Exception) else error
        return translated(error) or ConnectionError(f"Discord's gateway can't be reached: {type(error).__name__}")
    return translated(error) or error


async def _close(listener: GatewayClient) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await listener.close()
    except TimeoutError:
        log.debug("discord: the gateway didn't say goodbye")
