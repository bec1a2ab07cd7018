"""The event handler: what happens to each thing that the gateway brings, and when Discord is told so."""

import asyncio
import logging
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from weakref import WeakValueDictionary

from discord import Interaction, Message
from discord.http import Route

from adapters.discord.api_client import ApiClient
from adapters.discord.channels import ChannelCache
from adapters.discord.errors import ACKNOWLEDGED
from adapters.discord.event_parser import EventParser, ParsedInteraction, in_private
from adapters.discord.interactions import TOKEN_SECONDS, PendingInteraction, PendingInteractions
from adapters.discord.last_seen import LastSeen
from adapters.discord.message_format import EPHEMERAL
from adapters.discord.placeholder import WEBHOOK, beside_placeholder
from adapters.discord.settings_form import form
from atelier_bot import (
    Address,
    Answered,
    ButtonPressed,
    Clock,
    Engine,
    Event,
    RateLimited,
    Receipt,
    Refused,
    Sleep,
    StorageError,
    courtesy,
    through_outage,
)

log = logging.getLogger(__name__)

MESSAGE, DEFERRED, DEFERRED_UPDATE, FORM = 4, 5, 6, 9
RETRY_PAUSE: Final = 0.3
MAX_TRIES: Final = 3


@dataclass(frozen=True)
class Context:
    """What an adapter has for as long as it lives. ``clock`` gives seconds since 1970.

    An interaction is stored first and acknowledged then, so that nothing is lost between the two; where storing takes
    longer than ``acknowledge_timeout`` seconds it is acknowledged meanwhile.
    """

    api: ApiClient
    interactions: PendingInteractions
    channels: ChannelCache
    parser: EventParser
    clock: Clock
    sleep: Sleep
    acknowledge_timeout: float
    last_seen: LastSeen


class EventHandler:
    """Brings events in while the adapter runs."""

    def __init__(self, context: Context, engine: Engine) -> None:
        self._context, self._engine = context, engine
        self._locks: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()

    async def interaction(self, interaction: Interaction[Any]) -> None:
        """Keeps what somebody did and tells Discord that it came."""
        parsed = self._context.parser.interaction(interaction)
        if parsed is None:
            return
        if parsed.form and await self._show_form(interaction, parsed):
            return
        if self._context.interactions.find(Answered(id=parsed.event.id)) is not None:
            return  # it came again after the connection was cut
        pending = self._open(interaction, parsed)
        event = _answerable(interaction, parsed, pending)
        keeping = asyncio.create_task(self._keep(event))
        await asyncio.wait({keeping}, timeout=self._context.acknowledge_timeout)
        if keeping.done() and (notice := (await keeping).notice):
            self._context.interactions.drop(pending)
            said = {"content": notice, "flags": EPHEMERAL}
            await self._respond(pending.id, pending.token, {"type": MESSAGE, "data": said})
            return
        await self._acknowledge(pending, parsed)
        notice = (await keeping).notice
        if pending.in_private:
            self._context.last_seen.note(event, interaction.id)
        if notice:
            with courtesy(log, "discord: why nothing is done isn't said"):
                await self._follow_up(pending, {"content": notice, "flags": EPHEMERAL})

    async def message(self, message: Message) -> None:
        """Keeps what somebody wrote to the bot."""
        events = self._context.parser.message(message)
        for event in events:
            self._context.channels.note_private(event.address.chat)
            await self._keep(event)
        for event in events[:1]:
            self._context.last_seen.note(event, message.id)

    async def edited(self, message: Message) -> None:
        """Keeps what somebody made of it later."""
        event = self._context.parser.edited(message)
        if event is not None:
            await self._keep(event)

    async def _keep(self, event: Event) -> Receipt:
        """Keeps an event for good, one after another of each conversation. An outage of the database passes."""
        async with self._locks.setdefault(event.address, asyncio.Lock()):
            return await through_outage(str(event.address), partial(self._engine.submit, event), self._context.sleep)

    def _open(self, interaction: Interaction[Any], parsed: ParsedInteraction) -> PendingInteraction:
        pending = PendingInteraction(
            id=parsed.event.id,
            application=str(interaction.application_id),
            token=interaction.token,
            channel=parsed.event.address.chat,
            until=self._context.clock() + TOKEN_SECONDS,
            limit=interaction.filesize_limit,
            locale=str(interaction.locale),
            in_private=in_private(interaction),
            hidden=parsed.hidden,
            placeholder=not parsed.update or parsed.hidden,
        )
        self._context.interactions.add(pending)
        if pending.in_private:
            self._context.channels.note_private(pending.channel)
        return pending

    async def _follow_up(self, pending: PendingInteraction, said: dict[str, Any]) -> None:
        """Says something to the person alone: in a placeholder, if there is one, where that is theirs alone, too."""
        async with nullcontext() if pending.hidden else beside_placeholder(self._context.api, pending):
            await self._context.api.ask(Route("POST", WEBHOOK, **pending.webhook), json=said)

    async def _acknowledge(self, pending: PendingInteraction, parsed: ParsedInteraction) -> None:
        """Tells Discord that an interaction came and is worked on; without that it takes no answer to it."""
        kind: dict[str, Any] = {"type": DEFERRED_UPDATE if parsed.update else DEFERRED}
        if parsed.hidden and not parsed.update:
            kind["data"] = {"flags": EPHEMERAL}
        pending.settle(await self._respond(pending.id, pending.token, kind))

    async def _respond(self, id: str, token: str, response: dict[str, Any]) -> bool:
        """Makes the first response to an interaction; whether Discord took it."""
        place: dict[str, Any] = {"webhook_id": int(id), "webhook_token": token}
        for left in reversed(range(MAX_TRIES)):
            route = Route("POST", "/interactions/{webhook_id}/{webhook_token}/callback", **place)
            try:
                await self._context.api.ask(route, json=response)
                return True
            except Refused as refused:
                if refused.number == ACKNOWLEDGED:  # by an earlier try whose answer was lost
                    return True
                log.warning("discord: an interaction came too late to be acknowledged: %s", refused)
                return False
            except (OSError, RateLimited) as error:
                log.warning("discord: an interaction isn't acknowledged yet: %s", error)
            if left:
                await self._context.sleep(RETRY_PAUSE)
        return False

    async def _show_form(self, interaction: Interaction[Any], parsed: ParsedInteraction) -> bool:
        """Shows the settings as a form; whether that went well. Nothing needs to be kept until it is sent."""
        event = parsed.event
        try:
            async with asyncio.timeout(self._context.acknowledge_timeout):
                settings = await self._engine.settings(event.address, event.person, event.sender.locale)
        except (TimeoutError, StorageError) as error:
            log.info("discord: the settings come as a message: %s", error or "it takes too long")
            return False
        shown = form(settings)
        if shown is None:
            return False
        return await self._respond(event.id, interaction.token, {"type": FORM, "data": shown})


def _answerable(interaction: Interaction[Any], parsed: ParsedInteraction, pending: PendingInteraction) -> Event:
    """An interaction's event with what its answer needs: the interaction, and the message whose button was pressed.

    One that is the person's alone is what the interaction is answered in anyway.
    """
    event = parsed.event.model_copy(update={"answer_by": pending.kept()})
    if not isinstance(event, ButtonPressed) or interaction.message is None or parsed.hidden:
        return event
    reference = pending.reference(str(interaction.message.id), hidden=False)
    return event.model_copy(update={"message": str(reference)})
