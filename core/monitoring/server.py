"""The server that monitors ask: ``/livez``, ``/healthz`` and ``/metrics``, whatever adapters there are."""

import asyncio
import logging

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from core.model.clock import Sleep
from core.monitoring.metrics import Metrics, Watched
from core.plugins.health import health_report
from core.plugins.http_server import serving
from core.plugins.listener import ConnectionLimits

log = logging.getLogger(__name__)

LIMITS = ConnectionLimits(total=32, per_address=16, head_seconds=10.0, unread_seconds=10.0)
RETRY_SECONDS = 60.0
"""How long a port that somebody else has is left alone."""


async def serve_monitors(bot: Watched, metrics: Metrics, host: str, port: int, *, sleep: Sleep = asyncio.sleep) -> None:
    """Serves until it is cancelled. Where the port can't be had that is said, and tried again now and then.

    People are served meanwhile: to watch them is worth less than to answer.
    """
    said = False
    while True:
        try:
            async with serving(application(bot, metrics), host, port, LIMITS, log=log) as place:
                log.info("health and metrics are at http://%s:%d/healthz and /metrics", *place)
                await asyncio.Event().wait()
        except (OSError, UnicodeError) as error:  # a host may be no name at all
            if not said:
                log.warning(
                    "monitors can't ask on port %d of %s: %s; end the program that has it, or put another number at "
                    "monitoring.port in plugins.toml",
                    port,
                    host,
                    error,
                )
            said = True
        await sleep(RETRY_SECONDS)


def application(bot: Watched, metrics: Metrics) -> web.Application:
    """The application with its three addresses."""

    async def live(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")  # that it is said at all is what it says: the event loop has its turns

    async def healthz(_: web.Request) -> web.Response:
        await bot.look()
        report = health_report(bot.health)
        return web.json_response(report, status=200 if report["well"] else 503)

    async def exposed(_: web.Request) -> web.Response:
        await bot.look()
        return web.Response(body=metrics.exposed(bot), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/livez", live)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", exposed)
    return app
