"""The reception: what happens to each thing that the gateway brings, and when Discord is told so."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakValueDictionary

from discord import Interaction, Message
from discord.http import Route

from adapters.discord.errors import ACKNOWLEDGED, BadToken, Refused
from adapters.discord.forms import form
from adapters.discord.interactions import LIFE, Opening, Openings
from adapters.discord.line import Line
from adapters.discord.places import Places
from adapters.discord.reading import Heard, Reader, in_private
from adapters.discord.shape import EPHEMERAL
from core.conversation.address import Address
from core.conversation.events import Event
from core.conversation.texts import Texts
from core.errors import StorageError
from core.plugins.adapter import RateLimited, Receiver

log = logging.getLogger(__name__)

DEFERRED, DEFERRED_UPDATE, FORM = 5, 6, 9
AGAIN: Final = 0.3
TRIES: Final = 3
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Desk:
    """What an adapter has for as long as it lives. ``clock`` gives seconds since 1970.

    An interaction is stored first and acknowledged then, so that nothing is lost between the two; where storing takes
    longer than ``patience`` seconds it is acknowledged meanwhile.
    """

    line: Line
    openings: Openings
    places: Places
    reader: Reader
    texts: Texts
    clock: Callable[[], float]
    sleep: Sleep
    patience: float


class Reception:
    """Brings events in while the adapter runs."""

    def __init__(self, desk: Desk, engine: Receiver) -> None:
        self._desk, self._engine = desk, engine
        self._lanes: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()

    async def interaction(self, interaction: Interaction[Any]) -> None:
        """Keeps what somebody did and tells Discord that it came."""
        heard = self._desk.reader.interaction(interaction)
        if heard is None:
            return
        if heard.form and await self._show_form(interaction, heard):
            return
        if self._desk.openings.find(heard.event.id) is not None:
            return  # it came again after the connection was cut
        opening = self._open(interaction, heard)
        event = heard.event.model_copy(update={"answer_by": opening.kept()})
        keeping = asyncio.create_task(self._keep(event))
        await asyncio.wait({keeping}, timeout=self._desk.patience)
        await self._acknowledge(opening, heard)
        await keeping

    async def message(self, message: Message) -> None:
        """Keeps what somebody wrote to the bot."""
        for event in self._desk.reader.message(message):
            self._desk.places.note_private(event.address.chat)
            await self._keep(event)

    async def edited(self, message: Message) -> None:
        """Keeps what somebody made of it later."""
        event = self._desk.reader.edited(message)
        if event is not None:
            await self._keep(event)

    async def _keep(self, event: Event) -> None:
        """Keeps an event for good, one after another of each conversation. The database's bad weather passes."""
        pause = FIRST_PAUSE
        async with self._lanes.setdefault(event.address, asyncio.Lock()):
            while True:
                try:
                    await self._engine.receive(event)
                    return
                except StorageError as error:
                    log.error("discord: an event waits for the database: %s", error)
                await self._desk.sleep(pause)
                pause = min(LONGEST_PAUSE, 2 * pause)

    def _open(self, interaction: Interaction[Any], heard: Heard) -> Opening:
        opening = Opening(
            id=heard.event.id,
            application=str(interaction.application_id),
            token=interaction.token,
            channel=heard.event.address.chat,
            until=self._desk.clock() + LIFE,
            limit=interaction.filesize_limit,
            locale=str(interaction.locale),
            in_private=in_private(interaction),
            hidden=heard.hidden,
            placeholder=not heard.update or heard.hidden,
        )
        self._desk.openings.add(opening)
        if opening.in_private:
            self._desk.places.note_private(opening.channel)
        return opening

    async def _acknowledge(self, opening: Opening, heard: Heard) -> None:
        """Tells Discord that an interaction came and is worked on; without that it takes no answer to it."""
        kind: dict[str, Any] = {"type": DEFERRED_UPDATE if heard.update else DEFERRED}
        if heard.hidden and not heard.update:
            kind["data"] = {"flags": EPHEMERAL}
        opening.settle(await self._respond(opening.id, opening.token, kind))

    async def _respond(self, id: str, token: str, response: dict[str, Any]) -> bool:
        """Makes the first response to an interaction; whether Discord took it."""
        place: dict[str, Any] = {"webhook_id": int(id), "webhook_token": token}
        for left in reversed(range(TRIES)):
            route = Route("POST", "/interactions/{webhook_id}/{webhook_token}/callback", **place)
            try:
                await self._desk.line.ask_openly(route, json=response)
                return True
            except Refused as refused:
                if refused.code == ACKNOWLEDGED:  # by an earlier try whose answer was lost
                    return True
                log.warning("discord: an interaction came too late to be acknowledged: %s", refused)
                return False
            except (OSError, RateLimited, BadToken) as error:
                log.warning("discord: an interaction isn't acknowledged yet: %s", error)
            if left:
                await self._desk.sleep(AGAIN)
        return False

    async def _show_form(self, interaction: Interaction[Any], heard: Heard) -> bool:
        """Shows the settings as a form; whether that went well. Nothing needs to be kept until it is sent."""
        event = heard.event
        try:
            async with asyncio.timeout(self._desk.patience):
                settings = await self._engine.settings(event.address, event.person)
        except (TimeoutError, StorageError) as error:
            log.info("discord: the settings come as a message: %s", error or "it takes too long")
            return False
        shown = form(settings, self._desk.texts)
        if shown is None:
            return False
        return await self._respond(event.id, interaction.token, {"type": FORM, "data": shown})
