"""The listener: the library's gateway client without what a bot like this one doesn't need, and without noise."""

import logging
import re
from typing import Any, Final, Protocol

import discord
from discord import Interaction, Message, RawMessageUpdateEvent

from adapters.discord.rest_client import RestClient

log = logging.getLogger(__name__)

LOGGERS: Final = ("discord.client", "discord.gateway", "discord.http", "discord.state", "discord.webhook.async")
TOKEN: Final = re.compile(r"(/(?:interactions|webhooks)/\d+/)[^/\s?]+")
NEEDLESS: Final = ("PyNaCl", "davey", "Guilds intent")
CUT: Final = "the connection to Discord was cut; it is being restored"


class GatewayListener(Protocol):
    """Who wants to know what the gateway says."""

    async def known(self, application: int) -> None:
        """Discord knows the bot, as that application."""

    async def connected(self, name: str, application: int) -> None:
        """There is a new connection."""

    async def interaction(self, interaction: "Interaction[GatewayClient]") -> None:
        """Somebody gave a command, pressed a button or sent a form."""

    async def message(self, message: Message) -> None:
        """Somebody wrote something."""

    async def edited(self, message: Message) -> None:
        """Somebody changed what they wrote."""


class GatewayClient(discord.Client):
    """One connection after another, until it is closed. ``trouble`` says what is the matter with it."""

    def __init__(self, url: str, listener: GatewayListener) -> None:
        quieten()
        super().__init__(
            intents=discord.Intents(dm_messages=True),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
        )
        self._requests = RestClient(url)
        self.http = self._connection.http = self._requests
        self._listener = listener
        self.trouble = "the connection to Discord isn't there yet"

    async def setup_hook(self) -> None:
        """Logged in, and not connected yet."""
        assert self.application_id is not None  # it is there after a login
        await self._listener.known(self.application_id)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Waits as long as Discord demands. Raises IdentifyLimitReached."""
        await super().before_identify_hook(shard_id, initial=initial)
        await self._requests.before_identify()

    async def on_connect(self) -> None:
        """There is a new session."""
        self.trouble = ""
        assert self.application_id is not None
        await self._listener.connected(str(self.user), self.application_id)

    async def on_resumed(self) -> None:
        """The old session goes on, and what happened meanwhile comes."""
        self.trouble = ""

    async def on_disconnect(self) -> None:
        """The connection is gone, for a moment or for longer."""
        self.trouble = CUT

    async def on_interaction(self, interaction: "Interaction[GatewayClient]") -> None:
        """Somebody gave a command, pressed a button or sent a form."""
        await self._listener.interaction(interaction)

    async def on_message(self, message: Message) -> None:
        """Somebody wrote something."""
        await self._listener.message(message)

    async def on_raw_message_edit(self, payload: RawMessageUpdateEvent) -> None:
        """Somebody changed what they wrote."""
        await self._listener.edited(payload.message)

    async def on_error(self, event: str, /, *arguments: Any, **more: Any) -> None:  # noqa: ARG002
        """What goes wrong over one event is that event's own affair."""
        log.exception("discord: %s can't be handled", event)


class OneLine(logging.Filter):
    """The library's warnings in a line each, with no interaction's token in any."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shortens a record; debugging is dropped, as whole events with their tokens are in it."""
        if record.levelno <= logging.DEBUG or str(record.msg).startswith(NEEDLESS):
            return False
        text = TOKEN.sub(r"\1…", record.getMessage().partition("\n")[0])
        if record.exc_info and record.exc_info[0] is not None:
            text = f"{text} ({record.exc_info[0].__name__})"
        record.msg, record.args, record.exc_info, record.exc_text = f"discord: {text}", (), None, None
        return True


_ONE_LINE: Final = OneLine()


def quieten() -> None:
    """Makes the library's loggers say what matters to an operator; any number of times."""
    for name in LOGGERS:
        logging.getLogger(name).addFilter(_ONE_LINE)
