"""A balancer: brings each call to the next of several programs, and to another where that one doesn't answer."""

from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

ANSWER_SECONDS = 5.0


class Balancer:
    """Listens on ``port`` while it is entered; ``taken`` counts the calls that each of the ``targets`` has taken."""

    def __init__(self, targets: Sequence[int]) -> None:
        self._targets = list(targets)
        self.taken: Counter[int] = Counter()
        self.port = 0

    async def __aenter__(self) -> Self:
        self._session = ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS))
        application = web.Application()
        application.router.add_post("/{path}", self._pass_on)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()

    async def _pass_on(self, request: web.Request) -> web.Response:
        self._targets.append(self._targets.pop(0))
        body = await request.read()
        for target in list(self._targets):
            try:
                url = f"http://127.0.0.1:{target}{request.path}"
                async with self._session.post(url, data=body, headers=request.headers) as answer:
                    if answer.status < 500:
                        self.taken[target] += 1
                        return web.Response(status=answer.status)
            except (TimeoutError, ClientError):
                continue  # it isn't there just now, or hangs
        return web.Response(status=502)
