"""The memory that another process has."""

import os
from pathlib import Path


def resident_bytes(pid: int) -> int:
    """Bytes of memory that a process has; 0 where it has gone or the system doesn't tell."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
