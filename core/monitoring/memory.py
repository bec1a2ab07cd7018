"""The memory that processes have, and the disk that is left."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from core.plugins.bot_status import Machine


def resident_bytes(pid: int) -> int:
    """Bytes of memory that a process has; 0 where it has gone or the system doesn't tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def machine(folder: Path, version: str, children: Mapping[str, int]) -> Machine:
    """What a bot of this version takes whose files are in a folder; ``children`` are its other processes, by name."""
    processes = {"bot": os.getpid(), **children}
    return Machine(
        version=version,
        memory={name: resident_bytes(pid) for name, pid in processes.items()},
        free_bytes=shutil.disk_usage(folder).free,
    )
