"""The real program as somebody has installed it: its data on a disk of its own, in a memory cgroup, by a clock that can
be set, as far as this machine lets us have them.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.clock import SettableClock
from tests.chaos.disk import small_disk
from tests.chaos.program import ROOT, children
from tests.memory.cgroup import Cgroup, memory_cgroup
from tests.memory.processes import PAINTER, processes

DISK_MB = 600
MEMORY = 512_000_000
STOP_SECONDS = 30.0
LOOK_EVERY = 0.05
CONFIG = """
data = "{data}"

[limits]
default_size = 64
jobs_a_day = 10000

[monitoring]
port = {port}

[effects.pencil]
plugin = "examples.pencil.pencil.effect:Pencil"

[effects.hungry]
plugin = "tests.chaos.effects:Hungry"

[effects.style-transfer]
"""


@dataclass(frozen=True)
class Machine:
    """What there is of a machine that can go wrong: ``data`` is the data folder, on a disk of its own if ``small``."""

    data: Path
    small: bool
    group: Cgroup | None
    clock: SettableClock


@contextmanager
def machine(folder: Path) -> Iterator[Machine]:
    """As much of one as may be made here."""
    with ExitStack() as stack:
        data = folder / "disk"
        small = stack.enter_context(small_disk(folder / "disk.image", data, DISK_MB))
        group = stack.enter_context(memory_cgroup(MEMORY))
        yield Machine(data, small, group, SettableClock(folder / "clock"))


class Installation:
    """``python main.py run`` on a machine, with these tables of plugins.toml and variables of the environment."""

    def __init__(self, folder: Path, machine: Machine, port: int, tables: str, environment: Mapping[str, str]) -> None:
        self.machine, self.url = machine, f"http://127.0.0.1:{port}"
        self._config, self.log = folder / "plugins.toml", folder / "log"
        self._config.write_text(CONFIG.format(data=machine.data, port=port) + tables)
        self._environment = {**os.environ, **environment, **machine.clock.variables(str(ROOT))}
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts it; it isn't ready yet."""
        command = [sys.executable, "main.py", "run", "--verbose", "--config", str(self._config)]
        group = self.machine.group
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(command if group is None else group.command(command)),
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def stop(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Ends it; its exit code. Raises TimeoutError."""
        assert self._process is not None
        self._process.send_signal(by)
        return await asyncio.wait_for(self._process.wait(), STOP_SECONDS)

    async def end(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self._process is not None and self._process.returncode is None:
            await self.stop(signal.SIGKILL)

    @property
    def database(self) -> Path:
        """SQLite's file."""
        return self.machine.data / "atelier.db"

    @property
    def bot(self) -> int | None:
        """The bot's process, unless it is about to be started again."""
        assert self._process is not None
        return next(iter(children(self._process.pid)), None)

    async def painter(self) -> int:
        """The process that makes pictures, as soon as there is one."""
        assert self._process is not None
        while True:
            for pid, role in processes(self._process.pid):
                if role == PAINTER:
                    return pid
            await asyncio.sleep(LOOK_EVERY)
