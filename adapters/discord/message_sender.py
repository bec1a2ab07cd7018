"""Writes messages: by the interaction that they answer while that is open, else as the bot's own, else in private."""

import asyncio
import logging
from contextlib import suppress
from functools import partial
from typing import Any, Final

from discord.http import Route

from adapters.discord.api_client import ApiClient
from adapters.discord.channels import Channel, ChannelCache
from adapters.discord.command_names import CommandNames
from adapters.discord.errors import TOO_LARGE, UNKNOWN_MESSAGE, InteractionExpired, NotFound, undeliverable
from adapters.discord.interactions import PendingInteraction, PendingInteractions, Reference
from adapters.discord.message_format import (
    EPHEMERAL,
    LOADING,
    body_of,
    components,
    file_of,
    in_parts,
    is_about_a_painting,
    nonce,
)
from adapters.discord.placeholder import ORIGINAL, WEBHOOK, beside_placeholder, take_away
from atelier_bot import Address, Clock, Forbidden, Message, Obstacle, ProgressEditor, Refused, Undeliverable, courtesy

log = logging.getLogger(__name__)

ACKNOWLEDGED_TIMEOUT: Final = 5.0
SMALL: Final = 8_000_000
"""Bytes of a file that is tried where a larger one was refused against what Discord says."""
CANT_WRITE_THERE: Final = (Forbidden, NotFound)
MESSAGES: Final = "/channels/{channel_id}/messages"
MESSAGE: Final = f"{MESSAGES}/{{message_id}}"
FOLLOW_UP: Final = f"{WEBHOOK}/messages/{{message_id}}"

Body = dict[str, Any]


