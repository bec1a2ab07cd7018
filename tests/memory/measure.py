"""Has paintings made by the real program and looks all the while at how much memory its processes take."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from tests.memory.cgroup import Cgroup, memory_cgroup
from tests.memory.people import Platform, emulated_discord, emulated_telegram, page, phone_photo
from tests.memory.processes import Sizes, sizes

ROOT = Path(__file__).parents[2]
MAIN = [sys.executable, str(ROOT / "main.py"), "run", "--verbose", "--config"]
LOOK_EVERY = 0.05
STOP_SECONDS = 30.0


@dataclass
class Measured:
    """What was found, in bytes: the sizes at the peak of their sum and each process's own peak.

    ``idle`` are the sizes before the first photo; ``kills`` are processes killed in the control group, None without
    one; ``seconds`` is how long all paintings took.
    """

    peak: Sizes = field(default_factory=Counter)
    own_peaks: Sizes = field(default_factory=Counter)
    idle: Sizes = field(default_factory=Counter)
    last: Sizes = field(default_factory=Counter)
    kills: int | None = None
    seconds: float = 0.0

    def note(self, found: Sizes) -> None:
        """Takes a look into account."""
        self.last = found
        self.own_peaks |= found
        if found.total() > self.peak.total():
            self.peak = found


async def measure(folder: Path, port: int, jobs: int, size: int, limit: int) -> Measured:
    """Has so many paintings of ``size`` px made for people on all three platforms, in a control group if there may be.

    One after another on each platform, each for somebody new. ``limit`` are the group's bytes, 0 for no group. Raises
    TimeoutError, with the program's log as a note, where a painting doesn't come.
    """
    photo, style = phone_photo("photo.jpg"), phone_photo("style.jpg")
    measured = Measured()
    async with AsyncExitStack() as stack:
        platforms = [
            page(port),
            await stack.enter_async_context(emulated_telegram()),
            await stack.enter_async_context(emulated_discord()),
        ]
        group = stack.enter_context(memory_cgroup(limit)) if limit else None
        pid = await stack.enter_async_context(_program(folder, platforms, size, group))
        async with platforms[0].person():  # it has begun when the page is there
            pass
        measured.idle = sizes(pid)
        looking = asyncio.create_task(_look(pid, measured))
        begin = time.perf_counter()
        shares = Counter(islice(cycle(range(len(platforms))), jobs))
        talks = [_talk(platforms[number], count, photo, style) for number, count in shares.items()]
        try:
            await asyncio.gather(*talks)
        except TimeoutError as error:
            error.add_note((folder / "log").read_text())
            raise
        finally:
            measured.seconds = time.perf_counter() - begin
            looking.cancel()
            measured.kills = group.kills if group is not None else None
    return measured


async def _talk(platform: Platform, paintings: int, photo: bytes, style: bytes) -> None:
    for _ in range(paintings):
        async with platform.person() as person:
            await person.have_painted(photo, style)


async def _look(pid: int, measured: Measured) -> None:
    while True:
        measured.note(await asyncio.to_thread(sizes, pid))
        await asyncio.sleep(LOOK_EVERY)


@asynccontextmanager
async def _program(folder: Path, platforms: Sequence[Platform], size: int, group: Cgroup | None) -> AsyncIterator[int]:
    """The program in a control group, if there is one; its pid."""
    tables = [f'data = "{folder}/data"\n', f"[limits]\ndefault_size = {size}\n"]
    config = folder / "plugins.toml"
    config.write_text("\n".join([*tables, *(platform.table for platform in platforms)]))
    command = [*MAIN, str(config)]
    environment = {**os.environ, **{name: value for one in platforms for name, value in one.environment.items()}}
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(command if group is None else group.command(command)), cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
