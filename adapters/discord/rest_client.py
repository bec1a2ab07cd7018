"""The library's REST client, tamed: an address of its own for each bot, and no connection before it is needed.

discord.py keeps the API's address on a class and opens its connections when it logs in. Nothing of the library is
changed here for others in the same process.
"""

import asyncio
import threading
from copy import copy
from typing import Any, Final

import aiohttp
import yarl
from discord.gateway import DiscordClientWebSocketResponse, DiscordWebSocket, KeepAliveHandler
from discord.http import HTTPClient, Route

from adapters.discord.errors import IdentifyLimitReached
from atelier_bot import Proxies, unreachable

IDENTIFY_RESERVE: Final = 10
"""So many of the day's identifications aren't touched: whoever has got there is in a crash loop."""
CONNECTIONS: Final = 50
LONGEST_SLEEP: Final = 30.0
"""The longest rate limit that the library waits for by itself; it takes no shorter one."""
SESSION: Final = "_HTTPClient__session"
"""Where the library's other modules, too, look for a client's connections."""
CONNECT_TIMEOUT: Final = 30.0
CLIENT_TIMEOUT: Final = aiohttp.ClientTimeout(total=300, connect=CONNECT_TIMEOUT, sock_connect=10, sock_read=60)


class RestClient(HTTPClient):
    """Requests to ``url``; without a token, for what is asked with an interaction's. It is made inside a loop."""

    def __init__(self, url: str, proxies: Proxies, token: str | None = None) -> None:
        super().__init__(asyncio.get_running_loop(), max_ratelimit_timeout=LONGEST_SLEEP)
        self.token = token
        self._url, self._proxies = url, proxies
        self._counted = False
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    def open(self) -> None:
        """Makes connections possible without logging in."""
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        session = aiohttp.ClientSession(
            connector=connector,
            ws_response_class=DiscordClientWebSocketResponse,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=CLIENT_TIMEOUT,
        )
        setattr(self, SESSION, session)
        self._global_over = asyncio.Event()
        self._global_over.set()

    async def request(self, route: Route, **options: Any) -> Any:
        """As the library's own, at this bot's address."""
        here = copy(route)  # whoever made it may use it again
        here.url = self._url + route.url.removeprefix(Route.BASE)
        self.proxy = self._proxies.of(here.url)
        return await super().request(here, timeout=CLIENT_TIMEOUT, **options)

    async def ws_connect(self, url: str, *, compress: int = 0) -> aiohttp.ClientWebSocketResponse:
        """Connects to the gateway; where it isn't a session's own, to the one that the API names.

        Raises IdentifyLimitReached, ConnectionError.
        """
        wanted = yarl.URL(url)
        if wanted.host == DiscordWebSocket.DEFAULT_GATEWAY.host:
            url = str(yarl.URL(await self.count()).with_query(wanted.query))
            self._counted = True
        self.proxy = self._proxies.of(url)  # the library reads it before anything else can run
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                self._socket = await super().ws_connect(url, compress=compress)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise unreachable("Discord", error, self._proxies.through(url)) from None
        return self._socket

    async def before_identify(self) -> None:
        """Looks whether there are identifications left, if that wasn't just done. Raises IdentifyLimitReached."""
        counted, self._counted = self._counted, False
        if counted:
            return
        try:
            await self.count()
        except Exception:
            if self._socket is not None:  # the library doesn't know of it yet
                await self._socket.close()
            raise

    async def close(self) -> None:
        """Closes all connections, and ends the heartbeat of one that was given up before the library knew of it."""
        for thread in threading.enumerate():
            if isinstance(thread, KeepAliveHandler) and thread.ws.socket is self._socket:
                thread.stop()
        await super().close()

    async def count(self) -> str:
        """The gateway's address. Raises IdentifyLimitReached where too few identifications are left."""
        _, url, limit = await self.get_bot_gateway()
        if limit["remaining"] <= IDENTIFY_RESERVE:
            raise IdentifyLimitReached(limit["remaining"], limit["reset_after"] / 1000)
        return url
