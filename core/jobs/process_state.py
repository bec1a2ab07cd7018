"""Whether a process that is there gets on at all."""

from pathlib import Path

STOPPED = "T"


def is_stopped(pid: int) -> bool:
    """Whether a signal has a process stand still until another one comes; False where the system doesn't tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:  # it has ended, or this isn't Linux
        return False
    return stat.rpartition(")")[2].split()[0] == STOPPED  # a name may have any characters
