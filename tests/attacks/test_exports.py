"""Everybody wants all that is kept of them at once: the program as it runs stays small, and nobody else waits."""

import asyncio
import hashlib
import io
import os
import sqlite3
import time
import zipfile
from contextlib import closing
from math import inf
from pathlib import Path

from aiohttp import ClientWebSocketResponse

from tests.adapters.harness import noise
from tests.attacks.conftest import Found
from tests.attacks.harness import ATTACKS
from tests.chaos.program import TIMEOUT, Program, State, Visitor

PEOPLE, PHOTOS = (7, 28) if ATTACKS >= 1000 else (3, 4)
KEPT_BYTES, PEAK_MB, WAIT_SECONDS = 4_000_000, 160, 0.3
BUSY = 5
"""On a machine that is busy anyway somebody waits so many times as long as they did before, at most."""
LOOK_EVERY = 0.2


Measured = tuple[float, float, float]
"""Megabytes that the bot process had, and seconds that somebody waited: meanwhile, and before."""


def keep_photos(folder: Path) -> None:
    """Puts photos into the database for each of those who are known in it, as if they had sent them."""
    with closing(sqlite3.connect(folder / "data" / "atelier.db", timeout=30)) as database:
        people = [person for (person,) in database.execute("SELECT DISTINCT person FROM inbox")]
        for person in people:
            for number in range(PHOTOS):
                data = os.urandom(KEPT_BYTES)
                values = f"{number}-{person}", person, time.time() + 3600, hashlib.sha256(data).hexdigest(), data
                database.execute("INSERT INTO blobs VALUES (?, ?, 'image/png', ?, ?, ?)", values)
                database.commit()


class Peak:
    """The most memory that a process has had at a time, from now on."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")
        (self._folder / "clear_refs").write_text("5")

    @property
    def megabytes(self) -> float:
        lines = (self._folder / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


async def quiet(folder: Path) -> None:
    """Waits until everything is answered and everything said."""
    asked = "SELECT (SELECT count(*) FROM inbox WHERE state = 'new') + count(*) FROM outbox WHERE state = 'waiting'"
    while True:
        with closing(sqlite3.connect(folder / "data" / "atelier.db", timeout=30)) as database:
            if database.execute(asked).fetchone() == (0,):
                return
        await asyncio.sleep(LOOK_EVERY)


async def heard(socket: ClientWebSocketResponse) -> list[State]:
    """The next lines that come."""
    async with asyncio.timeout(TIMEOUT):
        items: list[State] = (await socket.receive_json())["items"]
    return items


async def longest_wait(visitor: Visitor, times: float, over: asyncio.Event) -> float:
    """Asks something small so many times, or until it is over; the longest that an answer took to come."""
    longest, asked = 0.0, 0
    async with visitor.listening() as socket:
        while asked < times and not over.is_set():
            asked += 1
            begun = time.monotonic()
            await visitor.write("/status")
            while all(item["mine"] for item in await heard(socket)):
                pass
            longest = max(longest, time.monotonic() - begun)
            await asyncio.sleep(0.5)  # as often as the page lets somebody
    return longest


async def take_home(visitor: Visitor) -> int:
    """How many pictures there are in the parts of an export."""
    parts = [item["file"] for item in await visitor.chat() if (item["file_name"] or "").endswith(".zip")]
    names: list[str] = []
    for part in parts:
        with zipfile.ZipFile(io.BytesIO(await visitor.download(part))) as archive:
            assert archive.testzip() is None
            names += [name for name in archive.namelist() if name.startswith("pictures/")]
    assert len(names) == len(set(names))
    return len(names)


def test_many_exports_at_once(tmp_path: Path, unused_port: int, found: Found) -> None:
    async def scenario(program: Program, honest: Visitor, strangers: list[Visitor]) -> Measured:
        await program.start()
        for visitor in (honest, *strangers):
            await visitor.enter()
        for visitor in strangers:
            await visitor.upload(noise(1200, 1200))
        await quiet(tmp_path)
        await asyncio.to_thread(keep_photos, tmp_path)
        over = asyncio.Event()
        usual = await longest_wait(honest, 5, over)
        peak = Peak(program.bot)
        waiting = asyncio.create_task(longest_wait(honest, inf, over))
        await asyncio.gather(*(visitor.write("/export") for visitor in strangers))
        await quiet(tmp_path)
        taken = await asyncio.gather(*(take_home(visitor) for visitor in strangers))
        over.set()
        assert set(taken) == {PHOTOS + 1}
        assert program.starts == 1
        measured = peak.megabytes, await waiting, usual
        assert await program.stop() == 0
        return measured

    async def run() -> Measured:
        program, url = Program(tmp_path, unused_port), f"http://127.0.0.1:{unused_port}"
        honest, *strangers = [Visitor(url) for _ in range(1 + PEOPLE)]
        try:
            return await scenario(program, honest, strangers)
        finally:
            for visitor in (honest, *strangers):
                await visitor.close()
            program.end()

    megabytes, seconds, usual = asyncio.run(run())
    what = f"{PEOPLE} exports of {PHOTOS} photos"
    found(f"{what}: the bot process at most", megabytes, PEAK_MB, "MB")
    allowed = max(WAIT_SECONDS, BUSY * usual)
    found(f"{what}: another, who waited {usual:.2f} s before, waits at most", seconds, allowed, "s")
