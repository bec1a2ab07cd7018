"""An HTTP proxy that tests can have to themselves: it tunnels, forwards, and says what has passed through it.

Whatever host is asked for, what answers is ``target``: a bot can be told of servers that only a proxy can reach. The
first line of each request is in ``asked``, as far as it can be read. With a ``status`` nobody is let through, while
``silent`` nobody gets an answer; ``password`` is what it takes, ``NAME:PASSWORD``.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Callable
from types import TracebackType
from typing import Self

REQUEST = re.compile(rb"[A-Z]+ \S+ HTTP/1\.1(?=\r\n)")
CHUNK = 65536


class Proxy:
    """The proxy, from ``start`` to ``stop``."""

    def __init__(self, target: int = 0, *, status: int = 0, silent: bool = False, password: str = "") -> None:
        self.target, self.status, self.silent, self.password = target, status, silent, password
        self.asked: list[str] = []
        self._server: asyncio.Server | None = None
        self._serving: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    def passed(self, beginning: str) -> int:
        """How many requests began so."""
        return sum(line.startswith(beginning) for line in self.asked)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self._note(head)
            if self.silent:
                await asyncio.Event().wait()
            status = self.status or (0 if self._lets_in(head) else 407)
            if status:
                writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
                await writer.drain()
                return
            await self._relay(head, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # one side has gone
        finally:
            writer.close()

    def _lets_in(self, head: bytes) -> bool:
        return not self.password or b64encode(self.password.encode()) in head

    async def _relay(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, there = await asyncio.open_connection("127.0.0.1", self.target)
        if head.startswith(b"CONNECT "):
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            there.write(head)
        pipes = [asyncio.create_task(pipe) for pipe in (_pipe(reader, there, self._note), _pipe(answers, writer))]
        try:
            await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for pipe in pipes:
                pipe.cancel()
            there.close()

    def _note(self, data: bytes) -> None:
        if found := REQUEST.match(data):
            self.asked.append(found[0].decode())


async def _pipe(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, note: Callable[[bytes], None] | None = None
) -> None:
    while data := await reader.read(CHUNK):
        if note is not None:
            note(data)
        writer.write(data)
        await writer.drain()
