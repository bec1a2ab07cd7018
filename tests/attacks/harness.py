"""Those who mean no good: raw sockets from addresses of their own, at a page that is really served."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.web.cookies import COOKIE
from tests.adapters.harness import TIMEOUT

ATTACKS = int(os.environ.get("ATTACKS", "300"))
"""How many connections and odd requests there are; ``make attack`` has 10 000 requests."""
CONNECTIONS = min(ATTACKS, 1000)
MALLORY = "127.0.0.66"
"""Where the stranger is; all of 127.0.0.0/8 is this machine."""


class Stranger:
    """One connection to a page; ``address`` is where it comes from."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self) -> bytes:
        """All that comes until the server closes."""
        async with asyncio.timeout(TIMEOUT):
            return await self._reader.read()

    async def read(self, count: int) -> bytes:
        """The next so many bytes."""
        async with asyncio.timeout(TIMEOUT):
            return await self._reader.readexactly(count)

    async def status(self) -> int:
        """That of the next answer; 0 where the connection ends without one."""
        async with asyncio.timeout(TIMEOUT):
            line = await self._reader.readline()
        return int(line.split()[1]) if line else 0

    async def is_closed(self) -> bool:
        """Waits until the server has ended it; whether without an answer."""
        try:
            return await self.answer() == b""
        except ConnectionError:
            return True

    def half_close(self) -> None:
        self._writer.write_eof()


@asynccontextmanager
async def strangers(port: int, count: int = 1, address: str = MALLORY) -> AsyncIterator[list[Stranger]]:
    """So many connections to a port of this machine."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(_stranger(port, address)) for _ in range(count)]


@asynccontextmanager
async def _stranger(port: int, address: str) -> AsyncIterator[Stranger]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        yield Stranger(reader, writer)
    finally:
        writer.close()


def request(line: str, *headers: str, body: bytes = b"", host: str = "127.0.0.1") -> bytes:
    """The bytes of a request, after whose answer the connection ends."""
    head = [f"{line} HTTP/1.1", f"Host: {host}", f"Origin: http://{host}", "Connection: close", *headers, "", ""]
    return "\r\n".join(head).encode() + body


async def status(port: int, line: str, *headers: str, address: str = MALLORY, host: str = "127.0.0.1") -> int:
    """The status of the answer to one request without a body."""
    async with strangers(port, 1, address) as (one,):
        await one.send(request(line, *headers, host=host))
        return await one.status()


async def enter(port: int, address: str = MALLORY) -> str:
    """The header with the cookie that somebody new gets."""
    async with strangers(port, 1, address) as (one,):
        await one.send(request("GET /"))
        answer = (await one.answer()).decode()
    assert f"Set-Cookie: {COOKIE}=" in answer, answer[:200]
    return f"Cookie: {COOKIE}={answer.partition(f'{COOKIE}=')[2].partition(';')[0]}"
