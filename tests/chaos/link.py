"""A line between two programs that can be down, silent, slow, or cut in the middle of an answer.

It takes connections on a port of its own and passes bytes on to ``target``; it knows nothing of what they mean.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Self

CHUNK = 16_384


@dataclass(frozen=True)
class Condition:
    """How a line is: whether it is down, how many seconds each piece takes, and how many answers of 1 are cut short.

    On a silent one connections stay, and nothing passes until it speaks again: neither bytes nor that an end has gone.
    """

    is_down: bool = False
    is_silent: bool = False
    delay: float = 0.0
    cut: float = 0.0


FINE, SILENT = Condition(), Condition(is_silent=True)


class Link:
    """The line to a port or a socket of this machine, while it is entered; ``luck`` decides which answers are cut.

    ``cuts`` counts them: what came of such a request the one who asked can't know.
    """

    def __init__(self, target: int | Path, luck: Random) -> None:
        self._target, self._luck = target, luck
        self.condition = FINE
        self._speaks = asyncio.Event()
        self._speaks.set()
        self.cuts = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self._listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def become(self, condition: Condition) -> None:
        """Is so from now on; a line that goes down breaks what goes over it and lets nobody on."""
        self.condition = condition
        if condition.is_silent:
            self._speaks.clear()
        else:
            self._speaks.set()
        if condition.is_down:
            self._close()
        elif self._server is None:
            await self._listen()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._open:
            writer.transport.abort()

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        self._open.add(writer)
        try:
            answers, there = await self._reach()
            ends.append(there)
            self._open.add(there)
            pipes = {
                asyncio.create_task(self._pipe(reader, there, lambda: False)),
                asyncio.create_task(self._pipe(answers, writer, self._is_unlucky)),
            }
            await asyncio.wait(pipes, return_when=asyncio.FIRST_COMPLETED)
            for pipe in pipes:
                pipe.cancel()
            await asyncio.gather(*pipes, return_exceptions=True)
        except OSError:
            pass  # nobody is there
        finally:
            for end in ends:
                end.transport.abort()
                self._open.discard(end)

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        await self._speaks.wait()
        if isinstance(self._target, Path):
            return await asyncio.open_unix_connection(self._target)
        return await asyncio.open_connection("127.0.0.1", self._target)

    async def _next(self, reader: asyncio.StreamReader) -> bytes:
        """What comes next, as soon as it passes; nothing where that side has gone."""
        try:
            data = await reader.read(CHUNK)
        except ConnectionError:
            data = b""
        await self._speaks.wait()
        return data

    def _is_unlucky(self) -> bool:
        return self._luck.random() < self.condition.cut

    async def _pipe(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_cut: Callable[[], bool]
    ) -> None:
        """Passes on what comes until one side has gone, or half of a piece and no more."""
        while data := await self._next(reader):
            if self.condition.delay:
                await asyncio.sleep(self.condition.delay)
            if is_cut():
                self.cuts += 1
                writer.write(data[: len(data) // 2])
                await writer.drain()
                return
            writer.write(data)
            await writer.drain()
