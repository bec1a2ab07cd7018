"""Archives in parts: what a person gets of theirs may be more than a platform takes in one file."""

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from core.plugins.adapter import Obstacle, Undeliverable

ROOM: Final = 1024
"""Bytes that an archive needs for itself, and each file in it beside its name twice."""


class Archive:
    """A zip archive in memory that grows up to ``limit`` bytes; a larger file is in one of its own."""

    def __init__(self, limit: int) -> None:
        self._limit, self._room = limit, limit - ROOM
        self._buffer = io.BytesIO()
        self._zip = zipfile.ZipFile(self._buffer, "w")

    def has_room(self, name: str, data: bytes) -> bool:
        """Whether a file can be added."""
        return not self._zip.filelist or _needed(name, len(data)) <= self._room

    @property
    def is_half_full(self) -> bool:
        """Whether it has half of the bytes that it may have."""
        return self._room < self._limit / 2

    def add(self, name: str, data: bytes) -> None:
        """Adds a file; JSON is compressed, as pictures are already."""
        self._room -= _needed(name, len(data))
        self._zip.writestr(name, data, zipfile.ZIP_DEFLATED if name.endswith(".json") else zipfile.ZIP_STORED)

    def close(self) -> bytes:
        """The whole archive."""
        self._zip.close()
        return self._buffer.getvalue()


def largest_file(limit: int) -> int:
    """How many bytes a file may have of which an archive of ``limit`` bytes is made."""
    return limit - 4 * ROOM  # two for the longest of names


def split_archive(archive: bytes, limit: int) -> list[bytes]:
    """A zip archive as several of at most ``limit`` bytes, each of which opens by itself.

    Its files stay whole and in their order. Raises Undeliverable where one of them is too large, or it is no archive.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as whole:
            return [_packed(whole, files) for files in _groups(whole.infolist(), limit)]
    except zipfile.BadZipFile as error:
        raise Undeliverable("the file is larger than the platform takes there", Obstacle.SIZE) from error


def _groups(files: list[zipfile.ZipInfo], limit: int) -> Iterator[list[zipfile.ZipInfo]]:
    """As many files together as there is room for."""
    group: list[zipfile.ZipInfo] = []
    size = ROOM
    for file in files:
        needed = _needed(file.filename, file.compress_size)
        if needed + ROOM > limit:
            raise Undeliverable("a file in the archive is larger than the platform takes there", Obstacle.SIZE)
        if size + needed > limit:
            yield group
            group, size = [], ROOM
        group.append(file)
        size += needed
    yield group


def _needed(name: str, size: int) -> int:
    """How many bytes a file takes in an archive."""
    return size + 2 * len(name.encode()) + ROOM


def _packed(whole: zipfile.ZipFile, files: list[zipfile.ZipInfo]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as part:
        for file in files:
            part.writestr(file, whole.read(file))
    return buffer.getvalue()
