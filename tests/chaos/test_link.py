"""A line carries what it is given, and is as bad as it is told to be."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

import pytest

from tests.chaos.link import CHUNK, FINE, SILENT, Condition, Link

HELLO = b"hello, is anybody there?"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(await reader.readexactly(len(HELLO)))
    await writer.drain()
    writer.close()


async def ask(link: Link) -> bytes:
    """What comes back; all of it was sent."""
    reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
    writer.write(HELLO)
    try:
        return await reader.read(CHUNK)
    finally:
        writer.close()


def play(scenario: Callable[[Link], Awaitable[None]]) -> None:
    async def plays() -> None:
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        async with server, Link(server.sockets[0].getsockname()[1], Random(0)) as link:
            await scenario(link)

    asyncio.run(plays())


def test_a_fine_one_carries_both_ways() -> None:
    async def scenario(link: Link) -> None:
        assert await ask(link) == HELLO

    play(scenario)


def test_one_that_is_down_lets_nobody_on_until_it_is_fine_again() -> None:
    async def scenario(link: Link) -> None:
        await link.become(Condition(is_down=True))
        with pytest.raises(ConnectionRefusedError):
            await ask(link)
        await link.become(FINE)
        assert await ask(link) == HELLO

    play(scenario)


def test_one_that_is_silent_carries_what_it_was_given_when_it_speaks_again() -> None:
    async def scenario(link: Link) -> None:
        await link.become(SILENT)
        asking = asyncio.create_task(ask(link))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asking), 0.2)
        await link.become(FINE)
        assert await asking == HELLO

    play(scenario)


def test_one_that_is_silent_does_not_tell_that_an_end_has_gone() -> None:
    async def scenario() -> None:
        ends: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

        async def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await ends.put(writer)

        server = await asyncio.start_server(take, "127.0.0.1", 0)
        async with server, Link(server.sockets[0].getsockname()[1], Random(0)) as link:
            reader, writer = await asyncio.open_connection("127.0.0.1", link.port)
            there = await ends.get()
            await link.become(SILENT)
            there.close()
            reading = asyncio.create_task(reader.read(CHUNK))
            await asyncio.wait({reading}, timeout=0.2)
            assert not reading.done()
            await link.become(FINE)
            with suppress(ConnectionResetError):
                assert await reading == b""
            writer.close()

    asyncio.run(scenario())


def test_one_that_cuts_answers_carries_half_of_them() -> None:
    async def scenario(link: Link) -> None:
        await link.become(Condition(cut=1.0))
        assert await ask(link) == HELLO[: len(HELLO) // 2]
        assert link.cuts == 1

    play(scenario)
