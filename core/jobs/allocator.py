"""Keeps a process as small as what it holds and uses: what it has freed goes back to the system, and code that has run.

Only on Linux, and what is about freed blocks with glibc; elsewhere there is nothing to set and nothing is done.
"""

import ctypes
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
"""From glibc's malloc.h."""
MADV_DONTNEED = 4
"""From Linux' mman-common.h."""
MAPPED_FILE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r-[-x]p \S+ \S+ \S+ +/")
"""The first line about memory in /proc/self/smaps that shows a file and may not be written."""
LARGE_BLOCK = 1 << 20
"""Bytes."""


def give_back_freed_blocks(large: int = LARGE_BLOCK) -> None:
    """Has blocks of ``large`` bytes go back to the system when they are freed; all threads take others from one place.

    glibc raises its limit of what is large to 32 MB as a program runs, and then the blocks of one stage of a painting
    lie about, in pieces that don't fit, while the next stage works: 0.4 GB of them at 1024 px. It is a setting of the
    whole process, to be made before it has threads.
    """
    mallopt = _libc("mallopt")
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, large)
        mallopt(M_ARENA_MAX, 1)


def give_back_small_blocks() -> None:
    """Gives back all that is free now, of small blocks as far as nothing else lies on their pages."""
    malloc_trim = _libc("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def give_back_code(smaps: Path = Path("/proc/self/smaps")) -> None:
    """Forgets the pages of libraries as they are on the disk: those still needed come back as they are touched.

    Loading PyTorch touches 75 MB of them, painting needs 50.
    """
    madvise = _libc("madvise")
    if madvise is None:
        return
    try:
        lines = smaps.read_text().splitlines()
    except OSError:  # a system that doesn't tell
        return
    for begin, end in _untouched_files(lines):
        madvise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), MADV_DONTNEED)


def stay_small(every: float) -> None:
    """Does both every so many seconds for as long as the process lives, in a thread of its own."""

    def tidy() -> None:
        while True:
            give_back_small_blocks()
            give_back_code()
            time.sleep(every)

    threading.Thread(target=tidy, name="stay small", daemon=True).start()


def _untouched_files(smaps: list[str]) -> Iterator[tuple[int, int]]:
    """Begin and end of the memory that shows files and of which no page differs from its file."""
    place = None
    for line in smaps:
        if found := MAPPED_FILE.match(line):
            place = int(found[1], 16), int(found[2], 16)
        elif line.startswith("Anonymous:"):  # the size of what isn't as in the file, such as addresses a loader wrote
            if place is not None and int(line.split()[1]) == 0:
                yield place
            place = None


def _libc(name: str) -> Callable[..., int] | None:
    """A function of the C library, if it has one of this name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
