"""Connections that nobody cuts off, and downloads that end in time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from core.imaging.kinds import HEAD
from core.model.errors import Refusal
from core.plugins.adapter import PhotoLost
from core.plugins.client import PlatformClient, check_size, read_at_most, read_photo, wait_asked


class Client(PlatformClient):
    """Counts how often it was disconnected; a request lasts until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.disconnected = 0
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()

    async def ask(self, failure: Exception | None = None, time_limit: float | None = None) -> str:
        async def request() -> str:
            self.begun.set()
            await self.go_on.wait()
            if failure is not None:
                raise failure
            return "an answer"

        return await self._perform(request, lambda error: OSError(type(error).__name__), time_limit)

    async def misread(self) -> None:
        """As a library that takes a cancellation for an answer that can't be read."""

        async def request() -> None:
            self.begun.set()
            try:
                await self.go_on.wait()
            except asyncio.CancelledError:
                raise ValueError from None

        await self._perform(request, lambda error: error)

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


def test_an_error_is_another_one_that_forgets_what_it_was_made_of() -> None:
    async def scenario(client: Client, _asking: asyncio.Task[str]) -> None:
        client.go_on.set()
        with pytest.raises(OSError, match="KeyError") as caught:
            await client.ask(KeyError("a token"))
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)

    play(scenario)


def test_what_takes_too_long_fails() -> None:
    async def scenario(client: Client, _asking: asyncio.Task[str]) -> None:
        with pytest.raises(OSError, match="TimeoutError"):
            await client.ask(time_limit=0.0)

    play(scenario)


def test_a_cancellation_stays_one_whatever_a_library_makes_of_it() -> None:
    async def scenario(client: Client, _asking: asyncio.Task[str]) -> None:
        client.begun.clear()
        misreading = asyncio.create_task(client.misread())
        await client.begun.wait()
        misreading.cancel()
        await asyncio.wait([misreading])
        assert misreading.cancelled()

    play(scenario)


def test_an_adapter_that_is_stopped_closes_it() -> None:
    async def scenario(client: Client, _asking: asyncio.Task[str]) -> None:
        client.go_on.set()

        async def run() -> None:
            async with client.opened():
                await asyncio.Event().wait()

        running = asyncio.create_task(run())
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait([running])
        assert client.disconnected == 1
        with pytest.raises(ConnectionError, match="has been stopped"):
            await client.ask()

    play(scenario)


def test_one_that_failed_leaves_it_open_for_messages() -> None:
    async def scenario(client: Client, asking: asyncio.Task[str]) -> None:
        await client.close(grace=0.0)
        with pytest.raises(ValueError, match="failed"):
            async with client.opened():
                raise ValueError("failed")
        assert client.disconnected == 1  # the request is still on its way
        client.go_on.set()
        assert await asking == "an answer"
        assert client.disconnected == 2  # by nobody else would it be
        assert await client.ask() == "an answer"
        assert client.disconnected == 3
        async with client.opened():
            await client.ask()
            assert client.disconnected == 3

    play(scenario)


async def pieces(*found: bytes) -> AsyncIterator[bytes]:
    for piece in found:
        yield piece


@pytest.mark.parametrize(("limit", "data"), [(6, b"abcdef"), (7, b"abcdef"), (5, None)])
def test_a_download_has_a_limit(limit: int, data: bytes | None) -> None:
    assert asyncio.run(read_at_most(pieces(b"abc", b"def"), limit)) == data


def test_a_photo_too_and_the_person_is_told() -> None:
    assert asyncio.run(read_photo(pieces(b"abc", b"def"), 6)) == b"abcdef"
    with pytest.raises(PhotoLost) as lost:
        asyncio.run(read_photo(pieces(b"abc", b"def"), 5))
    assert lost.value.why is Refusal.TOO_LARGE


@pytest.mark.parametrize(
    ("beginning", "why"),
    [(b"%PDF-", Refusal.UNSUPPORTED), (b"....ftypisom", Refusal.UNSUPPORTED), (b"words", Refusal.NOT_A_PICTURE)],
)
def test_what_begins_as_no_picture_is_given_up_at_once(beginning: bytes, why: Refusal) -> None:
    read: list[int] = []

    async def film() -> AsyncIterator[bytes]:
        for number in range(1000):
            read.append(number)
            yield beginning.ljust(HEAD // 2, b".")

    with pytest.raises(PhotoLost) as lost:
        asyncio.run(read_photo(film(), 10**9))
    assert lost.value.why is why
    assert read == [0, 1]


def test_a_picture_is_read_to_its_end() -> None:
    parts = [b"\x89PNG".ljust(HEAD, b"."), b"." * 100_000, b"end"]
    assert asyncio.run(read_photo(pieces(*parts), 10**6)) == b"".join(parts)


@pytest.mark.parametrize(("size", "good"), [(None, True), (0, True), (5, True), (6, False)])
def test_a_size_that_is_told_is_looked_at(size: int | None, good: bool) -> None:
    if good:
        check_size(size, 5)
        return
    with pytest.raises(PhotoLost) as lost:
        check_size(size, 5)
    assert lost.value.why is Refusal.TOO_LARGE


NOON, LATER = "Thu, 01 Jan 2026 12:00:00 GMT", "Thu, 01 Jan 2026 12:00:07 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.25"}, 1.0),
        ({"Retry-After": "-5"}, 1.0),
        ({"Retry-After": LATER, "Date": NOON}, 7.0),
        ({"Retry-After": NOON, "Date": LATER}, 1.0),
        ({"Retry-After": LATER}, 42.0),
        ({"Retry-After": LATER, "Date": "today"}, 42.0),
        ({"Retry-After": "Thu, 01 Jan 2026 12:00:07 -0000", "Date": NOON}, 42.0),
        ({"Retry-After": "soon", "Date": NOON}, 42.0),
        ({"Retry-After": "inf"}, 42.0),
        ({"Retry-After": "nan"}, 42.0),
        ({}, 42.0),
    ],
)
def test_how_long_to_wait_is_a_number_or_a_date_or_nothing(headers: dict[str, str], seconds: float) -> None:
    assert wait_asked(headers, 42.0) == seconds
