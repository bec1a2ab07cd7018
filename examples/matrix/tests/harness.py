"""Matrix as the suite uses it: a real homeserver, a proxy before it for each of the bots, and people."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

from aiohttp import ClientSession
from atelier_matrix.adapter import Matrix
from atelier_matrix.options import MatrixOptions
from homeserver import register
from people import Account, Guest, account
from proxy import Proxy

from atelier_bot.testing import Failure

ADDRESS = "ATELIER_TEST_HOMESERVER"
"""The variable with the homeserver's address."""


class Bot:
    """An account for the bot, and the way to its homeserver."""

    def __init__(self, proxy: Proxy, id: str, token: str) -> None:
        self.proxy, self.id, self.token = proxy, id, token

    def options(self, **more: object) -> MatrixOptions:
        return MatrixOptions.model_validate({"homeserver": self.proxy.url, "token": self.token, **more})


class Harness:
    """See AdapterHarness."""

    failures = frozenset(Failure)
    sends_once = True
    several_bots = True

    def __init__(self, session: ClientSession, url: str, *bots: Bot) -> None:
        self._session, self._url, self._free = session, url, list(bots)
        self._bots: dict[str, Bot] = {}
        self._rooms: list[tuple[Account, str]] = []
        self.secrets = tuple(bot.token for bot in bots)

    def make(self, account: str, folder: Path) -> Matrix:
        self.bot = self._bots.setdefault(account, self._free[0])
        self._free = [bot for bot in self._free if bot is not self.bot]
        self._listens = self.bot.proxy.listens
        return Matrix(account, self.bot.options(), folder)

    async def ready(self, _adapter: Matrix) -> None:
        await self.bot.proxy.listened(self._listens)

    async def person(self, name: str) -> Account:
        return await account(self._session, self._url, f"{name}-{uuid4().hex[:12]}")

    async def guest(self, name: str) -> Guest:
        person = await self.person(name)
        return await self._guest(person, await person.make_room(self.bot.id, is_direct=True))

    async def group(self, *names: str) -> Sequence[Guest]:
        people = [await self.person(name) for name in names]
        room = await people[0].make_room(self.bot.id, *(one.id for one in people[1:]))
        for one in people[1:]:
            await one.join(room)
        return [await self._guest(one, room) for one in people]

    async def fail(self, failure: Failure) -> None:
        if failure is not Failure.BLOCK:
            self.bot.proxy.failing = failure
            return
        for owner, room in self._rooms:  # whoever made the room shows the bot out: Synapse itself refuses then
            await owner.ban(room, self.bot.id)

    async def _guest(self, person: Account, room: str) -> Guest:
        await person.until_there(room, self.bot.id)
        if room not in [known for _, known in self._rooms]:
            self._rooms.append((person, room))
        return Guest(person, self.bot.id, room)


@asynccontextmanager
async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
    url = os.environ[ADDRESS]
    proxies = Proxy(url), Proxy(url)
    async with ClientSession() as session:
        bots = [Bot(proxy, *await register(session, url, f"bot-{uuid4().hex[:12]}")) for proxy in proxies]
        try:
            for proxy in proxies:
                await proxy.start()
            yield Harness(session, url, *bots)
        finally:
            for proxy in proxies:
                await proxy.stop()
