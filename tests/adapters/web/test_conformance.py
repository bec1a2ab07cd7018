"""The page passes the suite that strangers' adapters are to pass, over real sockets."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from atelier_bot.testing import Failure, adapter_suite
from tests.adapters.web.harness import TIMEOUT, Visitor
from tests.adapters.web.test_golden import Guest


class PatientGuest(Guest):
    """A visitor whose page says again what wasn't taken, as it does."""

    async def _say(self, kind: str, **said: Any) -> None:
        id = self._visitor.fresh_id()
        while (answer := await self._visitor.say(kind, id, **said)).status == 503:
            pass
        assert answer.status == 202, await answer.text()


class Harness:
    """See AdapterHarness; nothing of a page's can be refused, and nobody meets there."""

    failures: frozenset[Failure] = frozenset()
    secrets = ()
    sends_once = False
    several_bots = True

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack

    def make(self, account: str, folder: Path) -> WebPage:
        self._page = WebPage(account, WebOptions(port=0), folder)
        return self._page

    async def ready(self, adapter: WebPage) -> None:
        await asyncio.wait_for(adapter.ready.wait(), TIMEOUT)

    async def guest(self, name: str) -> PatientGuest:
        jar = CookieJar(unsafe=True)
        session = ClientSession(headers={"Accept-Language": "en"}, cookie_jar=jar)
        visitor = Visitor(await self._stack.enter_async_context(session), self._page.url)
        assert (await visitor.get("")).status == 200
        return PatientGuest(visitor, await self._stack.enter_async_context(visitor.listening()))

    async def group(self, *names: str) -> Sequence[PatientGuest]:
        return []

    async def fail(self, failure: Failure) -> None:
        raise NotImplementedError(failure)


@asynccontextmanager
async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
    async with AsyncExitStack() as stack:
        yield Harness(stack)


test_conformance = adapter_suite(open_harness)
