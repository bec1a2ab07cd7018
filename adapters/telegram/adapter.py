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

from adapters.telegram.api_client import ApiClient
from adapters.telegram.command_parser import BotIdentity
from adapters.telegram.errors import Conflict, Refused
from adapters.telegram.group_attention import GroupAttention
from adapters.telegram.menu import write_menu
from adapters.telegram.message_sender import MessageSender
from adapters.telegram.options import TelegramOptions
from adapters.telegram.photo_downloader import PhotoDownloader
from adapters.telegram.polling import Poller
from adapters.telegram.rate_limiter import RateLimiter, RateLimits
from adapters.telegram.update_parser import ParsedUpdate, UpdateParser
from adapters.telegram.webhook import Webhook, secret_of
from atelier_bot import (
    OPERATOR_LOG,
    Address,
    Capabilities,
    Clock,
    Engine,
    Message,
    Photo,
    RateLimited,
    Sleep,
    framework_texts,
)

log = logging.getLogger(__name__)

EDIT_SECONDS: Final = 3.0
MAX_UPLOAD_BYTES, MAX_UPLOAD_BYTES_LOCAL = 50_000_000, 2_000_000_000
"""Bytes of a file that the official server takes, and one of our own."""
ACTION_SECONDS: Final = 4.0
"""What a bot is doing is shown for five seconds."""


class Telegram:
    """A bot as an account. ``clock`` gives seconds from any begin, ``chance`` numbers in [0, 1].

    Where it is called by a webhook, ``webhook`` is what listens while it runs.
    """

    name = "telegram"
    config_model = TelegramOptions

    def __init__(
        self,
        account: str,
        options: TelegramOptions,
        folder: Path,  # noqa: ARG002 - it has no files of its own
        *,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
        limits: RateLimits | None = None,
    ) -> None:
        self.account = account
        self._options, self._clock, self._sleep, self._chance = options, clock, sleep, chance
        max_bytes = MAX_UPLOAD_BYTES_LOCAL if options.local else MAX_UPLOAD_BYTES
        self.capabilities = Capabilities(edit_interval=EDIT_SECONDS, file_limit=max_bytes)
        self._client = ApiClient(options.api_url, options.token)
        self._attention = GroupAttention(clock)
        self._sender = MessageSender(
            self._client, RateLimiter(limits or RateLimits(), clock, sleep), self._attention.answers, max_bytes
        )
        self._downloader = PhotoDownloader(self._client, local=options.local)
        self._texts = framework_texts()
        self._shown: dict[str, float] = {}
        self.webhook: Webhook | None = None
        self._poller: Poller | None = None

    @property
    def trouble(self) -> str:
        """Why nothing is heard of Telegram just now, if so."""
        hearing = self.webhook or self._poller
        return hearing.trouble if hearing is not None else ""

    async def run(self, engine: Engine) -> None:
        """Brings updates in until it is cancelled.

        Raises InvalidToken, Conflict, PollingStalled, RateLimited, Refused, OSError.
        """
        self._client.open()
        # of its own, so that a fresh start is one
        update_client = ApiClient(self._options.api_url, self._options.token)
        try:
            me = await update_client.ask(asyncio_helper.get_me)
            logging.getLogger(OPERATOR_LOG).info("Atelier is on Telegram as @%s", me["username"])
            async with asyncio.TaskGroup() as tasks:
                parser = UpdateParser(self.name, self.account, BotIdentity(me["id"], me["username"]), self._texts)
                receiving = _Receiving(parser, self._attention, engine, self._client, tasks)
                tasks.create_task(self._write_menu())
                if self._options.webhook is not None:
                    await self._be_called(update_client, receiving)
                else:
                    await self._poll(update_client, receiving, tasks)
        except ExceptionGroup as group:
            raise group.exceptions[0] from None
        finally:
            await update_client.close(grace=0.0)
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                await self._client.close()
            else:  # it starts again, and meanwhile messages can be sent
                await self._client.rest()

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        return await self._downloader.fetch(photo)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        return await self._sender.send(address, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        if message.progress is not None:
            await self._show_painting(address)
        return await self._sender.edit(address, reference, message)

    async def _poll(self, update_client: ApiClient, receiving: "_Receiving", tasks: asyncio.TaskGroup) -> None:
        await update_client.ask(asyncio_helper.delete_webhook, drop_pending_updates=False)
        self._poller = Poller(update_client, receiving.receive, self._clock, self._sleep, self._chance)
        tasks.create_task(self._poller.watch())
        await self._poller.poll()

    async def _be_called(self, update_client: ApiClient, receiving: "_Receiving") -> None:
        assert self._options.webhook is not None
        self.webhook = Webhook(self._options.webhook, secret_of(self._options.token), receiving.receive)
        await self.webhook.serve(update_client, self._sleep)

    async def _write_menu(self) -> None:
        """The bot works without, so what goes wrong is only said."""
        try:
            await write_menu(self._client, self._texts)
        except (OSError, RateLimited, Refused) as error:
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
        self,
        parser: UpdateParser,
        attention: GroupAttention,
        engine: Engine,
        client: ApiClient,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._parser, self._attention, self._engine = parser, attention, engine
        self._client, self._tasks = client, tasks

    async def receive(self, update: dict[str, Any]) -> None:
        """Keeps what an update tells for good. Raises StorageError."""
        parsed = self._read(update)
        if parsed is None:
            return
        if parsed.query:  # first of all the button shall stop turning
            self._tasks.create_task(self._answer(parsed.query))
        if await self._attention.is_for_us(parsed, self._engine):
            await self._engine.submit(parsed.event)

    def _read(self, update: dict[str, Any]) -> ParsedUpdate | None:
        """An update that can't be read would come again for ever, so it is passed over."""
        parse: Callable[[Any], Update] = Update.de_json
        try:
            return self._parser.read(parse(update))
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("telegram: update %s can't be read and is passed over", update.get("update_id"))
            return None

    async def _answer(self, query: str) -> None:
        try:
            await self._client.ask(asyncio_helper.answer_callback_query, query)
        except (OSError, RateLimited, Refused, Conflict) as error:
            log.debug("telegram: a button keeps turning: %s", error)  # the query is too old, for one
