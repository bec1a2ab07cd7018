"""What the clients of platforms have in common: connections that nobody cuts off, and downloads that end in time."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

CLOSE_TIMEOUT = 2.0
"""Seconds that requests on their way have to arrive when a client is closed."""


class PlatformClient(ABC):
    """A client whose connections are made when they are first needed."""

    def __init__(self) -> None:
        self._closed = False
        self._under_way = 0
        self._idle = asyncio.Event()

    def open(self) -> None:
        """Lets requests through."""
        self._closed = False

    async def close(self, grace: float = CLOSE_TIMEOUT) -> None:
        """Lets what is on its way arrive, and no more through until it is opened again."""
        self._closed = True
        if self._under_way:
            self._idle.clear()
            try:
                async with asyncio.timeout(grace):
                    await self._idle.wait()
            except TimeoutError:
                pass  # they are cut off, and whoever made them hears so
        await self._disconnect()

    async def rest(self) -> None:
        """Gives up connections that nobody uses; what is asked next makes new ones."""
        if not self._under_way:
            await self._disconnect()

    @contextmanager
    def _request(self) -> Iterator[None]:
        """While a request is on its way. Raises ConnectionError where none may be made."""
        if self._closed:
            raise ConnectionError("the adapter has been stopped")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    @abstractmethod
    async def _disconnect(self) -> None:
        """Gives up all connections."""


async def read_at_most(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes | None:
    """The bytes of a download; None as soon as there are more than ``max_bytes``."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > max_bytes:
            return None
    return bytes(data)
