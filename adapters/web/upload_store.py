"""Photos that have been uploaded, in a folder until the engine has taken them over; they outlive the process."""

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from aiohttp import web

from atelier_bot import Clock

MAX_AGE = 3600.0
"""A photo that nobody has fetched goes after so many seconds in which this process ran."""
FETCHED_AGE = 60.0
"""A photo goes so many seconds after it was fetched: should the process die in between, it is fetched once more."""
FOLDER_LIMIT = 500_000_000
REFERENCE = re.compile(r"[0-9a-f]{32}\.[A-Za-z0-9-]{8,40}")


class UploadStore:
    """The folder, with a file for each reference, which is an event's id. ``clock`` gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder, self._clock = folder, clock
        self._due: dict[str, float] = {}

    async def keep(self, reference: str, chunks: AsyncIterator[bytes], max_bytes: int) -> None:
        """Writes an upload to disk for good; what is sent again replaces what came first.

        Raises HTTPRequestEntityTooLarge, HTTPServiceUnavailable where too many wait for the engine, and OSError.
        """
        await asyncio.to_thread(self._make_room)
        unfinished = self._folder / f".{reference}.{os.urandom(4).hex()}"
        try:
            with unfinished.open("xb") as file:
                async for chunk in chunks:
                    size = file.tell() + len(chunk)
                    if size > max_bytes:
                        raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=size)
                    await asyncio.to_thread(file.write, chunk)
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

    async def delete(self, references: Iterable[str]) -> None:
        """Deletes uploads before their time, those that are still there."""
        for reference in references:
            if REFERENCE.fullmatch(reference):
                await asyncio.to_thread((self._folder / reference).unlink, missing_ok=True)

    async def sweep(self) -> int:
        """Deletes what was fetched a while ago, and what nobody has fetched since it was first seen; how many."""
        files = await asyncio.to_thread(lambda: [path for path in self._folder.glob("*") if path.is_file()])
        now = self._clock()
        self._due = {path.name: self._due.get(path.name, now + MAX_AGE) for path in files}
        due = [path for path in files if now >= self._due[path.name]]
        for path in due:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        return len(due)

    def _make_room(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(map(_size, self._folder.glob("*"))) >= FOLDER_LIMIT:
            raise web.HTTPServiceUnavailable(text="Too many photos are waiting.", headers={"Retry-After": "10"})


def _size(path: Path) -> int:
    """A file's size, 0 once it is gone: other uploads end meanwhile."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
