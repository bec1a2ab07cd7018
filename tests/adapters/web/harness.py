"""Where the page is and who walks by: a served page and its visitors, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientResponse, ClientSession, ClientWebSocketResponse, CookieJar

from adapters.web.adapter import WebPage
from adapters.web.cookies import KEY_FILE
from adapters.web.limits import Limits
from adapters.web.options import WebOptions
from core.plugins.listener import ConnectionLimits
from tests.adapters.web.memory_engine import MemoryEngine

TIMEOUT = 30.0


class Visitor:
    """A browser, as far as a server can tell."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self.session, self.url = session, url
        self.origin = {"Origin": url}
        self._count = 0

    async def get(self, path: str, **more: Any) -> ClientResponse:
        return await self.session.get(f"{self.url}/{path}", **more)

    async def state(self) -> dict[str, Any]:
        answer = await self.get("api/state")
        assert answer.status == 200, await answer.text()
        state: dict[str, Any] = await answer.json()
        return state

    async def say(self, kind: str, id: str | None = None, **more: Any) -> ClientResponse:
        said = {"kind": kind, "id": id or self.fresh_id(), **more}
        return await self.session.post(f"{self.url}/api/say", json=said, headers=self.origin)

    async def photo(self, data: bytes, id: str | None = None, **more: Any) -> ClientResponse:
        """The answer to what goes with a photo, or to the photo where that wasn't taken."""
        id = id or self.fresh_id()
        answer = await self.upload(id, data)
        return await self.say("photo", id, **more) if answer.ok else answer

    async def upload(self, id: str, data: Any) -> ClientResponse:
        return await self.session.put(f"{self.url}/api/photo/{id}", data=data, headers=self.origin)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["SocketClient"]:
        async with self.session.ws_connect(f"{self.url}/api/live", headers=self.origin) as socket:
            yield SocketClient(socket)

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The state once it is as wanted; asks whenever something is heard."""
        async with asyncio.timeout(TIMEOUT), self.listening() as client:
            while not wanted(state := await self.state()):
                await client.hear()
            return state

    def fresh_id(self) -> str:
        self._count += 1
        return f"{id(self):x}-{self._count:08}"


class SocketClient:
    """One open tab."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket

    async def hear(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.socket.receive_json(timeout=TIMEOUT))["items"]
        return items

    async def hear_of(self, text: str) -> dict[str, Any]:
        """The first line with ``text`` in it."""
        while True:
            for item in await self.hear():
                if text in item["text"]:
                    return item


class PageHarness:
    """An engine in memory whose page is served, until ``close``; ``open`` serves it again at the same place."""

    def __init__(
        self,
        folder: Path,
        max_photo_bytes: int = 50_000_000,
        *,
        limits: Limits | None = None,
        connections: ConnectionLimits | None = None,
        **options: Any,
    ) -> None:
        self.engine = MemoryEngine(max_photo_bytes)
        self.folder, self.limits, self.connections = folder, limits, connections
        self.options = {"port": 0, **options}
        self._task: asyncio.Task[None] | None = None
        self._sessions: list[ClientSession] = []

    async def open(self) -> None:
        options = WebOptions.model_validate(self.options)
        self.page = WebPage("home", options, self.folder, limits=self.limits, connections=self.connections)
        self.engine.adapter = self.page
        self._task = asyncio.create_task(self.page.run(self.engine))
        ready = asyncio.create_task(self.page.ready.wait())
        await asyncio.wait([ready, self._task], timeout=TIMEOUT, return_when=asyncio.FIRST_COMPLETED)
        if self._task.done():
            ready.cancel()
            await self._task
        port = int(self.page.url.rpartition(":")[2]) if "origin" not in self.options else self.options["port"]
        self.options["port"] = port
        self.url = f"http://127.0.0.1:{port}"

    async def close(self) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task], timeout=TIMEOUT)

    async def visitor(self, language: str = "en", *, enter: bool = True) -> Visitor:
        session = ClientSession(headers={"Accept-Language": language}, cookie_jar=CookieJar(unsafe=True))
        self._sessions.append(session)
        visitor = Visitor(session, self.url)
        if enter:
            assert (await visitor.get("")).status == 200
        return visitor

    async def end(self) -> None:
        for session in self._sessions:
            await session.close()
        await self.engine.close()
        await self.close()


def play(folder: Path, scenario: Callable[[PageHarness], Awaitable[None]], **options: Any) -> None:
    """Plays a scenario on a page of its own."""

    async def play() -> None:
        site = PageHarness(folder, **options)
        await site.open()
        try:
            await scenario(site)
        finally:
            await site.end()

    asyncio.run(play())


def uploads(folder: Path) -> list[Path]:
    """What lies in a page's folder beside its key."""
    return [path for path in folder.iterdir() if path.name != KEY_FILE]
