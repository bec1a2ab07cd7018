"""Connections are counted and watched, whatever is spoken over them."""

import asyncio
import errno
import gc
import logging
import socket
import ssl
import warnings
from collections.abc import Awaitable, Callable

import pytest

from core.plugins import listener
from core.plugins.listener import ConnectionLimits, client_network, listening
from tests.attacks.harness import strangers

log = logging.getLogger("test")


class Greeter(asyncio.Protocol):
    """Says one thing, as often as it is asked to."""

    def __init__(self, said: bytes = b"hello") -> None:
        self._said = said
        self.full, self.lost = asyncio.Event(), asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._said)

    def pause_writing(self) -> None:
        self.full.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set()


def play(
    scenario: Callable[[int], Awaitable[None]],
    protocol: Callable[[], asyncio.Protocol] = Greeter,
    tls: ssl.SSLContext | None = None,
    **limits: float,
) -> None:
    async def plays() -> None:
        chosen = ConnectionLimits.model_validate(limits)
        async with listening(protocol, "127.0.0.1", 0, chosen, log=log, tls=tls) as (_, port):
            await scenario(port)

    asyncio.run(plays())


class EndsWhenTold(Greeter):
    """Those that have begun are the server's to end."""

    begun: "list[EndsWhenTold]" = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.begun.append(self)


@pytest.mark.parametrize("steps", range(8))
def test_one_that_comes_at_the_very_end_is_closed_too(steps: int) -> None:
    async def plays() -> None:
        EndsWhenTold.begun = []
        async with listening(EndsWhenTold, "127.0.0.1", 0, ConnectionLimits(), log=log) as (_, port):
            client = socket.create_connection(("127.0.0.1", port))
            for _ in range(steps):
                await asyncio.sleep(0)
        for server in EndsWhenTold.begun:
            server._transport.close()
            await server.lost.wait()
        client.close()

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        asyncio.run(plays())
        gc.collect()
    assert [str(one.message) for one in said if issubclass(one.category, ResourceWarning)] == []


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_a_client_is_an_address_or_a_whole_network_of_the_newer_kind(address: str, network: str) -> None:
    assert client_network(address) == network


class TestCounting:
    def test_one_more_takes_the_place_of_the_one_that_was_quiet_the_longest(self) -> None:
        async def scenario(port: int) -> None:
            async with strangers(port, 2) as (first, second):
                await first.send(b"?")
                assert await first.read(5) == b"hello"
                async with strangers(port) as (third,):
                    assert await second.is_closed()
                    for one in (first, third):
                        await one.send(b"?")
                        assert await one.read(5) == b"hello"

        play(scenario, per_address=2)

    def test_it_is_the_address_with_the_most_that_makes_room_for_others(self) -> None:
        async def scenario(port: int) -> None:
            async with (
                strangers(port, 1, "127.0.0.2") as (modest,),
                strangers(port, listener.LEAST_CONNECTIONS - 1, "127.0.0.3") as many,
                strangers(port, 1, "127.0.0.4") as (new,),
            ):
                assert await many[0].is_closed()
                for one in (modest, new):
                    await one.send(b"?")
                    assert await one.read(5) == b"hello"

        play(scenario, total=1)

    def test_one_that_has_ended_counts_no_longer(self) -> None:
        async def scenario(port: int) -> None:
            async with strangers(port) as (stays,):
                for _ in range(5):
                    async with strangers(port) as (goes,):
                        await goes.send(b"?")
                        assert await goes.read(5) == b"hello"
                        goes.half_close()
                        assert await goes.is_closed()
                await stays.send(b"?")
                assert await stays.read(5) == b"hello"

        play(scenario, per_address=2)


class TestPatience:
    def test_who_takes_no_answer_is_let_go(self) -> None:
        greeter = Greeter(bytes(50_000_000))

        async def scenario(port: int) -> None:
            async with strangers(port) as (one,):
                await one.send(b"?")
                await greeter.full.wait()
                await asyncio.wait_for(greeter.lost.wait(), 30)

        play(scenario, lambda: greeter, unread_seconds=0.1)

    def test_who_never_agrees_on_a_cipher_is_let_go(self) -> None:
        async def scenario(port: int) -> None:
            async with strangers(port) as (one,):
                assert await one.is_closed()

        play(scenario, tls=ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), head_seconds=0.1)


class TestTrouble:
    def test_a_port_that_is_taken_is_an_error(self) -> None:
        async def scenario(port: int) -> None:
            with pytest.raises(OSError, match="Address already in use") as refused:
                async with listening(Greeter, "127.0.0.1", port, ConnectionLimits(), log=log):
                    pass
            assert refused.value.errno == errno.EADDRINUSE

        play(scenario)

    def test_connections_that_can_not_be_taken_are_a_line_and_come_later(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(listener, "ACCEPT_PAUSE", 0.01)

        async def scenario(port: int) -> None:
            loop, failures = asyncio.get_running_loop(), 20
            real = loop.sock_accept

            async def accept(waiting: socket.socket) -> tuple[socket.socket, object]:
                nonlocal failures
                taken = await real(waiting)
                if failures > 0:
                    failures -= 1
                    taken[0].close()
                    raise OSError(errno.EMFILE, "Too many open files")
                return taken

            monkeypatch.setattr(loop, "sock_accept", accept)
            async with strangers(port, 23) as several:
                await several[-1].send(b"?")
                assert await several[-1].read(5) == b"hello"
            assert failures == 0

        play(scenario)
        assert [record.getMessage() for record in caplog.records] == [
            "a connection can't be taken: [Errno 24] Too many open files"
        ]
