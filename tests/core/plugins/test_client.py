"""Connections that nobody cuts off, and downloads that end in time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from core.plugins.client import PlatformClient, read_at_most


class Client(PlatformClient):
    """Counts how often it was disconnected; a request lasts until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.disconnected = 0
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def ask(self) -> str:
        with self._request():
            self.begun.set()
            await self.go_on.wait()
            return "an answer"

    async def _disconnect(self) -> None:
        self.disconnected += 1


def play(scenario: Callable[[Client, asyncio.Task[str]], Awaitable[None]]) -> None:
    """A scenario that begins with a request on its way."""

    async def plays() -> None:
        client = Client()
        asking = asyncio.create_task(client.ask())
        await client.begun.wait()
        await scenario(client, asking)
        asking.cancel()

    asyncio.run(plays())


def test_closing_waits_for_what_is_on_its_way() -> None:
    async def scenario(client: Client, asking: asyncio.Task[str]) -> None:
        closing = asyncio.create_task(client.close())
        await asyncio.sleep(0)
        assert not client.disconnected
        client.go_on.set()
        await closing
        assert (await asking, client.disconnected) == ("an answer", 1)

    play(scenario)


def test_but_not_for_ever() -> None:
    async def scenario(client: Client, asking: asyncio.Task[str]) -> None:
        await client.close(grace=0.0)
        assert client.disconnected == 1
        assert not asking.done()

    play(scenario)


def test_a_closed_one_makes_no_requests_until_it_is_opened() -> None:
    async def scenario(client: Client, _asking: asyncio.Task[str]) -> None:
        client.go_on.set()
        await client.close()
        with pytest.raises(ConnectionError, match="has been stopped"):
            await client.ask()
        client.open()
        assert await client.ask() == "an answer"

    play(scenario)


def test_a_rest_gives_up_connections_that_nobody_uses() -> None:
    async def scenario(client: Client, asking: asyncio.Task[str]) -> None:
        await client.rest()
        assert client.disconnected == 0
        client.go_on.set()
        await asking
        await client.rest()
        assert client.disconnected == 1

    play(scenario)


async def pieces(*found: bytes) -> AsyncIterator[bytes]:
    for piece in found:
        yield piece


@pytest.mark.parametrize(("limit", "data"), [(6, b"abcdef"), (7, b"abcdef"), (5, None)])
def test_a_download_has_a_limit(limit: int, data: bytes | None) -> None:
    assert asyncio.run(read_at_most(pieces(b"abc", b"def"), limit)) == data
