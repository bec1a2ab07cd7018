"""The adapter: carries conversations between the engine and the page's open tabs."""

import asyncio
import logging
import time
from pathlib import Path

from aiohttp import web

from adapters.web import items
from adapters.web.guard import Guard
from adapters.web.hub import Hub
from adapters.web.options import WebOptions
from adapters.web.server import Server
from adapters.web.upload_store import UploadStore
from atelier_bot import OPERATOR_LOG, Address, Capabilities, Clock, Engine, Lost, Message, Photo, PhotoLost

log = logging.getLogger(__name__)

SWEEP_SECONDS = 30.0
BIG = 1_000_000_000


class WebPage:
    """The page as an account. ``folder`` is for uploads, ``clock`` gives seconds since 1970.

    Once ``ready`` is set, ``url`` is where the page is.
    """

    name = "web"
    config_model = WebOptions
    capabilities = Capabilities(
        edit_interval=0.25, text_limit=BIG, caption_limit=BIG, picture_limit=BIG, file_limit=BIG
    )
    trouble = ""

    def __init__(
        self,
        account: str,
        options: WebOptions,
        folder: Path,
        clock: Clock = time.time,
    ) -> None:
        self.account = account
        self._options, self._clock = options, clock
        self._guard = Guard(options)
        self._uploads = UploadStore(folder, clock)
        self._hub = Hub()
        self.url = ""
        self.ready = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        """Serves the page until it is cancelled. Raises OSError where the port can't be had."""
        server = Server(self.account, self._options, self._guard, engine, self._hub, self._uploads, self._clock)
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._options.host, self._options.port)
            await site.start()
            self._announce(runner)
            while True:
                await asyncio.sleep(SWEEP_SECONDS)
                swept = await asyncio.to_thread(self._uploads.sweep)
                log.debug("%d uploads deleted", swept)
        finally:
            await runner.cleanup()

    def _announce(self, runner: web.AppRunner) -> None:
        host, port = runner.addresses[0][:2]
        self.url = self._options.origin or f"http://{f'[{host}]' if ':' in host else host}:{port}"
        logging.getLogger(OPERATOR_LOG).info("Atelier is at %s", self.url)
        self.ready.set()

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of an uploaded photo. Raises PhotoLost, and OSError to be asked again."""
        try:
            return await self._uploads.fetch(photo.reference)
        except FileNotFoundError as error:
            raise PhotoLost(Lost.EXPIRED) from error

    async def send(self, address: Address, message: Message) -> str:
        """Shows a message in the open tabs; its key is its reference. History has it for those who come later."""
        return await self.edit(address, message.key, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Shows a message in an earlier one's place."""
        self._hub.push(address.chat, items.from_message(message, reference, self._clock()))
        return reference
