"""Writes messages: one that the contract knows as the request that Telegram takes, and the next best if it doesn't."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final, NamedTuple

from telebot.types import ForceReply, InlineKeyboardMarkup, ReplyParameters

from adapters.telegram.api_client import UPLOAD_TIMEOUT, ApiClient
from adapters.telegram.chat_changes import Move
from adapters.telegram.errors import Migrated, undeliverable
from adapters.telegram.message_format import file_of, is_photo, keyboard, media_of
from adapters.telegram.rate_limits import is_group
from atelier_bot import Address, Forbidden, Message, Obstacle, RateLimiter, Recent, Refused, Undeliverable, courtesy

log = logging.getLogger(__name__)

NO_TOPIC: Final = "message thread not found"
NOT_MODIFIED: Final = "message is not modified"
NO_TEXT: Final = "no text in the message to edit"
CACHE_SIZE: Final = 10_000

FindTarget = Callable[[Address, Message], int | None]
"""The message that an answer belongs under, if it needs one."""
NoteMove = Callable[[Move], Awaitable[None]]
"""Hears where a group has moved."""


class _Target(NamedTuple):
    """A chat, as Telegram knows it now, and the topic in it."""

    chat: str
    thread: int | None


class MessageSender:
    """Sends and edits at a pace. A group that has moved is followed; references are ``chat:message``.

    ``target`` finds what an answer belongs under. Unless the bot ``hears_all`` that is said in groups, it has to be
    answered there by a reply to its message.
    """

    def __init__(
        self, client: ApiClient, pace: RateLimiter, target: FindTarget, file_limit: int, note_move: NoteMove
    ) -> None:
        self._client, self._limiter, self._find_target, self._file_limit = client, pace, target, file_limit
        self._note_move = note_move
        self.hears_all = True
        self._moved: dict[str, str] = {}
        self._pictures: Recent[str, None] = Recent(CACHE_SIZE)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        if message.document is not None and len(message.document) > self._file_limit:
            raise Undeliverable("the file is larger than Telegram takes", Obstacle.SIZE)
        where = self._target(address)
        answers = self._find_target(address, message)
        while True:  # each way round an obstacle is taken once
            try:
                return await self._send(where, message, answers)
            except Migrated as moved:
                if moved.chat == where.chat:
                    raise Undeliverable(str(moved), Obstacle.PLACE) from moved
                self._moved[address.chat] = moved.chat
                await self._note_move(Move(where.chat, moved.chat))
                where = _Target(moved.chat, where.thread)
            except Refused as refused:
                if NO_TOPIC not in str(refused) or where.thread is None:
                    raise undeliverable(refused) from refused
                where = where._replace(thread=None)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place, or sends it where that can't be; the reference that it has now.

        Progress is only worth an edit, and only when it is the chat's turn. Raises as ``send`` does.
        """
        chat, _, id = reference.partition(":")
        turn = self._limiter.turn if message.progress is None else self._limiter.progress
        try:
            async with turn(chat):
                await self._edit(chat, int(id), reference, message)
        except Refused as refused:
            if message.progress is not None or isinstance(refused, Forbidden):
                raise undeliverable(refused) from refused
        else:
            return reference
        sent = await self.send(address, message)
        await self._retire(chat, int(id), message)
        return sent

    async def _retire(self, chat: str, id: int, message: Message) -> None:
        """Takes away a message in whose place there is another one; else it says what that does."""
        with courtesy(log, "telegram: an old message stays"):
            try:
                await self._client.ask("delete_message", chat, id)
            except Refused:
                await self._client.ask("edit_message_text", text=message.text, chat_id=chat, message_id=id)

    def _target(self, address: Address) -> _Target:
        return _Target(self._moved.get(address.chat, address.chat), int(address.thread) if address.thread else None)

    async def _send(self, where: _Target, message: Message, answers: int | None) -> str:
        wants_reply = is_group(where.chat) and not self.hears_all
        if wants_reply and message.answer_hint:
            message = message.model_copy(update={"text": f"{message.text}\n{message.answer_hint}"})
        more: dict[str, Any] = {
            "reply_markup": _markup(message, wants_reply=wants_reply),
            "message_thread_id": where.thread,
            "reply_parameters": ReplyParameters(answers, allow_sending_without_reply=True) if answers else None,
        }
        async with self._limiter.turn(where.chat):
            if message.picture is None and message.document is None:
                sent = await self._client.ask("send_message", where.chat, message.text, **more)
            else:
                sent = await self._upload(where.chat, message, more)
        reference = f"{where.chat}:{sent['message_id']}"
        if message.picture is not None:
            self._pictures.put(reference, None)
        return reference

    async def _upload(self, chat: str, message: Message, more: dict[str, Any]) -> Any:
        more |= {"caption": message.text or None, "time_limit": UPLOAD_TIMEOUT}
        if is_photo(message):
            spoiler = message.spoiler or None
            return await self._client.ask("send_photo", chat, file_of(message), has_spoiler=spoiler, **more)
        return await self._client.ask("send_data", chat, file_of(message), "document", **more)

    async def _edit(self, chat: str, id: int, reference: str, message: Message) -> None:
        at: dict[str, Any] = {"chat_id": chat, "message_id": id, "reply_markup": keyboard(message.buttons)}
        if message.only_buttons:
            await self._change("edit_message_reply_markup", **at)
        elif message.picture is not None or message.document is not None:
            media = media_of(message, is_photo(message))
            await self._change("edit_message_media", media, time_limit=UPLOAD_TIMEOUT, **at)
            self._pictures.put(reference, None)
        elif reference in self._pictures:
            await self._change("edit_message_caption", message.text, **at)
        else:
            try:
                await self._change("edit_message_text", text=message.text, **at)
            except Refused as refused:
                if NO_TEXT not in str(refused):
                    raise
                self._pictures.put(reference, None)  # it was sent before the program began
                await self._change("edit_message_caption", message.text, **at)

    async def _change(self, function: str, *arguments: Any, **options: Any) -> None:
        try:
            await self._client.ask(function, *arguments, **options)
        except Refused as refused:
            if NOT_MODIFIED not in str(refused):
                raise


def _markup(message: Message, *, wants_reply: bool) -> InlineKeyboardMarkup | ForceReply | None:
    """The buttons, or what has the person's client begin a reply with a picture; Telegram takes one of the two.

    Buttons go before: that a reply is wanted the text says too.
    """
    if message.asks and wants_reply and not any(message.buttons):
        return ForceReply(selective=True)
    return keyboard(message.buttons)
