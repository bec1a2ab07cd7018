"""How a child's death, or a fault of its work, is told to be for want of memory."""

import re
import signal
from pathlib import Path

EXIT_CODE = 70
"""What a child exits with that was refused memory; Python and the system use others."""
KILLS = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)
REFUSED = re.compile(r"not enough memory|can't allocate memory|out of memory|bad_alloc", re.IGNORECASE)
"""How PyTorch says so, in errors that are a RuntimeError; on the CPU and on a GPU."""


def is_refusal(error: BaseException) -> bool:
    """Whether an error says that there was no memory to be had."""
    return isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and bool(REFUSED.search(str(error))))


def kills(root: Path = Path("/")) -> int:
    """How many processes the system has killed for want of memory, its own or a control group's; 0 if it doesn't say.

    ``root`` is where ``proc`` is.
    """
    try:
        found = KILLS.search((root / "proc/vmstat").read_text())
    except OSError:
        return 0
    return int(found[1]) if found else 0


def is_why(code: int, kills_before: int, kills_after: int) -> bool:
    """Whether a process that has ended with this exit code, negative for a signal, has died for want of memory."""
    return code == EXIT_CODE or (code == -signal.SIGKILL and kills_after > kills_before)
