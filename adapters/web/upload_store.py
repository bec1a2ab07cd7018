"""Photos that have been uploaded, in a folder until the engine has taken them over; they outlive the process."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aiohttp import web

from adapters.web.limits import Limits, Room
from atelier_bot import Clock

MAX_AGE = 3600.0
"""A photo that nobody has fetched goes after so many seconds in which this process ran."""
FETCHED_AGE = 20.0
"""A photo goes so many seconds after it was fetched: should the process die in between, it is fetched once more."""
REFERENCE = re.compile(r"[0-9a-f]{32}\.[A-Za-z0-9-]{8,40}")
UPLOAD = re.compile(rf"({REFERENCE.pattern}|\.{REFERENCE.pattern}\.[0-9a-f]+)")
"""What the files are called, those that aren't finished too; whatever else is in the folder isn't an upload."""


class UploadStore:
    """The folder, with a file for each reference, which is an event's id. ``clock`` gives seconds since 1970.

    ``waiting`` are the megabytes that may lie there, see Limits.
    """

    def __init__(self, folder: Path, clock: Clock = time.time, waiting: Mapping[str, float] = Limits().waiting) -> None:
        self._folder, self._clock = folder, clock
        self._due: dict[str, float] = {}
        self._room = Room(waiting)

    @contextmanager
    def room(self, reference: str, size: int, address: str | None = None) -> Iterator[None]:
        """Room for an upload of so many bytes: taken until the upload goes, or given back where the block raises.

        Raises HTTPTooManyRequests and HTTPServiceUnavailable where too many wait for the engine.
        """
        self._room.take(reference, size, owner(reference), address, wait=FETCHED_AGE)
        try:
            yield
        except BaseException:
            self._room.free(reference)
            raise

    async def keep(self, reference: str, chunks: AsyncIterator[bytes], size: int) -> None:
        """Writes an upload of ``size`` bytes to disk for good; what is sent again replaces what came first.

        Raises HTTPBadRequest where there come more or fewer bytes, and OSError.
        """
        await asyncio.to_thread(self._folder.mkdir, parents=True, exist_ok=True, mode=0o700)
        unfinished = self._folder / f".{reference}.{os.urandom(4).hex()}"
        try:
            with unfinished.open("xb") as file:
                received = 0
                async for chunk in chunks:
                    received += len(chunk)
                    if received > size:
                        break
                    await asyncio.to_thread(file.write, chunk)
                if received != size:
                    raise web.HTTPBadRequest(text="The photo isn't as long as was said.")
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            unfinished.replace(self._folder / reference)
        finally:
            unfinished.unlink(missing_ok=True)

    async def fetch(self, reference: str) -> bytes | None:
        """The bytes of an upload, for the engine, which then has them; None where they are gone."""
        data = await self.read(reference)
        self._due[reference] = self._clock() + FETCHED_AGE
        return data

    async def read(self, reference: str) -> bytes | None:
        """The bytes of an upload; None where they are gone."""
        if not REFERENCE.fullmatch(reference):
            return None
        try:
            return await asyncio.to_thread((self._folder / reference).read_bytes)
        except FileNotFoundError:
            return None

    async def delete(self, reference: str) -> None:
        """Deletes an upload before its time, if there is one."""
        if REFERENCE.fullmatch(reference):
            await self._unlink(self._folder / reference)

    async def delete_of(self, person: str) -> None:
        """Deletes a person's uploads before their time, and what has come of those that aren't finished."""
        for path in await asyncio.to_thread(lambda: list(self._folder.glob("*"))):
            if UPLOAD.fullmatch(path.name) and owner(path.name.removeprefix(".")) == person:
                await self._unlink(path)

    async def sweep(self) -> int:
        """Deletes what was fetched a while ago, and what nobody has fetched since it was first seen; how many."""
        sizes = await asyncio.to_thread(lambda: {path: _size(path) for path in self._folder.glob("*")})
        files = {path: size for path, size in sizes.items() if UPLOAD.fullmatch(path.name)}
        for path, size in files.items():
            if REFERENCE.fullmatch(path.name):
                self._room.note(path.name, size, owner(path.name))
        now = self._clock()
        self._due = {path.name: self._due.get(path.name, now + MAX_AGE) for path in files}
        due = [path for path in files if now >= self._due[path.name]]
        for path in due:
            await self._unlink(path)
        return len(due)

    async def _unlink(self, path: Path) -> None:
        await asyncio.to_thread(path.unlink, missing_ok=True)
        self._room.free(path.name)


def owner(reference: str) -> str:
    """The id of the person whose upload it is."""
    return reference.partition(".")[0]


def _size(path: Path) -> int:
    """A file's size, 0 once it is gone: other uploads end meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
