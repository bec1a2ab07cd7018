"""Reads updates: what a person did on Telegram, as an event."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from adapters.telegram.command_parser import BotIdentity, ParsedCommand, command_in, without_mention
from adapters.telegram.message_reader import (
    Json,
    content_of,
    in_group,
    inside,
    is_note,
    kind_of,
    person,
    picture_in,
    says_so,
    sender_of,
    text_of,
    thread_of,
)
from atelier_bot import (
    Address,
    ButtonPressed,
    Command,
    Event,
    OtherSent,
    Person,
    PhotoSent,
    Recent,
    TextSent,
    event_of_text,
    in_place_of,
)

log = logging.getLogger(__name__)

UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that are asked for."""
CACHE_SIZE: Final = 2000


class ParsedUpdate(NamedTuple):
    """An event, the message that it came by or is about, and the query of a pressed button, which waits for a word."""

    event: Event
    message: int
    query: str = ""


class UpdateParser:
    """Reads one bot's updates."""

    def __init__(self, adapter: str, account: str, me: BotIdentity, commands: Sequence[Command]) -> None:
        self._adapter, self._account, self._me, self._commands = adapter, account, me, commands
        self._earlier: Recent[tuple[int, int], tuple[str, str]] = Recent(CACHE_SIZE)

    def read(self, update: Mapping[str, Any]) -> ParsedUpdate | None:
        """What an update tells, if it tells anything that a person did.

        One that doesn't even say where and by whom would come again for ever, so it is passed over.
        """
        try:
            parsed = self._read(update)
            return parsed if parsed is not None and parsed.event.person else None  # which not every id can be made into
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("telegram: update %s can't be read and is passed over", update.get("update_id"))
            return None

    def _read(self, update: Json) -> ParsedUpdate | None:
        if "callback_query" in update:
            return self._button(update["callback_query"])
        message = inside(update, "message") or inside(update, "edited_message")
        sender = sender_of(message)
        if sender is None or is_note(message):
            return None
        return self._message(message, sender) if "message" in update else self._edited(message, sender)

    def _button(self, query: Json) -> ParsedUpdate | None:
        message = inside(query, "message")
        if not message or not query.get("data"):
            return None  # under a message that was sent by way of another chat
        base = self._base(f"query:{query['id']}", message, person(query["from"]))
        under = f"{message['chat']['id']}:{message['message_id']}"
        event = ButtonPressed(**base, button=query["data"], message=under)
        return ParsedUpdate(event, message["message_id"], query["id"])

    def _message(self, message: Json, sender: Person) -> ParsedUpdate | None:
        self._earlier.put((message["chat"]["id"], message["message_id"]), content_of(message))
        text, mentioned = without_mention(text_of(message), self._me.username)
        command = command_in(text)
        if command is not None and command.to not in ("", self._me.username.lower()):
            return None
        called = mentioned or self._answers_us(message) or (command is not None and self._is_ours(command))
        for_us = called or not in_group(message)
        base = self._base(f"{message['chat']['id']}:{message['message_id']}", message, sender) | {"addressed": for_us}
        event = self._event(message, base, text, command)
        return ParsedUpdate(event, message["message_id"]) if event is not None else None

    def _event(self, message: Json, base: dict[str, Any], text: str, command: ParsedCommand | None) -> Event | None:
        photo = picture_in(message)
        if photo is not None and (base["addressed"] or says_so(message)):
            caption = command.argument if command is not None else text
            return PhotoSent(**base, photo=photo, caption=caption, album=str(message.get("media_group_id") or ""))
        if not isinstance(message.get("text"), str):
            return OtherSent(**base, what=kind_of(message))
        if command is not None and not base["addressed"]:
            return None
        said = (command.name, command.argument) if command is not None else None
        older = picture_in(inside(message, "reply_to_message") or inside(message, "external_reply"))
        return event_of_text(self._commands, base, text, said, older)

    def _edited(self, message: Json, sender: Person) -> ParsedUpdate | None:
        """An edited text counts as a new one, an edited caption as a text, another photo as a photo.

        Telegram also tells of edits that change nothing that a bot is concerned with.
        """
        was = self._earlier.get((message["chat"]["id"], message["message_id"]))
        is_ = content_of(message)
        if was == is_:
            return None
        parsed = self._message(message, sender)
        if parsed is None or isinstance(parsed.event, OtherSent):  # a location that moves, a poll that goes on
            return None
        event: Event = parsed.event.model_copy(update={"id": f"{parsed.event.id}:{message.get('edit_date')}"})
        if isinstance(event, PhotoSent) and (was is None or was[1] == is_[1]):
            if not event.caption:
                return None
            event = TextSent(**in_place_of(event), text=event.caption)
        return parsed._replace(event=event)

    def _is_ours(self, command: ParsedCommand) -> bool:
        return bool(command.to) or any(command.name == ours.name for ours in self._commands)

    def _answers_us(self, message: Json) -> bool:
        answered = inside(message, "reply_to_message")
        if "forum_topic_created" in answered:  # what all of a topic's messages answer
            return False
        return inside(answered, "from").get("id") == self._me.id

    def _base(self, id: str, message: Json, sender: Person) -> dict[str, Any]:
        """What every event has."""
        address = Address(self._adapter, self._account, str(message["chat"]["id"]), thread_of(message))
        return {"id": id, "address": address, "sender": sender, "is_group": in_group(message)}
