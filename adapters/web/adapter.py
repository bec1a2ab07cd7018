"""The adapter: carries conversations between the engine and the page's open tabs."""

import asyncio
import errno
import logging
import os
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import web
from yarl import URL

from adapters.web import items
from adapters.web.checkup import findings
from adapters.web.client_address import ClientAddresses
from adapters.web.client_posts import is_quiet
from adapters.web.cookies import CookieSigner, load_key
from adapters.web.guard import Guard
from adapters.web.hub import Hub
from adapters.web.limits import Limits
from adapters.web.options import WebOptions
from adapters.web.server import Server
from adapters.web.upload_store import UploadStore
from atelier_bot import (
    OPERATOR_LOG,
    Adapter,
    Address,
    Capabilities,
    ConnectionLimits,
    Engine,
    Finding,
    Lost,
    Message,
    PersonId,
    Photo,
    PhotoLost,
    PortTaken,
)
from atelier_bot.http_server import serving

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
BIG = 1_000_000_000


class WebPage(Adapter):
    """The page as an account; ``folder`` is for uploads. Once ``ready`` is set, ``url`` is where the page is."""

    name = "web"
    config_model = WebOptions
    capabilities = Capabilities(
        edit_interval=0.25, text_limit=BIG, caption_limit=BIG, picture_limit=BIG, file_limit=BIG, history=True
    )

    def __init__(
        self,
        account: str,
        options: WebOptions,
        folder: Path,
        *,
        limits: Limits | None = None,
        connections: ConnectionLimits | None = None,
    ) -> None:
        self.account = account
        self._options, self._folder, self._limits = options, folder, limits or Limits()
        self._connections, self._addresses = connections or ConnectionLimits(), ClientAddresses(options)
        self._uploads, self._hub = UploadStore(folder, waiting=self._limits.waiting), Hub()
        self.url = ""
        self.ready = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        """Serves the page until it is cancelled. Raises PortTaken at the first start, and OSError."""
        signer = CookieSigner(await asyncio.to_thread(load_key, self._folder))
        guard = Guard(self._options, signer, self._addresses, self._limits)
        server = Server(self.account, engine, self._hub, self._uploads, guard, self._limits)
        async with self._serving(server.application()) as (host, port):
            self._say_where(host, port)
            self.ready.set()
            while True:
                await self._uploads.sweep()
                await asyncio.sleep(SWEEP_SECONDS)

    @asynccontextmanager
    async def _serving(self, application: web.Application) -> AsyncIterator[tuple[str, int]]:
        """While it is served. A page that was served already waits until it can be again."""
        host, port, is_proxy = self._options.host, self._options.port, self._addresses.is_proxy
        async with AsyncExitStack() as stack:
            served = serving(application, host, port, self._connections, log=log, is_proxy=is_proxy)
            try:
                place = await stack.enter_async_context(served)
            except OSError as error:
                if error.errno not in (errno.EADDRINUSE, errno.EACCES) or self.ready.is_set():
                    raise
                raise PortTaken(
                    f"port {port} on {host} can't be had ({os.strerror(error.errno).lower()}): end the program that "
                    f"has it, or put another number at adapters.{self.account}.port in plugins.toml"
                ) from error
            yield place

    def _say_where(self, host: str, port: int) -> None:
        self.url = self._options.origin or str(URL.build(scheme="http", host=host, port=port))
        logging.getLogger(OPERATOR_LOG).info("Atelier is at %s", self.url)
        if self._addresses.are_hidden:
            logging.getLogger(OPERATOR_LOG).info(
                "who asks can't be told behind a proxy that isn't named, so nobody is limited by address: "
                "put its address at adapters.%s.proxies in plugins.toml",
                self.account,
            )

    async def check(self) -> list[Finding]:
        """Whether the page is served, or could be."""
        return await findings(self._options, self.account)

    async def fetch(self, photo: Photo, limit: int) -> bytes:  # noqa: ARG002 - larger ones aren't taken
        """The bytes of an uploaded photo. Raises PhotoLost, and OSError to be asked again."""
        data = await self._uploads.fetch(photo.reference)
        if data is None:
            raise PhotoLost(Lost.EXPIRED)
        return data

    async def forget(self, person: PersonId, references: Sequence[str]) -> None:  # noqa: ARG002 - there may be more
        """Deletes the person's uploads: those that no event came with too, and what has come of others."""
        await self._uploads.delete_of(person.id)

    async def send(self, address: Address, message: Message) -> str:
        """Shows a message in the open tabs; its key is its reference. History has it for those who come later."""
        return await self.edit(address, message.key, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Shows a message in an earlier one's place."""
        if message.answers is not None and is_quiet(message.answers.answer_by, message.kept.job):
            self._hub.tell(address.chat)
        else:
            self._hub.push(address.chat, items.from_message(message, reference, time.time()))
        return reference
