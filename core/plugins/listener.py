"""Where a server listens: connections are counted and watched, so that those who only hold them keep nobody out."""

import asyncio
import logging
import socket
import sys
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from ssl import SSLContext
from typing import cast

from core.model.base import Model
from core.plugins.repeated_log import RepeatedLog

RESERVED_FILES = 96
"""Files that the rest of the process needs: the database, other adapters, a child's pipes."""
FILES_EACH = 2
"""A connection is a file, and what comes in by it may be written to another."""
LEAST_CONNECTIONS = 8
BACKLOG = 1024
ACCEPT_PAUSE = 1.0
"""Seconds before the next connection is taken when one couldn't be."""


class ConnectionLimits(Model):
    """How many connections there may be at once, in all and by one address, and how long each may keep us waiting.

    One more than that takes the place of the one of which nothing has been heard for the longest time: of the same
    address, or of the one with the most. ``head_seconds`` are for what comes before a request's body, and for the pause
    between two requests; ``unread_seconds`` for an answer that isn't taken.
    """

    total: int = 1000
    per_address: int = 100
    head_seconds: float = 30.0
    unread_seconds: float = 60.0


def client_network(address: str) -> str:
    """What counts as one client: an IPv4 address, or the 64 bits of an IPv6 network, which anybody has whole.

    Raises ValueError where it is no address.
    """
    ip = ip_address(address.partition("%")[0])
    if not isinstance(ip, IPv6Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ip_network((ip, 64), strict=False))


@asynccontextmanager
async def listening(
    protocol: Callable[[], asyncio.Protocol],
    host: str,
    port: int,
    limits: ConnectionLimits,
    *,
    log: logging.Logger,
    is_proxy: Callable[[str], bool] = lambda peer: False,  # noqa: ARG005
    tls: SSLContext | None = None,
) -> AsyncIterator[tuple[str, int]]:
    """Has each connection served by a ``protocol`` of its own; the host and port, which 0 leaves to the system.

    Those of whom ``is_proxy`` is true bring other people's connections, so ``per_address`` isn't for them. Raises
    OSError where the port can't be had.
    """
    sockets = await _bind(host, port)
    connections = _Connections(limits, RepeatedLog(log))
    acceptor = _Acceptor(protocol, connections, limits, RepeatedLog(log), is_proxy, tls)
    accepting = [asyncio.create_task(acceptor.run(each)) for each in sockets]
    try:
        yield sockets[0].getsockname()[:2]
    finally:
        for task in (*accepting, *acceptor.beginning):
            task.cancel()
        await asyncio.gather(*accepting, *acceptor.beginning, return_exceptions=True)
        for each in sockets:
            each.close()


