"""A control group that lets a program have so much memory and no more, on Linux, where one may make one."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

MOUNT = Path("/sys/fs/cgroup")
ENTER = 'echo $$ > "$0" && exec "$@"'
KILLS = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)


@dataclass(frozen=True)
class Cgroup:
    """A memory cgroup of version 1 or 2; ``events`` is its file that says how often somebody was killed."""

    folder: Path
    events: Path

    def command(self, command: Sequence[str]) -> list[str]:
        """A command that runs another one in this group, as the process that was started."""
        return ["sh", "-c", ENTER, str(self.folder / "cgroup.procs"), *command]

    @property
    def kills(self) -> int:
        """How many processes have been killed for want of memory."""
        return sum(map(int, KILLS.findall(self.events.read_text())))


@contextmanager
def memory_cgroup(limit: int) -> Iterator[Cgroup | None]:
    """A group whose processes may have ``limit`` bytes, without any swap; None where none may be made here.

    Its processes have ended when it is left.
    """
    version_1 = MOUNT / "memory"
    folder = (version_1 if version_1.is_dir() else MOUNT) / f"atelier-{uuid4().hex}"
    try:
        folder.mkdir()
    except OSError:
        yield None
        return
    try:
        yield _limited(folder, limit, version=1 if version_1.is_dir() else 2)
    finally:
        with suppress(OSError):  # somebody is in it still: it has to stay
            folder.rmdir()


def _limited(folder: Path, limit: int, version: int) -> Cgroup | None:
    names = ("limit_in_bytes", "memsw.limit_in_bytes") if version == 1 else ("max", "swap.max")
    limits, events = {names[0]: limit}, "oom_control" if version == 1 else "events"
    if (folder / f"memory.{names[1]}").exists():  # without it there is no swap to limit
        limits[names[1]] = limit if version == 1 else 0
    try:
        for name, value in limits.items():
            (folder / f"memory.{name}").write_text(str(value))
    except OSError:  # version 2 without the memory controller in the group above
        return None
    return Cgroup(folder, folder / f"memory.{events}") if os.access(folder / "cgroup.procs", os.W_OK) else None
