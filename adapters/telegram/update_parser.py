"""Reads updates: what a person did on Telegram, as an event."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from telebot.types import CallbackQuery, Chat, ExternalReplyInfo, Message, PhotoSize, Update, User

from adapters.telegram.command_parser import BotIdentity, ParsedCommand, command_in, without_mention
from atelier_bot import (
    Address,
    ButtonPressed,
    Command,
    Event,
    OtherSent,
    Person,
    Photo,
    PhotoSent,
    Recent,
    TextSent,
    claims_to_be_picture,
    event_of_text,
)

log = logging.getLogger(__name__)

UPDATES: Final = ("message", "edited_message", "callback_query")
"""The kinds of updates that are asked for."""
OTHERS: Final = frozenset(
    [
        *("animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice", "location"),
        *("paid_media", "poll", "rich_message", "sticker", "story", "venue", "video", "video_note", "voice"),
    ]
)
"""What a person may send beside texts and photos; all else are notes of what happened in a chat."""
CACHE_SIZE: Final = 2000


class ParsedUpdate(NamedTuple):
    """An event; whether it came from a group, whether it is said to be for the bot, and what it may be answered to."""

    event: Event
    in_group: bool
    called: bool
    message: int
    query: str = ""


class UpdateParser:
    """Reads one bot's updates."""

    def __init__(self, adapter: str, account: str, me: BotIdentity, commands: Sequence[Command]) -> None:
        self._adapter, self._account, self._me, self._commands = adapter, account, me, commands
        self._earlier: Recent[tuple[int, int], tuple[str, str]] = Recent(CACHE_SIZE)

    def read(self, update: Mapping[str, Any]) -> ParsedUpdate | None:
        """What an update tells, if it tells anything that a person did.

        One that can't be read would come again for ever, so it is passed over.
        """
        parse: Callable[[Any], Update] = Update.de_json
        try:
            return self._read(parse(update))
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("telegram: update %s can't be read and is passed over", update.get("update_id"))
            return None

    def _read(self, update: Update) -> ParsedUpdate | None:
        if update.callback_query is not None:
            return self._button(update.callback_query)
        message = update.message or update.edited_message
        if message is None:
            return None
        sender = _person(message)
        if sender is None:
            return None
        return self._edited(message, sender) if update.edited_message else self._message(message, sender)

    def _button(self, query: CallbackQuery) -> ParsedUpdate | None:
        message = query.message
        if message is None or not query.data:
            return None  # under a message that was sent by way of another chat
        base = self._base(f"query:{query.id}", message, _user(query.from_user))
        event = ButtonPressed(**base, button=query.data, message=f"{message.chat.id}:{message.message_id}")
        return ParsedUpdate(event, _is_group(message.chat), called=True, message=message.message_id, query=query.id)

    def _message(self, message: Message, sender: Person) -> ParsedUpdate | None:
        self._earlier.put((message.chat.id, message.message_id), _content(message))
        text, mentioned = without_mention(message.text or message.caption or "", self._me.username)
        command = command_in(text)
        if command is not None and command.to not in ("", self._me.username.lower()):
            return None
        in_group = _is_group(message.chat)
        base = self._base(f"{message.chat.id}:{message.message_id}", message, sender)
        event = self._event(message, base, text, command, in_group)
        if event is None:
            return None
        called = mentioned or self._answers_us(message) or (command is not None and self._is_ours(command))
        return ParsedUpdate(event, in_group, called or not in_group, message.message_id)

    def _event(
        self, message: Message, base: dict[str, Any], text: str, command: ParsedCommand | None, in_group: bool
    ) -> Event | None:
        photo = picture_in(message)
        if photo is not None:
            caption = command.argument if command is not None else text
            return PhotoSent(**base, photo=photo, caption=caption, album=message.media_group_id or "")
        if message.text is None:
            return OtherSent(**base, what=message.content_type) if message.content_type in OTHERS else None
        if command is not None and in_group and not self._is_ours(command):
            return None
        said = (command.name, command.argument) if command is not None else None
        return event_of_text(self._commands, base, text, said, _older_picture(message))

    def _edited(self, message: Message, sender: Person) -> ParsedUpdate | None:
        """An edited text counts as a new one, an edited caption as a text, another photo as a photo.

        Telegram also tells of edits that change nothing that a bot is concerned with.
        """
        was = self._earlier.get((message.chat.id, message.message_id))
        is_ = _content(message)
        if was == is_:
            return None
        parsed = self._message(message, sender)
        if parsed is None:
            return None
        event: Event = parsed.event.model_copy(update={"id": f"{parsed.event.id}:{message.edit_date}"})
        if isinstance(event, PhotoSent) and (was is None or was[1] == is_[1]):
            if not event.caption:
                return None
            event = TextSent(id=event.id, address=event.address, sender=sender, text=event.caption)
        return parsed._replace(event=event)

    def _is_ours(self, command: ParsedCommand) -> bool:
        return bool(command.to) or any(command.name == ours.name for ours in self._commands)

    def _answers_us(self, message: Message) -> bool:
        answered = message.reply_to_message
        if answered is None or answered.forum_topic_created is not None:  # what all of a topic's messages answer
            return False
        return answered.from_user is not None and answered.from_user.id == self._me.id

    def _base(self, id: str, message: Any, sender: Person) -> dict[str, Any]:
        """What every event has; an inaccessible message doesn't tell its topic."""
        in_topic = getattr(message, "is_topic_message", None)
        thread = getattr(message, "message_thread_id", None) if in_topic else None
        address = Address(self._adapter, self._account, str(message.chat.id), str(thread or ""))
        return {"id": id, "address": address, "sender": sender}


def picture_in(message: Message | ExternalReplyInfo) -> Photo | None:
    """The photo in a message, or the picture that was sent as a file."""
    spoiler = bool(message.has_media_spoiler)
    if message.photo:
        largest = _largest(message.photo)
        return Photo(reference=largest.file_id, size=largest.file_size, spoiler=spoiler)
    document = message.document
    if document is None or message.animation is not None:
        return None
    if not claims_to_be_picture(document.mime_type, document.file_name):
        return None
    return Photo(reference=document.file_id, size=document.file_size, spoiler=spoiler)


def _largest(sizes: list[PhotoSize]) -> PhotoSize:
    return max(sizes, key=lambda size: (size.width * size.height, size.file_size or 0))


def _older_picture(message: Message) -> Photo | None:
    answered = message.reply_to_message or message.external_reply
    return picture_in(answered) if answered is not None else None


def _person(message: Message) -> Person | None:
    """Who sent a message: a user, or a chat on whose behalf it was sent; never another bot."""
    if message.sender_chat is not None:
        return Person(id=str(message.sender_chat.id), name=message.sender_chat.title or "")
    if message.from_user is None or message.from_user.is_bot:
        return None
    return _user(message.from_user)


def _user(user: User) -> Person:
    name = " ".join(part for part in (user.first_name, user.last_name) if part)
    return Person(id=str(user.id), name=name, locale=user.language_code or "")


def _is_group(chat: Chat) -> bool:
    return chat.type != "private"


def _content(message: Message) -> tuple[str, str]:
    """What an edit may change: the words, and which picture it is."""
    if message.photo:
        return message.caption or "", _largest(message.photo).file_unique_id
    if message.document is not None:
        return message.caption or "", message.document.file_unique_id
    return message.text or message.caption or "", ""