async def _bind(host: str, port: int) -> list[socket.socket]:
    """Listening sockets at all addresses of a host. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    sockets: list[socket.socket] = []
    try:
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            sockets.append(socket.create_server(address[:2], family=family, backlog=BACKLOG))
            sockets[-1].settimeout(0)
    except OSError:
        for each in sockets:
            each.close()
        raise
    return sockets


def _files() -> int:
    """So many files this process may have open."""
    if sys.platform == "win32":
        return 8192
    import resource  # not on every system

    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class _Connections:
    """Those that are open, by address, each address's in the order in which something was last heard of them."""

    def __init__(self, limits: ConnectionLimits, log: RepeatedLog) -> None:
        self._total = max(LEAST_CONNECTIONS, min(limits.total, (_files() - RESERVED_FILES) // FILES_EACH))
        self._per_address, self._log = limits.per_address, log
        self._open: dict[str, OrderedDict[_Connection, None]] = {}
        self._count = 0

    def add(self, connection: "_Connection", alone: bool) -> None:
        """Counts a connection, and ends another where there are too many; ``alone`` is whether an address is one."""
        own = self._open.setdefault(connection.address, OrderedDict())
        if alone and len(own) >= self._per_address:
            self._log.warning("an address has %d connections: the quietest of them end", len(own))
            self._end_quietest(own)
        elif self._count >= self._total:
            self._log.warning("there are %d connections: the quietest of the busiest address end", self._count)
            self._end_quietest(max(self._open.values(), key=len))
        self._open.setdefault(connection.address, own)[connection] = None
        self._count += 1

    def heard(self, connection: "_Connection") -> None:
        """Notes that something came by it."""
        own = self._open.get(connection.address)
        if own is not None and connection in own:
            own.move_to_end(connection)

    def remove(self, connection: "_Connection") -> None:
        """Counts it no longer; it may have been removed before."""
        own = self._open.get(connection.address)
        if own is None or connection not in own:
            return
        del own[connection]
        self._count -= 1
        if not own:
            del self._open[connection.address]

    def _end_quietest(self, own: "OrderedDict[_Connection, None]") -> None:
        quietest = next(iter(own))
        self.remove(quietest)
        quietest.abort()


class _Acceptor:
    """Takes connections; ``beginning`` are those whose encryption is still being agreed on."""

    def __init__(
        self,
        protocol: Callable[[], asyncio.Protocol],
        connections: _Connections,
        limits: ConnectionLimits,
        log: RepeatedLog,
        is_proxy: Callable[[str], bool],
        tls: SSLContext | None,
    ) -> None:
        self._protocol, self._connections, self._limits = protocol, connections, limits
        self._log, self._is_proxy, self._tls = log, is_proxy, tls
        self.beginning: set[asyncio.Task[None]] = set()

    async def run(self, listening: socket.socket) -> None:
        """Takes what comes until it is cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                taken, peer = await loop.sock_accept(listening)
            except OSError as error:
                self._log.error("a connection can't be taken: %s", error)
                await asyncio.sleep(ACCEPT_PAUSE)
                continue
            connection = _Connection(self._protocol(), client_network(peer[0]), self._connections, self._limits)
            self._connections.add(connection, alone=not self._is_proxy(peer[0]))
            connection.beginning = asyncio.create_task(self._begin(connection, taken))
            self.beginning.add(connection.beginning)
            connection.beginning.add_done_callback(partial(self._begun, connection, taken))
            await asyncio.sleep(0)  # those that end leave their files first

    async def _begin(self, connection: "_Connection", taken: socket.socket) -> None:
        limit = self._limits.head_seconds if self._tls is not None else None
        with suppress(OSError):  # it is gone, or speaks no TLS
            await asyncio.get_running_loop().connect_accepted_socket(
                lambda: connection, taken, ssl=self._tls, ssl_handshake_timeout=limit
            )

    def _begun(self, connection: "_Connection", taken: socket.socket, beginning: asyncio.Task[None]) -> None:
        """Closes a connection that hasn't begun, even one that was cancelled before anything was done for it."""
        self.beginning.discard(beginning)
        if not connection.has_begun:
            self._connections.remove(connection)
            taken.close()


class _Connection(asyncio.Protocol):
    """Hands a connection's events on to the server's own protocol, and sees when its client neither says nor takes.

    ``beginning`` is the task that ends when it ``has_begun``.
    """

    beginning: asyncio.Task[None]

    def __init__(
        self, served: asyncio.Protocol, address: str, connections: _Connections, limits: ConnectionLimits
    ) -> None:
        self.address = address
        self._served, self._connections, self._limits = served, connections, limits
        self._transport: asyncio.Transport | None = None
        self._unread: asyncio.TimerHandle | None = None

    @property
    def has_begun(self) -> bool:
        """Whether the server has it."""
        return self._transport is not None

    def abort(self) -> None:
        """Ends it without another word."""
        if self._transport is not None:
            self._transport.abort()
        else:
            self.beginning.cancel()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol, as for those below."""
        self._transport = cast(asyncio.Transport, transport)
        self._served.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Something was heard."""
        self._connections.heard(self)
        self._served.data_received(data)

    def eof_received(self) -> bool | None:
        """The client says no more."""
        return self._served.eof_received()

    def pause_writing(self) -> None:
        """The client takes what is sent more slowly than it is made."""
        self._unread = asyncio.get_running_loop().call_later(self._limits.unread_seconds, self.abort)
        self._served.pause_writing()

    def resume_writing(self) -> None:
        """It has taken most of it."""
        self._stop_waiting()
        self._served.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._stop_waiting()
        self._connections.remove(self)
        self._served.connection_lost(exc)

    def _stop_waiting(self) -> None:
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None
