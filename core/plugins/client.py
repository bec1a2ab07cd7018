"""What the clients of platforms have in common: connections that nobody cuts off, and downloads that end in time."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from email.utils import parsedate_to_datetime
from math import inf, isfinite
from typing import TypeVar

from core.imaging.errors import PictureError
from core.imaging.kinds import HEAD, identify
from core.model.errors import Refusal
from core.plugins.adapter import PhotoLost

CLOSE_TIMEOUT = 2.0
"""Seconds that requests on their way have to arrive when a client is closed."""

T = TypeVar("T")


class PlatformClient(ABC):
    """A client whose connections are made when they are first needed."""

    def __init__(self) -> None:
        self._closed = self._resting = False
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

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """While an adapter runs; closed at its end if it is cancelled.

        Else it will be started again, and meanwhile messages can be sent: what nobody uses is given up, then and after
        each of them, as nobody else would should it be stopped before.
        """
        self._resting = False
        self.open()
        try:
            yield
        finally:
            if _is_cancelled():
                await self.close()
            else:
                self._resting = True
                await self.rest()

    async def _perform(
        self,
        request: Callable[[], Awaitable[T]],
        translate: Callable[[Exception], Exception],
        time_limit: float | None = None,
    ) -> T:
        """What a request gives, within so many seconds. Raises what ``translate`` makes of its errors.

        What they were made of isn't their context: there are addresses in it, and tokens in those.
        """
        try:
            with self._request():
                try:
                    async with asyncio.timeout(time_limit):
                        return await request()
                except Exception as error:  # noqa: BLE001 - each is raised anew below
                    failure = translate(error)
        finally:
            if self._resting:
                await self.rest()
        if _is_cancelled():  # which a library may take for an answer that can't be read
            raise asyncio.CancelledError
        raise failure

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


def _is_cancelled() -> bool:
    """Whether the task that asks is to end."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def read_at_most(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes | None:
    """The bytes of a download; None as soon as there are more than ``max_bytes``."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > max_bytes:
            return None
    return bytes(data)


async def read_photo(chunks: AsyncIterator[bytes], max_bytes: int) -> bytes:
    """The bytes of a photo. Raises PhotoLost as soon as there are more than ``max_bytes``.

    Anything may be sent as a file: one that doesn't begin as a picture does is given up at once, so that a film costs
    no more than its first bytes.
    """
    data = await read_at_most(_beginning_as_picture(chunks), max_bytes)
    if data is None:
        raise PhotoLost(Refusal.TOO_LARGE, max_bytes)
    return data


async def _beginning_as_picture(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    head = b""
    async for chunk in chunks:
        if len(head) < HEAD:
            head += chunk[:HEAD]
            _check_beginning(head)
        yield chunk


def _check_beginning(head: bytes) -> None:
    """Looks at a file's first bytes, if there are enough of them. Raises PhotoLost."""
    try:
        if len(head) >= HEAD:
            identify(head)
    except PictureError as error:
        raise PhotoLost(error.refusal) from None


def wait_asked(headers: Mapping[str, str], unsaid: float) -> float:
    """Seconds that an answer asks to wait, 1 at least: as a number, or as a date beside that of the answer.

    ``unsaid`` where it says neither.
    """
    said = headers.get("Retry-After", "")
    try:
        seconds = float(said)
    except ValueError:
        seconds = _between(headers.get("Date", ""), said)
    return max(1.0, seconds) if isfinite(seconds) else unsaid


def _between(begin: str, end: str) -> float:
    """Seconds between two dates of headers; infinitely many where one of them isn't one."""
    try:
        return (parsedate_to_datetime(end) - parsedate_to_datetime(begin)).total_seconds()
    except (ValueError, TypeError):  # TypeError: only one of them says its time zone
        return inf


def check_size(size: int | None, max_bytes: int) -> None:
    """Looks at the size in bytes that a platform tells of a photo, if it does. Raises PhotoLost where that is more."""
    if size is not None and size > max_bytes:
        raise PhotoLost(Refusal.TOO_LARGE, max_bytes)