class MessageSender:
    """Sends and edits. ``clock`` gives seconds since 1970."""

    def __init__(
        self,
        api: ApiClient,
        interactions: PendingInteractions,
        channels: ChannelCache,
        command_names: CommandNames,
        clock: Clock,
    ) -> None:
        self._api, self._interactions, self._channels, self._command_names = api, interactions, channels, command_names
        self._clock = clock
        self._progress = ProgressEditor()

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        pending = self._interactions.find(message.answers)
        try:
            if pending is not None:
                try:
                    return str(await self._answer(pending, message))
                except (InteractionExpired, NotFound) as gone:
                    log.info("%s: an interaction can't be answered any more: %s", address, gone)
                    self._interactions.drop(pending)
                except Forbidden as refused:
                    log.info("%s: what answers an interaction is said otherwise: %s", address, refused)
                    return str(await self._post_instead(pending, address, message))
            return str(await self._post(address, message))
        except Refused as refused:
            raise undeliverable(refused) from refused

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place, or sends it where that can't be; the reference that it has now.

        Progress is only worth an edit, and the newest only. Raises as ``send`` does.
        """
        old = Reference.parse(reference)
        if message.progress is not None:
            await self._progress.show(reference, partial(self._show, old, message))
            return reference
        await self._progress.settled(reference)
        for place in (old, old.closed()):
            try:
                if await self._is_to_stay(place):
                    await self._change(place, message)
                    return reference
            except InteractionExpired:
                continue
            except Refused as refused:
                log.info("%s: a message is sent anew: %s", address, refused)
                if refused.number == UNKNOWN_MESSAGE:
                    return await self.send(address, message)
                break
        sent = await self.send(address, message)
        await self._retire(old)
        return sent

    async def close(self) -> None:
        """Waits for no more progress."""
        await self._progress.close()

    async def _answer(self, pending: PendingInteraction, message: Message) -> Reference:
        """Answers by an interaction, in parts if need be. Raises Refused, RateLimited, Undeliverable, OSError."""
        async with asyncio.timeout(ACKNOWLEDGED_TIMEOUT):
            if not await asyncio.shield(pending.acknowledged):
                raise InteractionExpired("it wasn't acknowledged in time")
        if pending.placeholder is None:
            await self._look(pending)
        parts = await asyncio.to_thread(in_parts, message, pending.limit)
        return [await self._answer_with(pending, part) for part in parts][-1]

    async def _look(self, pending: PendingInteraction) -> None:
        """Whether the placeholder of an earlier life's interaction is still to be filled.

        Raises InteractionExpired, NotFound.
        """
        flags = int((await self._api.ask(Route("GET", ORIGINAL, **pending.webhook))).get("flags", 0))
        pending.placeholder, pending.hidden = bool(flags & LOADING), bool(flags & EPHEMERAL)

    async def _answer_with(self, pending: PendingInteraction, message: Message) -> Reference:
        """Fills an interaction's placeholder if that suits, else follows up."""
        hidden = not pending.in_private and (message.private or not is_about_a_painting(message))
        text = message.text if pending.in_private else self._command_names.in_guild(message, pending.locale)
        body = body_of(message, self._command_names.localised(text, pending.locale))
        if pending.placeholder and pending.hidden == hidden:
            sent = await self._write(Route("PATCH", ORIGINAL, **pending.webhook), body, message, pending.limit)
            pending.placeholder = False
        else:
            body |= {"flags": EPHEMERAL} if hidden else {}
            follow_up = Route("POST", WEBHOOK, **pending.webhook)
            async with beside_placeholder(self._api, pending):
                sent = await self._write(follow_up, body, message, pending.limit, params={"wait": "true"})
        return pending.reference(str(sent["id"]), hidden=hidden)

    async def _post_instead(self, pending: PendingInteraction, address: Address, message: Message) -> Reference:
        """Sends the bot's own message where an answer was refused, whose placeholder would say for ever that it comes.

        Raises as ``_post`` does: then there may be another answer.
        """
        sent = await self._post(address, message)
        if pending.placeholder:
            await take_away(self._api, pending)
        return sent

    async def _post(self, address: Address, message: Message) -> Reference:
        """Sends the bot's own message: into the channel, or to the person alone where that can't be or mustn't be."""
        place = await self._channels.find(address.chat)
        if place.reachable and (place.private or not message.private):
            try:
                return await self._post_at(place, address, message)
            except CANT_WRITE_THERE as refused:
                if place.private:
                    raise
                log.info("%s: the person is written to in private: %s", address, refused)
        if not message.person:
            raise Undeliverable("the bot may not write there", Obstacle.PLACE)
        channel = await self._channels.private_with(message.person.id)
        return await self._post_at(await self._channels.find(channel), address, message)

    async def _post_at(self, place: Channel, address: Address, message: Message) -> Reference:
        limit = await self._channels.limit(place, _size(message))
        parts = await asyncio.to_thread(in_parts, message, limit)
        return [await self._post_with(place, address, part, limit) for part in parts][-1]

    async def _post_with(self, place: Channel, address: Address, message: Message, limit: int) -> Reference:
        mention = "" if place.private or not message.person else message.person.id
        text = message.text if place.private else self._command_names.in_guild(message)
        body = body_of(message, text, mention) | {"nonce": nonce(address, message), "enforce_nonce": True}
        sent = await self._write(Route("POST", MESSAGES, channel_id=place.channel), body, message, limit)
        return Reference(channel=place.channel, message=str(sent["id"]))

    async def _is_to_stay(self, old: Reference) -> bool:
        """Whether a message's last word belongs where it is.

        When an interaction's time is over a person in a guild has waited so long that they are called by a new one.
        """
        if self._is_open(old) or not old.token:
            return True
        return not old.hidden and (await self._channels.find(old.channel)).private

    async def _show(self, status: Reference, message: Message) -> None:
        """Shows progress, by the bot's own token where the interaction's is refused."""
        if self._is_open(status):
            with suppress(Refused):
                return await self._change(status, message)
        return await self._change(status.closed(), message)

    async def _change(self, old: Reference, message: Message) -> None:
        """Puts a message in an earlier one's place. Raises Refused, RateLimited, Undeliverable, OSError."""
        if self._is_open(old):
            place, limit = {**old.webhook, "message_id": old.message}, old.limit
            route = Route("PATCH", FOLLOW_UP, **place)
        else:
            channel = await self._channels.find(old.channel)
            if old.hidden or not channel.reachable:
                raise NotFound("the bot doesn't see it")
            limit = await self._channels.limit(channel, _size(message))
            route = Route("PATCH", MESSAGE, channel_id=old.channel, message_id=old.message)
        if message.only_buttons:
            await self._api.ask(route, {"components": components(message.buttons)})
            return
        body = body_of(message, self._command_names.localised(message.text, old.locale))
        await self._write(route, body, message, limit)

    async def _write(self, route: Route, body: Body, message: Message, limit: int, **options: Any) -> Any:
        """Asks with a message's file, and with a smaller one where Discord finds it too large after all.

        What replaces another message takes the place of its file too; progress that brings none leaves that.
        """
        files = await asyncio.to_thread(file_of, message, limit)
        if route.method == "PATCH" and not files and message.progress is None:
            body = {**body, "attachments": []}
        try:
            return await self._api.ask(route, body, files, **options)
        except Refused as refused:
            if refused.number != TOO_LARGE or limit <= SMALL:
                raise
        return await self._write(route, body, message, SMALL, **options)

    async def _retire(self, old: Reference) -> None:
        """Takes away a message in whose place there is another one; a hidden one can only be by its interaction."""
        if not old.hidden:
            await self._remove(MESSAGE, channel_id=old.channel, message_id=old.message)
        elif self._is_open(old):
            await self._remove(FOLLOW_UP, **old.webhook, message_id=old.message)

    async def _remove(self, path: str, **place: Any) -> None:
        """Takes away a message in whose place there is another one."""
        with courtesy(log, "discord: an old message stays"):
            await self._api.ask(Route("DELETE", path, **place))

    def _is_open(self, reference: Reference) -> bool:
        return bool(reference.token) and self._clock() < reference.until


def _size(message: Message) -> int:
    return len(message.picture or message.document or b"")
