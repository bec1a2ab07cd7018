"""The adapter: carries conversations between the engine and one Telegram bot."""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from telebot import asyncio_helper
from telebot.types import Update

from adapters.telegram.attention import Attention
from adapters.telegram.client import Client
from adapters.telegram.errors import BadToken, Conflict, Refused
from adapters.telegram.files import Files
from adapters.telegram.menu import write_menu
from adapters.telegram.options import TelegramOptions
from adapters.telegram.pace import Limits, Pace, Sleep
from adapters.telegram.polling import Poller
from adapters.telegram.reading import Heard, Reader
from adapters.telegram.webhook import Webhook, secret_of
from adapters.telegram.words import Me
from adapters.telegram.writing import Writer
from core.conversation.address import Address
from core.conversation.events import Photo
from core.conversation.texts import Texts
from core.plugins.adapter import NEWS, Capabilities, Message, RateLimited, Receiver

log = logging.getLogger(__name__)

EDIT_SECONDS: Final = 3.0
MOST, MOST_LOCAL = 50_000_000, 2_000_000_000
"""Bytes of a file that the official server takes, and one of our own."""
ACTION_SECONDS: Final = 4.0
"""What a bot is doing is shown for five seconds."""


class Telegram:
    """A bot as an account. ``clock`` gives seconds from any begin, ``chance`` numbers in [0, 1].

    Where it is called by a webhook, ``webhook`` is what listens while it runs.
    """

    name = "telegram"
    settings = TelegramOptions

    def __init__(
        self,
        account: str,
        options: TelegramOptions,
        folder: Path,  # noqa: ARG002 - it has no files of its own
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        limits: Limits | None = None,
    ) -> None:
        self.account = account
        self._options, self._clock, self._sleep, self._chance = options, clock, sleep, chance
        most = MOST_LOCAL if options.local else MOST
        self.capabilities = Capabilities(edit_interval=EDIT_SECONDS, file_limit=most)
        self._client = Client(options.api_url, options.token)
        self._attention = Attention(clock)
        self._writer = Writer(self._client, Pace(limits or Limits(), clock, sleep), self._attention.answers, most)
        self._files = Files(self._client, local=options.local)
        self._texts = Texts.load()
        self._shown: dict[str, float] = {}
        self.webhook: Webhook | None = None
        self._poller: Poller | None = None

    @property
    def trouble(self) -> str:
        """Why nothing is heard of Telegram just now, if so."""
        hearing = self.webhook or self._poller
        return hearing.trouble if hearing is not None else ""

    async def run(self, engine: Receiver) -> None:
        """Brings updates in until it is cancelled. Raises BadToken, Conflict, Deaf, RateLimited, Refused, OSError."""
        self._client.open()
        ears = Client(self._options.api_url, self._options.token)  # of its own, so that a fresh start is one
        try:
            me = await ears.ask(asyncio_helper.get_me)
            logging.getLogger(NEWS).info("Atelier is on Telegram as @%s", me["username"])
            async with asyncio.TaskGroup() as tasks:
                reader = Reader(self.name, self.account, Me(me["id"], me["username"]), self._texts)
                receiving = _Receiving(reader, self._attention, engine, self._client, tasks)
                tasks.create_task(self._write_menu())
                if self._options.webhook is not None:
                    await self._be_called(ears, receiving)
                else:
                    await self._poll(ears, receiving, tasks)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            await ears.close(grace=0.0)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                await self._client.close()
            else:  # it starts again, and meanwhile messages can be sent
                await self._client.rest()

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        try:
            return await self._files.fetch(photo)
        except BadToken as error:
            raise ConnectionError(str(error)) from error

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        try:
            return await self._writer.send(address, message)
        except BadToken as error:  # an operator will mend that
            raise ConnectionError(str(error)) from error

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        try:
            if message.progress is not None:
                await self._show_painting(address)
            return await self._writer.edit(address, reference, message)
        except BadToken as error:
            raise ConnectionError(str(error)) from error

    async def _poll(self, ears: Client, receiving: "_Receiving", tasks: asyncio.TaskGroup) -> None:
        await ears.ask(asyncio_helper.delete_webhook, drop_pending_updates=False)
        self._poller = Poller(ears, receiving.receive, self._clock, self._sleep, self._chance)
        tasks.create_task(self._poller.watch())
        await self._poller.poll()

    async def _be_called(self, ears: Client, receiving: "_Receiving") -> None:
        assert self._options.webhook is not None
        self.webhook = Webhook(self._options.webhook, secret_of(self._options.token), receiving.receive)
        await self.webhook.serve(ears, self._sleep)

    async def _write_menu(self) -> None:
        """The bot works without, so what goes wrong is only said."""
        try:
            await write_menu(self._client, self._texts)
        except (OSError, RateLimited, Refused, BadToken) as error:
            log.warning("telegram: the menu stays as it was: %s", error)

    async def _show_painting(self, address: Address) -> None:
        """Shows that a picture is on its way; just a courtesy."""
        now = self._clock()
        if now - self._shown.get(address.chat, -ACTION_SECONDS) < ACTION_SECONDS:
            return
        self._shown = {chat: when for chat, when in self._shown.items() if now - when < ACTION_SECONDS}
        self._shown[address.chat] = now
        thread = int(address.thread) if address.thread else None
        action = asyncio_helper.send_chat_action
        try:
            await self._client.ask(action, address.chat, "upload_photo", message_thread_id=thread)
        except (OSError, RateLimited, Refused) as error:
            log.debug("%s: what goes on isn't shown: %s", address, error)


class _Receiving:
    """What becomes of an update while the adapter runs."""

    def __init__(
        self, reader: Reader, attention: Attention, engine: Receiver, client: Client, tasks: asyncio.TaskGroup
    ) -> None:
        self._reader, self._attention, self._engine = reader, attention, engine
        self._client, self._tasks = client, tasks

    async def receive(self, update: dict[str, Any]) -> None:
        """Keeps what an update tells for good. Raises StorageError."""
        heard = self._read(update)
        if heard is None:
            return
        if heard.query:  # first of all the button shall stop turning
            self._tasks.create_task(self._answer(heard.query))
        if await self._attention.is_for_us(heard, self._engine):
            await self._engine.receive(heard.event)

    def _read(self, update: dict[str, Any]) -> Heard | None:
        """An update that can't be read would come again for ever, so it is passed over."""
        parse: Callable[[Any], Update] = Update.de_json
        try:
            return self._reader.read(parse(update))
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("telegram: update %s can't be read and is passed over", update.get("update_id"))
            return None

    async def _answer(self, query: str) -> None:
        try:
            await self._client.ask(asyncio_helper.answer_callback_query, query)
        except (OSError, RateLimited, Refused, BadToken, Conflict) as error:
            log.debug("telegram: a button keeps turning: %s", error)  # the query is too old, for one
