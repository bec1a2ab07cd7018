"""The adapter: carries conversations between the engine and one Telegram bot."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from adapters.telegram.anonymous_admins import AnonymousAdmins
from adapters.telegram.api_client import ApiClient
from adapters.telegram.chat_changes import Move, addition_in, move_in
from adapters.telegram.checkup import findings
from adapters.telegram.command_parser import BotIdentity
from adapters.telegram.menu import write_menu
from adapters.telegram.message_sender import MessageSender
from adapters.telegram.options import TelegramOptions
from adapters.telegram.photo_downloader import download_photo
from adapters.telegram.polling import Poller
from adapters.telegram.rate_limits import RateLimits, is_group
from adapters.telegram.reply_targets import ReplyTargets
from adapters.telegram.update_parser import ParsedUpdate, UpdateParser
from adapters.telegram.webhook import Webhook, secret_of
from atelier_bot import (
    OPERATOR_LOG,
    Adapter,
    Address,
    Capabilities,
    Clock,
    Command,
    Engine,
    Finding,
    Message,
    Obstacle,
    Person,
    PersonId,
    Photo,
    Privacy,
    Proxies,
    RateLimiter,
    Receipt,
    Recent,
    Sleep,
    StorageError,
    Texts,
    Undeliverable,
    courtesy,
    declared_commands,
    words_of_all,
)

log = logging.getLogger(__name__)

EDIT_SECONDS: Final = 3.0
MAX_UPLOAD_BYTES, MAX_UPLOAD_BYTES_LOCAL = 50_000_000, 2_000_000_000
"""Bytes of a file that the official server takes, and one of our own."""
ACTION_SECONDS: Final = 4.0
"""What a bot is doing is shown for five seconds."""
CACHE_SIZE: Final = 1000


class Telegram(Adapter):
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
        self.capabilities = Capabilities(
            edit_interval=EDIT_SECONDS,
            file_limit=max_bytes,
            notices=True,
            privacy=Privacy.DIRECT,
            several_hear=options.webhook is not None,
        )
        self._proxies = Proxies(options.proxy)
        self._client = ApiClient(options.api_url, options.token, self._proxies)
        self._targets = ReplyTargets(clock)
        limits = limits or RateLimits()
        limiter = RateLimiter(limits.all, limits.of_chat, clock, sleep)
        self._sender = MessageSender(self._client, limiter, self._targets.find, max_bytes, self._note_move)
        self._admins = AnonymousAdmins(self._client, clock)
        self._engine: Engine | None = None
        self._shown: Recent[str, float] = Recent(CACHE_SIZE)
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
        # of its own, so that a fresh start is one
        update_client = ApiClient(self._options.api_url, self._options.token, self._proxies)
        async with self._client.opened():
            try:
                await self._carry(engine, update_client)
            except ExceptionGroup as group:
                raise group.exceptions[0] from None
            finally:
                await update_client.close(grace=0.0)

    async def check(self) -> list[Finding]:
        """Whether the token is good, what the bot is shown in groups, and how updates come. Raises as ``run`` does."""
        async with self._client.opened():
            return await findings(self._client, self._options.webhook)

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        local_folder = self._options.token.get_secret_value() if self._options.local else None
        return await download_photo(self._client, photo, limit, local_folder)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its reference. Raises RateLimited, Undeliverable, OSError."""
        return await self._sender.send(address, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the reference that it has now. Raises as ``send`` does."""
        if message.progress is not None:
            await self._show_painting(address)
        return await self._sender.edit(address, reference, message)

    async def direct(self, person: PersonId) -> Address:
        """A person's private chat with the bot. Raises Undeliverable for a group or a channel that acts as a person."""
        if is_group(person.id):
            raise Undeliverable("only a person has a private chat", Obstacle.PLACE)
        return self._address(person.id)

    async def _carry(self, engine: Engine, client: ApiClient) -> None:
        me = await client.ask("get_me")
        self._engine, self._sender.hears_all = engine, me.get("can_read_all_group_messages", False)
        logging.getLogger(OPERATOR_LOG).info("Atelier is on Telegram as @%s", me["username"])
        commands = declared_commands(engine.effects)
        parser = UpdateParser(self.name, self.account, BotIdentity(me["id"], me["username"]), commands)
        async with asyncio.TaskGroup() as tasks:
            receive = partial(self._receive, engine, parser, tasks)
            tasks.create_task(self._write_menu(commands, words_of_all(engine.effects)))
            if self._options.webhook is not None:
                self.webhook = Webhook(self._options.webhook, secret_of(self._options.token), receive)
                await self.webhook.serve(client, self._sleep, engine.until_answering)
            else:
                await client.ask("delete_webhook", drop_pending_updates=False)
                self._poller = Poller(client, receive, self._clock, self._sleep, self._chance)
                tasks.create_task(self._poller.watch())
                await self._poller.poll()

    async def _receive(
        self, engine: Engine, parser: UpdateParser, tasks: asyncio.TaskGroup, update: dict[str, Any]
    ) -> None:
        """Keeps what an update tells for good. Raises StorageError."""
        if (move := move_in(update)) is not None:
            await engine.moved(self._address(move.old), self._address(move.new))
        elif (added := addition_in(update, self.name, self.account)) is not None:
            await engine.submit(added)
        elif (parsed := parser.read(update)) is not None:
            await self._submit(engine, parsed, tasks)

    async def _submit(self, engine: Engine, parsed: ParsedUpdate, tasks: asyncio.TaskGroup) -> None:
        """Keeps what a person did; a button is answered for, whatever comes of it."""
        event, receipt = parsed.event, Receipt(new=False)
        try:
            receipt = await engine.submit(event)
            if receipt.notice and await self._admins.acts_as(event.address.chat, event.sender.id):
                # as the group whose button it may be; who of its administrators it is nobody shall know
                event = event.model_copy(update={"sender": Person(id=event.address.chat)})
                receipt = await engine.submit(event)
            if receipt.new:
                self._targets.note(event.address, event.person, parsed.message)
        finally:
            if parsed.query:
                tasks.create_task(self._answer(parsed.query, receipt.notice))

    async def _note_move(self, move: Move) -> None:
        """Has the engine follow a group of which it came out that it has moved; Telegram tells so as well."""
        if self._engine is None:
            return
        try:
            await self._engine.moved(self._address(move.old), self._address(move.new))
        except StorageError as error:
            log.warning("telegram: that a group has moved can't be noted: %s", error)

    def _address(self, chat: str) -> Address:
        return Address(self.name, self.account, chat)

    async def _answer(self, query: str, notice: str) -> None:
        """Has a button stop turning, with a word to whoever pressed it if there is one."""
        with courtesy(log, "telegram: a button keeps turning"):  # the query is too old, for one
            await self._client.ask("answer_callback_query", query, text=notice or None)

    async def _write_menu(self, commands: Sequence[Command], texts: Texts) -> None:
        """The bot works without, so what goes wrong is only said."""
        with courtesy(log, "telegram: the menu stays as it was", logging.WARNING):
            await write_menu(self._client, commands, texts)

    async def _show_painting(self, address: Address) -> None:
        """Shows that a picture is on its way; just a courtesy."""
        now, shown = self._clock(), self._shown.get(address.chat)
        if shown is not None and now - shown < ACTION_SECONDS:
            return
        self._shown.put(address.chat, now)
        thread = int(address.thread) if address.thread else None
        with courtesy(log, f"{address}: what goes on isn't shown"):
            await self._client.ask("send_chat_action", address.chat, "upload_photo", message_thread_id=thread)
