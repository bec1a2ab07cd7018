"""What the gateway brings from one start to the next, and what there is to do meanwhile."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import discord
from discord import Interaction, Message

from adapters.discord.command_sync import keep_trying
from adapters.discord.commands import declared
from adapters.discord.event_handler import Context, EventHandler
from atelier_bot import OPERATOR_LOG, Address, Engine, through_outage

log = logging.getLogger(__name__)

PERMISSIONS: Final = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, attach_files=True
)
STOP_TIMEOUT: Final = 1.0
"""Seconds for what is being kept when the adapter stops."""


class GatewaySession:
    """``nobody`` is a conversation in which nothing has been changed: what can be set at all is asked there."""

    def __init__(self, context: Context, engine: Engine, nobody: Address) -> None:
        self._context, self._engine, self._nobody = context, engine, nobody
        self._handler = EventHandler(context, engine)
        self._handling: set[asyncio.Task[Any]] = set()
        self._entering: asyncio.Task[None] | None = None
        self._announced = False

    async def known(self, application: int) -> None:
        """Begins to enter the commands."""
        self._entering = asyncio.create_task(self._enter(application))

    async def connected(self, name: str, application: int) -> None:
        """Says once where the bot can be had."""
        if not self._announced:
            self._announced = True
            news = logging.getLogger(OPERATOR_LOG)
            news.info("Atelier is on Discord as %s; to invite it: %s", name, invitation(application))

    async def interaction(self, interaction: Interaction[Any]) -> None:
        """Somebody gave a command, pressed a button or sent a form."""
        with self._noted():
            await self._handler.interaction(interaction)

    async def message(self, message: Message) -> None:
        """Somebody wrote something."""
        with self._noted():
            await self._handler.message(message)

    async def edited(self, message: Message) -> None:
        """Somebody changed what they wrote."""
        with self._noted():
            await self._handler.edited(message)

    async def end(self) -> None:
        """Lets what has come be kept, as far as that is a matter of a moment."""
        if self._entering is not None:
            self._entering.cancel()
            await asyncio.gather(self._entering, return_exceptions=True)
        if self._handling:
            await asyncio.wait(self._handling, timeout=STOP_TIMEOUT)
        for task in self._handling:
            task.cancel()

    async def _enter(self, application: int) -> None:
        """Enters the commands; the bot works with those that are there, so what goes wrong is only said."""
        try:
            asking = partial(self._engine.settings, self._nobody, str(self._nobody))
            settings = await through_outage("the commands of Discord", asking, self._context.sleep)
            wanted = declared(self._context.texts, settings.slots, settings.options)
            await keep_trying(self._context.api, application, wanted, self._context.sleep)
        except Exception:
            log.exception("discord: the commands can't be entered")

    @contextmanager
    def _noted(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None  # the library makes one for each event
        self._handling.add(task)
        try:
            yield
        finally:
            self._handling.discard(task)


def invitation(application: int) -> str:
    """The link that brings the bot into a guild, with what it must be allowed to do there."""
    return discord.utils.oauth_url(application, permissions=PERMISSIONS, scopes=("bot", "applications.commands"))
