"""The adapter: carries conversations between the engine and the page's open tabs."""

import asyncio
import errno
import logging
import os
import time
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from yarl import URL

from adapters.web import items
from adapters.web.client_posts import is_quiet
from adapters.web.hub import Hub
from adapters.web.options import WebOptions
from adapters.web.server import Server
from adapters.web.upload_store import UploadStore
from atelier_bot import (
    OPERATOR_LOG,
    Adapter,
    Address,
    Capabilities,
    Engine,
    Lost,
    Message,
    PersonId,
    Photo,
    PhotoLost,
    PortTaken,
)

SWEEP_SECONDS = 30.0
BIG = 1_000_000_000


class WebPage(Adapter):
    """The page as an account; ``folder`` is for uploads. Once ``ready`` is set, ``url`` is where the page is."""

    name = "web"
    config_model = WebOptions
    capabilities = Capabilities(
        edit_interval=0.25, text_limit=BIG, caption_limit=BIG, picture_limit=BIG, file_limit=BIG
    )

    def __init__(self, account: str, options: WebOptions, folder: Path) -> None:
        self.account = account
        self._options = options
        self._uploads, self._hub = UploadStore(folder), Hub()
        self.url = ""
        self.ready = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        """Serves the page until it is cancelled. Raises PortTaken at the first start, and OSError."""
        server = Server(self.account, self._options, engine, self._hub, self._uploads)
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await self._listen(web.TCPSite(runner, self._options.host, self._options.port))
            host, port = runner.addresses[0][:2]
            self.url = self._options.origin or str(URL.build(scheme="http", host=host, port=port))
            logging.getLogger(OPERATOR_LOG).info("Atelier is at %s", self.url)
            self.ready.set()
            while True:
                await asyncio.sleep(SWEEP_SECONDS)
                await self._uploads.sweep()
        finally:
            await runner.cleanup()

    async def _listen(self, site: web.TCPSite) -> None:
        """Begins to listen. A page that was served already waits until it can be again."""
        try:
            await site.start()
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES) or self.ready.is_set():
                raise
            raise PortTaken(
                f"port {self._options.port} on {self._options.host} can't be had ({os.strerror(error.errno).lower()}): "
                f"end the program that has it, or put another number at adapters.{self.account}.port in plugins.toml"
            ) from error

    async def fetch(self, photo: Photo, limit: int) -> bytes:  # noqa: ARG002 - larger ones aren't taken
        """The bytes of an uploaded photo. Raises PhotoLost, and OSError to be asked again."""
        data = await self._uploads.fetch(photo.reference)
        if data is None:
            raise PhotoLost(Lost.EXPIRED)
        return data

    async def forget(self, person: PersonId, references: Sequence[str]) -> None:  # noqa: ARG002 - they name it
        """Deletes the person's uploads; those that nobody has fetched too."""
        await self._uploads.delete(references)

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
