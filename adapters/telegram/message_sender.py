"""Writes messages: one that the contract knows as the request that Telegram takes, and the next best if it doesn't."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from telebot.types import ReplyParameters

from adapters.telegram.api_client import UPLOAD_TIMEOUT, ApiClient
from adapters.telegram.errors import Migrated
from adapters.telegram.message_format import file_of, is_photo, keyboard, media_of
from atelier_bot import Address, Forbidden, Message, RateLimiter, Recent, Refused, Undeliverable

NO_TOPIC: Final = "message thread not found"
NO_PHOTO: Final = ("PHOTO_INVALID_DIMENSIONS", "IMAGE_PROCESS_FAILED", "PHOTO_SAVE_FILE_INVALID")
NOT_MODIFIED: Final = "message is not modified"
NO_TEXT: Final = "no text in the message to edit"
CACHE_SIZE: Final = 10_000

FindTarget = Callable[[Address, Message], int | None]
"""The message that an answer belongs under, if it needs one."""


class _Target(NamedTuple):
    """A chat, as Telegram knows it now, and the topic in it."""

    chat: str
    thread: int | None


class MessageSender:
    """Sends and edits at a pace. A group that has moved is followed; references are ``chat:message``.

    ``target`` finds what an answer belongs under.
    """

    def __init__(self, client: ApiClient, pace: RateLimiter, target: FindTarget, file_limit: int) -> None:
        self._client, self._limiter, self._find_target, self._file_limit = client, pace, target, file_limit
        self._moved: dict[str, str] = {}
        self._pictures: Recent[str, None] = Recent(CACHE_SIZE)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        if message.document is not None and len(message.document) > self._file_limit:
            raise Undeliverable("the file is larger than Telegram takes")
        where = self._target(address)
        answers = self._find_target(address, message)
        photo = is_photo(message)
        while True:  # each way round an obstacle is taken once
            try:
                return await self._send(where, message, photo, answers)
            except Migrated as moved:
                if moved.chat == where.chat:
                    raise Undeliverable(str(moved)) from moved
                self._moved[address.chat] = moved.chat
                where = _Target(moved.chat, where.thread)
            except Refused as refused:
                if NO_TOPIC in str(refused) and where.thread is not None:
                    where = where._replace(thread=None)
                elif photo and any(word in str(refused) for word in NO_PHOTO):
                    photo = False
                else:
                    raise Undeliverable(str(refused)) from refused

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place, or sends it where that can't be; the reference that it has now.

        Progress is only worth an edit, and only when it is the chat's turn. Raises as ``send`` does.
        """
        chat, _, id = reference.partition(":")
        turn = self._limiter.turn if message.progress is None else self._limiter.progress
        try:
            async with turn(chat):
                await self._edit(chat, int(id), reference, message)
        except Forbidden as forbidden:
            raise Undeliverable(str(forbidden)) from forbidden
        except Refused as refused:
            if message.progress is not None:
                raise Undeliverable(str(refused)) from refused
            return await self.send(address, message)
        return reference

    def _target(self, address: Address) -> _Target:
        return _Target(self._moved.get(address.chat, address.chat), int(address.thread) if address.thread else None)

    async def _send(self, where: _Target, message: Message, photo: bool, answers: int | None) -> str:
        more: dict[str, Any] = {
            "reply_markup": keyboard(message.buttons),
            "message_thread_id": where.thread,
            "reply_parameters": ReplyParameters(answers, allow_sending_without_reply=True) if answers else None,
        }
        async with self._limiter.turn(where.chat):
            if message.picture is None and message.document is None:
                sent = await self._client.ask("send_message", where.chat, message.text, **more)
            else:
                sent = await self._upload(where.chat, message, photo, more)
        reference = f"{where.chat}:{sent['message_id']}"
        if message.picture is not None:
            self._pictures.put(reference, None)
        return reference

    async def _upload(self, chat: str, message: Message, photo: bool, more: dict[str, Any]) -> Any:
        more |= {"caption": message.text or None, "time_limit": UPLOAD_TIMEOUT}
        if photo:
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
