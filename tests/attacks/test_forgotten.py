"""Who reads the disk after somebody was forgotten finds no byte of theirs, in whichever file of the program's."""

import asyncio
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from tests.adapters.harness import noise
from tests.attacks.conftest import Found
from tests.chaos.program import Program, Visitor

WORDS = "ultramarine zanzibar"
SLICE = 24
SOON = 5.0
"""Seconds within which all of it is gone."""


def slices(data: bytes) -> list[bytes]:
    """Some of what a file is made of, from its middle: any of them would give it away."""
    return [data[at : at + SLICE] for at in range(len(data) // 10, len(data) - SLICE, max(1, len(data) // 20))]


def blobs(folder: Path) -> list[bytes]:
    with closing(sqlite3.connect(folder / "data" / "atelier.db", timeout=30)) as database:
        return [data for (data,) in database.execute("SELECT data FROM blobs WHERE kind LIKE 'image/%'")]


def left(folder: Path, marks: list[bytes]) -> list[str]:
    """The files that have any of this."""
    contents = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return sorted(
        f"{path.relative_to(folder)}: {mark!r}" for path, data in contents.items() for mark in marks if mark in data
    )


def test_nothing_is_left(tmp_path: Path, unused_port: int, found: Found) -> None:
    async def scenario(program: Program, ann: Visitor, ben: Visitor) -> float:
        await program.start()
        for visitor in (ann, ben):
            await visitor.enter()
            await visitor.write("hello")
        photos = [noise(90, 70), noise(80, 60)]
        for photo in photos:
            await ann.upload(photo)
        await ann.write(WORDS)
        await ann.until(lambda items: any(item["text"].startswith("Here it is") for item in items))
        await ann.put("never-said-1", noise(64, 64))
        marks = [WORDS.encode(), *(mark for data in (*photos, *blobs(tmp_path)) for mark in slices(data))]
        assert len(marks) > 5 * 15  # two photos, what is kept of them, and the painting
        assert left(tmp_path, marks)
        begun = time.monotonic()
        await ann.write("/forget yes")
        while left(tmp_path, marks) or list((tmp_path / "data").rglob("*never-said*")):
            assert time.monotonic() - begun < SOON, left(tmp_path, marks)[:5]
            await asyncio.sleep(0.05)
        seconds = time.monotonic() - begun
        assert any(item["text"] == "hello" for item in await ben.chat())
        assert await program.stop() == 0
        assert left(tmp_path, marks) == []
        return seconds

    async def run() -> float:
        program, url = Program(tmp_path, unused_port), f"http://127.0.0.1:{unused_port}"
        ann, ben = Visitor(url), Visitor(url)
        try:
            return await scenario(program, ann, ben)
        finally:
            await ann.close()
            await ben.close()
            program.end()

    found("bytes of somebody who is forgotten are on the disk for", asyncio.run(run()), SOON, "s")
