"""Tells when a file has been saved."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from cli.dev.effect_file import EffectFile
from core.model.clock import Sleep

LOOK_SECONDS = 0.1


async def saves(file: EffectFile, sleep: Sleep = asyncio.sleep) -> AsyncIterator[None]:
    """One item each time that the file, or another of its package, has been saved.

    An editor may write a file in two steps, or put another in its place: what is told has stayed the same for a look.
    """
    known = seen = _look(file)
    while True:
        await sleep(LOOK_SECONDS)
        now = _look(file)
        if now == seen != known and file.path.exists():
            known = seen
            yield
        seen = now


def _look(file: EffectFile) -> dict[Path, tuple[int, int, int]]:
    """What tells one version of the files from another."""
    found = {}
    for path in _paths(file):
        try:
            status = path.stat()
        except OSError:
            continue
        found[path] = status.st_mtime_ns, status.st_size, status.st_ino
    return found


def _paths(file: EffectFile) -> Iterator[Path]:
    if file.folder is None:
        yield file.path
        return
    for path in file.folder.rglob("*"):
        if path.is_file() and path.parent.name != "__pycache__":
            yield path
