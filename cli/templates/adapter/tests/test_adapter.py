"""What holds for every adapter."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from my_adapter.adapter import MyAdapter, MyAdapterConfig
from platform_server import PlatformServer, shown

from atelier_bot.testing import Failure, Sent, Shown, adapter_suite

TOKEN = "a-token-that-no-log-shows"


class Guest:
    """A person in a chat, who reads what the bot says to them alone as well."""

    def __init__(self, server: PlatformServer, who: str, chat: str) -> None:
        self._server, self._who, self._chat = server, who, chat

    async def text(self, text: str) -> None:
        await self._do(text=text)

    async def command(self, name: str) -> None:
        await self._do(text=f"/{name}")

    async def photos(self, *photos: Sent) -> None:
        for photo in photos:
            album = photos[0].caption + "album" if len(photos) > 1 else ""
            await self._do(photo=self._server.keep(photo.data), text=photo.caption, album=album)

    async def file(self, data: bytes, name: str) -> None:
        await self.photos(Sent(data))

    async def press(self, label: str) -> None:
        for id, message in reversed(self._messages().items()):
            for button in (button for row in message["buttons"] for button in row):
                if button["label"] == label:
                    return await self._do(button=button["id"], message=id)
        raise LookupError(label)

    async def seen(self) -> list[Shown]:
        return [shown(message) for message in self._messages().values()]

    async def changed(self) -> None:
        async with self._server.changed:
            await self._server.changed.wait()

    def _messages(self) -> dict[str, dict]:
        return self._server.messages(self._chat, f"alone-{self._who}")

    async def _do(self, **what: object) -> None:
        await self._server.happen(who=self._who, chat=self._chat, **what)


class Harness:
    """See AdapterHarness; each account is on a platform of its own."""

    failures = frozenset(Failure)
    secrets = (TOKEN,)
    sends_once = True
    several_bots = True

    def __init__(self, *servers: PlatformServer) -> None:
        self._free, self._servers = list(servers), dict[str, PlatformServer]()

    def make(self, account: str, folder: Path) -> MyAdapter:
        if account not in self._servers:
            self._servers[account] = self._free.pop(0)
        self._server = self._servers[account]
        return MyAdapter(account, MyAdapterConfig(url=self._server.url, token=TOKEN), folder)

    async def ready(self, adapter: MyAdapter) -> None:
        await self._server.heard.wait()

    async def guest(self, name: str) -> Guest:
        return Guest(self._server, name, f"alone-{name}")

    async def group(self, *names: str) -> Sequence[Guest]:
        return [Guest(self._server, name, "group-1") for name in names]

    async def fail(self, failure: Failure) -> None:
        self._server.failing = failure


@asynccontextmanager
async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
    servers = PlatformServer(TOKEN), PlatformServer(TOKEN)
    for server in servers:
        await server.start()
    try:
        yield Harness(*servers)
    finally:
        for server in servers:
            await server.stop()


test_conformance = adapter_suite(open_harness)
