"""Between the bot and the homeserver: hands requests on, and fails where it is told to, as a homeserver or its net may.

It also knows what nobody else does: whether the bot listens, and which of its messages were sent twice.
"""

import asyncio
from typing import Any

from aiohttp import ClientSession, web
from multidict import CIMultiDict

from atelier_bot.testing import Failure

HOP = ("host", "content-length", "transfer-encoding", "content-encoding", "connection", "date", "server")
LIMIT = {"errcode": "M_LIMIT_EXCEEDED", "error": "Too Many Requests", "retry_after_ms": 7000}
UNKNOWN = {"errcode": "IO.ATELIER_MOON_PHASE", "error": "The moon is full"}


class Proxy:
    """From ``start`` to ``stop``. ``failing`` is what comes of all messages that the bot sends from now on.

    ``lost`` is how many of its next messages arrive without its hearing so. ``listens`` counts its waits for news.
    While it is ``down`` nothing gets through.
    """

    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self.failing: Failure | None = None
        self.lost = 0
        self.down = False
        self.listens = 0
        self.changed = asyncio.Condition()
        self.url = ""

    async def start(self) -> None:
        self._session = ClientSession(auto_decompress=True)
        application = web.Application(client_max_size=100_000_000)
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def listened(self, more_than: int) -> None:
        """Returns when the bot waits for news, and has done so more often than that."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.listens > more_than)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        sends = request.method == "PUT" and "/send/m.room.message/" in request.path
        if self.down:
            return self._cut(request)
        if sends and self.failing is not None:
            return self._refusal(request, self.failing)
        if request.path.endswith("/sync") and "since" in request.query:
            async with self.changed:
                self.listens += 1
                self.changed.notify_all()
        answer = await self._hand_on(request)
        if sends and self.lost:
            self.lost -= 1
            return self._cut(request)
        return answer

    async def _hand_on(self, request: web.Request) -> web.StreamResponse:
        headers = _kept(request.headers)
        url = self._upstream + request.raw_path
        async with self._session.request(request.method, url, headers=headers, data=await request.read()) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_kept(answer.headers))

    def _refusal(self, request: web.Request, failure: Failure) -> web.StreamResponse:
        if failure is Failure.OUTAGE:
            return self._cut(request)
        if failure is Failure.LIMIT:
            return web.json_response(LIMIT, status=429)
        return web.json_response(UNKNOWN, status=400)

    def _cut(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()


def _kept(headers: Any) -> CIMultiDict[str]:
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in HOP)
