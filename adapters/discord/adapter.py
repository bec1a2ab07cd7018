"""The adapter: carries conversations between the engine and one Discord bot."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import discord

from adapters.discord.errors import BadToken, closed, translated
from adapters.discord.files import Files
from adapters.discord.interactions import Openings
from adapters.discord.line import Line, Rest
from adapters.discord.listener import Listener
from adapters.discord.options import DiscordOptions
from adapters.discord.places import Places
from adapters.discord.reading import Reader, menu_names
from adapters.discord.reception import Desk, Sleep
from adapters.discord.session import Session
from adapters.discord.shape import MENTION_LENGTH, TEXT_LENGTH
from adapters.discord.words import Words
from adapters.discord.writing import Writer
from core.conversation.address import Address
from core.conversation.events import Photo
from core.conversation.texts import Texts
from core.plugins.adapter import Capabilities, Message, Receiver

log = logging.getLogger(__name__)

EDIT_SECONDS: Final = 2.0
BAR_ROOM: Final = 25
MOST: Final = 100 * 1024 * 1024
"""Bytes of a file that a guild takes which has all boosts; other places take less, down to 10 MiB."""
PATIENCE: Final = 1.0
CLOSE_SECONDS: Final = 2.0
HERE: Final = "commands"
"""Stands for a conversation where nobody has changed anything yet."""


Listen = Callable[[Listener, str], Awaitable[None]]
"""Has a listener hear what the gateway says, with the bot's token."""


class Discord:
    """A bot as an account. ``clock`` gives seconds since 1970.

    Within ``patience`` seconds an interaction is acknowledged, also where it couldn't be stored yet. ``line`` and
    ``listen`` are how Discord is asked and heard, if not over the network.
    """

    name = "discord"
    settings = DiscordOptions
    capabilities = Capabilities(
        edit_interval=EDIT_SECONDS,
        text_limit=TEXT_LENGTH - MENTION_LENGTH - BAR_ROOM,
        caption_limit=TEXT_LENGTH - MENTION_LENGTH - BAR_ROOM,
        picture_limit=MOST,
        file_limit=MOST,
    )

    def __init__(
        self,
        account: str,
        options: DiscordOptions,
        folder: Path,  # noqa: ARG002 - it has no files of its own
        *,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
        line: Line | None = None,
        listen: Listen = Listener.start,
        patience: float = PATIENCE,
    ) -> None:
        self.account = account
        self._options, self._listen = options, listen
        self._line: Line = line or Rest(options.api_url, options.token)
        self._texts = Texts.load()
        openings, places = Openings(clock), Places(self._line, clock)
        words = Words(self._texts)
        reader = Reader(self.name, account, words, menu_names(self._texts))
        self._desk = Desk(self._line, openings, places, reader, self._texts, clock, sleep, patience)
        self._writer = Writer(self._line, openings, places, words, clock)
        self._files = Files(self._line)
        self._listener: Listener | None = None

    @property
    def trouble(self) -> str:
        """Why Discord can't be heard just now although ``run`` goes on."""
        return self._listener.trouble if self._listener is not None else ""

    async def run(self, engine: Receiver) -> None:
        """Brings events in until it is cancelled. Raises BadToken, Disallowed, RateLimited, OSError."""
        self._line.open()
        session = Session(self._desk, engine, Address(self.name, self.account, HERE))
        self._listener = listener = Listener(self._options.api_url, session)
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
                await self._writer.close()
                await self._line.close()
            else:  # it starts again, and meanwhile messages can be sent
                await self._line.rest()
        if failure is not None:
            raise failure  # out here, so that what it was made of isn't its context

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        return await self._files.fetch(photo)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        try:
            return await self._writer.send(address, message)
        except BadToken as error:  # an operator will mend that
            raise ConnectionError(str(error)) from error

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        try:
            return await self._writer.edit(address, reference, message)
        except BadToken as error:
            raise ConnectionError(str(error)) from error


def _failure(error: Exception, listener: Listener) -> Exception:
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


async def _close(listener: Listener) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await listener.close()
    except TimeoutError:
        log.debug("discord: the gateway didn't say goodbye")
