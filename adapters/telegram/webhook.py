"""The webhook: Telegram brings updates to a port of our own, and hears that they came when they are kept."""

import asyncio
import hmac
import io
import json
import logging
import os
import ssl
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import SecretStr
from telebot.types import InputFile

from adapters.telegram.api_client import ApiClient
from adapters.telegram.errors import Conflict
from adapters.telegram.options import WebhookOptions
from adapters.telegram.polling import Receive
from adapters.telegram.update_parser import UPDATES
from atelier_bot import (
    ConnectionLimits,
    InvalidToken,
    Model,
    RateLimited,
    RepeatedLog,
    Sleep,
    StorageError,
)
from atelier_bot.http_server import serving

log = logging.getLogger(__name__)

HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY_BYTES: Final = 1_000_000
LOOK_EVERY: Final = 300.0


class WebhookLimits(Model):
    """What strangers get of a port that is for Telegram, which makes up to 100 connections, from a few addresses."""

    connections: ConnectionLimits = ConnectionLimits(total=300)
    body_seconds: float = 20.0


def secret_of(token: SecretStr) -> str:
    """What Telegram says with each update: known to nobody else, and the same after a restart and on every machine."""
    return hmac.new(token.get_secret_value().encode(), b"atelier webhook", sha256).hexdigest()


class Webhook:
    """Once ``ready`` is set, ``port`` is where it listens and Telegram knows. ``trouble`` is what keeps that from
    calling, if so.
    """

    def __init__(
        self,
        options: WebhookOptions,
        secret: str,
        receive: Receive,
        environment: Mapping[str, str] = os.environ,
        limits: WebhookLimits | None = None,
    ) -> None:
        self._options, self._secret, self._receive = options, secret, receive
        self._limits, self._log = limits or WebhookLimits(), RepeatedLog(log)
        self.port = options.port if options.port is not None else int(environment.get("PORT", "8443"))
        self.ready = asyncio.Event()
        self.trouble = ""

    async def serve(self, client: ApiClient, sleep: Sleep, answering: Callable[[], Awaitable[None]]) -> None:
        """Listens, has Telegram call, and looks now and then whether it still does. Raises OSError and Conflict.

        Of several processes behind one address all listen, and whichever is ``answering``, when that returns, sees to
        the rest. Nobody takes the address back: others may be called there.
        """
        application = web.Application(client_max_size=MAX_BODY_BYTES)
        application.router.add_post(urlsplit(self._options.url).path or "/", self._update)
        host, limits, tls = self._options.host, self._limits.connections, self._tls()
        try:
            async with serving(application, host, self.port, limits, log=log, tls=tls) as (_, self.port):
                await answering()
                await self._register(client)
                self.ready.set()
                while True:
                    await sleep(LOOK_EVERY)
                    await self._look(client)
        finally:
            self.ready.clear()

    async def _update(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), self._secret.encode()):
            return web.Response(status=403)
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                update = json.loads(await request.read())
        except TimeoutError:
            return web.Response(status=408)
        except (ValueError, RecursionError):
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int):
            return web.Response(status=400)
        try:
            await self._receive(update)
        except StorageError as error:
            self._log.error("telegram: an update waits for the database: %s", error)
            return web.Response(status=503)  # Telegram brings it again
        return web.Response()

    async def _register(self, client: ApiClient) -> None:
        path = self._options.certificate
        certificate = None if path is None else InputFile(io.BytesIO(path.read_bytes()), file_name="certificate.pem")
        await client.ask(
            "set_webhook",
            url=self._options.url,
            certificate=certificate,
            allowed_updates=list(UPDATES),
            secret_token=self._secret,
        )

    async def _look(self, client: ApiClient) -> None:
        """Says what keeps Telegram from calling. Raises Conflict where it calls somebody else."""
        try:
            info: dict[str, Any] = await client.ask("get_webhook_info")
        except InvalidToken:
            raise
        except (OSError, RateLimited) as error:
            self._complain(str(error))
            return
        if info["url"] != self._options.url:
            raise Conflict("another program has had Telegram call it instead")
        if info.get("pending_update_count") and info.get("last_error_message"):
            self._complain(f"{info['pending_update_count']} updates wait: {info['last_error_message']}")
        else:
            self.trouble = ""

    def _complain(self, trouble: str) -> None:
        self.trouble = trouble
        log.warning("telegram: %s", trouble)

    def _tls(self) -> ssl.SSLContext | None:
        if self._options.certificate is None or self._options.key is None:
            return None
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self._options.certificate, self._options.key)
        return context
