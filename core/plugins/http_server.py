"""An aiohttp server that strangers may reach: what it needs beside the application, for every adapter that has one."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from ssl import SSLContext

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from core.plugins.listener import ConnectionLimits, listening
from core.plugins.repeated_log import RepeatedLog

CLIENTS_FAULTS = (HttpProcessingError, web.PayloadAccessError, web.RequestPayloadError)
STOP_SECONDS = 1.0


@asynccontextmanager
async def serving(
    application: web.Application,
    host: str,
    port: int,
    limits: ConnectionLimits,
    *,
    log: logging.Logger,
    is_proxy: Callable[[str], bool] = lambda peer: False,  # noqa: ARG005
    tls: SSLContext | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Serves an application within limits of connections; where it listens. Bodies come as they were sent, packed too.

    ``is_proxy`` is of a connection's other end, see ``listening``. What clients do wrong isn't logged, and what is
    wrong with the application once a minute. Raises OSError where the port can't be had.
    """
    runner = web.AppRunner(
        application,
        access_log=None,
        shutdown_timeout=STOP_SECONDS,
        keepalive_timeout=limits.head_seconds,
        auto_decompress=False,
        logger=RepeatedLog(log, ignored=CLIENTS_FAULTS),
    )
    await runner.setup()
    server = runner.server
    assert server is not None  # it has been set up
    server.request_handler = partial(_only_text, server.request_handler)
    try:
        async with listening(server, host, port, limits, log=log, is_proxy=is_proxy, tls=tls) as place:
            yield place
    finally:
        await runner.cleanup()


async def _only_text(
    handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]], request: web.BaseRequest
) -> web.StreamResponse:
    """Answers a request, unless bytes are in its head that are no text: nobody has to think of them any more."""
    try:
        "".join((request.path, *request.headers.values())).encode()
    except UnicodeEncodeError:
        raise web.HTTPBadRequest(text="There are bytes in the request's head that are no text.") from None
    return await handler(request)
