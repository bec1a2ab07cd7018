"""Photos that have been uploaded, in a folder until the engine has taken them over; they outlive the process."""

import asyncio
import os
import re
import stat
import time
from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from pathlib import Path

from atelier_bot import Clock

MAX_AGE = 3600.0
"""A photo that nobody has fetched goes after so many seconds in which this process ran."""
FETCHED_AGE = 60.0
"""A photo goes so many seconds after it was fetched: should the process die in between, it is fetched once more."""
FOLDER_LIMIT = 500_000_000
REFERENCE = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{32}")


class TooLarge(Exception):
    """An upload has more bytes than it may have."""


class FolderFull(Exception):
    """There are too many photos waiting for the engine."""


class UploadStore:
    """The folder. ``clock`` gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Clock = time.time) -> None:
        self._folder, self._clock = folder, clock
        self._fetched: dict[str, float] = {}
        self._started = clock()

    async def keep(self, person: str, id: str, chunks: AsyncIterator[bytes], max_bytes: int) -> tuple[str, int]:
        """Writes an upload to disk for good; its reference and size. Raises TooLarge, FolderFull, OSError.

        The reference begins with the person and follows from the id: what is sent again replaces what came first.
        """
        reference = f"{person}.{sha256(id.encode()).hexdigest()[:32]}"
        await asyncio.to_thread(self._make_room)
        unfinished = self._folder / f".{reference}.{os.urandom(4).hex()}"
        size = 0
        try:
            with unfinished.open("xb") as file:
                async for chunk in chunks:
                    size += len(chunk)
                    if size > max_bytes:
                        raise TooLarge
                    await asyncio.to_thread(file.write, chunk)
                file.flush()
                await asyncio.to_thread(os.fsync, file.fileno())
            unfinished.replace(self._folder / reference)
        finally:
            unfinished.unlink(missing_ok=True)
        return reference, size

    async def fetch(self, reference: str) -> bytes:
        """The bytes of an upload. Raises FileNotFoundError where they are gone."""
        data = await self.read(reference)
        self._fetched[reference] = self._clock()
        return data

    async def read(self, reference: str) -> bytes:
        """The bytes of an upload, which stays. Raises FileNotFoundError where they are gone."""
        if not REFERENCE.fullmatch(reference):
            raise FileNotFoundError(f"{reference!r} is no reference")
        return await asyncio.to_thread((self._folder / reference).read_bytes)

    def sweep(self) -> int:
        """Deletes what was fetched a while ago, and what nobody has fetched for an hour; how many."""
        now = self._clock()
        due = [name for name, about in self._files() if self._is_due(name, about.st_mtime, now)]
        for name in due:
            (self._folder / name).unlink(missing_ok=True)
            self._fetched.pop(name, None)
        return len(due)

    def _is_due(self, name: str, written: float, now: float) -> bool:
        fetched = self._fetched.get(name)
        waits = now - max(written, self._started)
        return (fetched is not None and now - fetched >= FETCHED_AGE) or waits >= MAX_AGE

    def _make_room(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if sum(about.st_size for _, about in self._files()) >= FOLDER_LIMIT:
            raise FolderFull

    def _files(self) -> Iterator[tuple[str, os.stat_result]]:
        """The files' names and what the system says of each; other uploads end, and go away, meanwhile."""
        for path in self._folder.glob("*"):
            try:
                about = path.stat()
            except FileNotFoundError:
                continue
            if stat.S_ISREG(about.st_mode):
                yield path.name, about
