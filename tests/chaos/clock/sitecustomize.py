"""Has a Python program's clock be ahead by what a file says: Python imports this first where it finds it.

What runs evenly, ``time.monotonic`` and sleeps, stays as it is, as when somebody sets a machine's clock. Children don't
get the variable, and no jump.
"""

import mmap
import os
import struct
import time
from pathlib import Path

VARIABLE = "CHAOS_CLOCK"
SECONDS = struct.Struct("d")

if VARIABLE in os.environ:
    with Path(os.environ[VARIABLE]).open("rb") as file:
        ahead = mmap.mmap(file.fileno(), SECONDS.size, access=mmap.ACCESS_READ)
    true_time = time.time

    def jumping_time() -> float:
        """Seconds since 1970, as the program is told."""
        seconds: float = SECONDS.unpack_from(ahead)[0]
        return true_time() + seconds

    time.time = jumping_time
