"""Keeps a process as small as what it holds: glibc is told to give back to the system what has been freed."""

import ctypes
import sys
from collections.abc import Callable

M_ARENA_MAX, M_MMAP_THRESHOLD = -8, -3
"""From glibc's malloc.h."""
LARGE_BLOCK = 1 << 20
"""Bytes."""


def give_back_freed_blocks() -> None:
    """Has every large block go back to the system when it is freed, and all threads take others from one place.

    glibc raises its limit of what is large to 32 MB as a program runs, and then the blocks of one stage of a painting
    lie about, in pieces that don't fit, while the next stage works: 0.4 GB of them at 1024 px. It is a setting of the
    whole process, to be made before it has threads; without glibc there is nothing to set.
    """
    mallopt = _libc("mallopt")
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK)
        mallopt(M_ARENA_MAX, 1)


def give_back_small_blocks() -> None:
    """Gives back all that is free now, of small blocks as far as nothing else lies on their pages."""
    malloc_trim = _libc("malloc_trim")
    if malloc_trim is not None:
        malloc_trim(0)


def _libc(name: str) -> Callable[..., int] | None:
    """A function of the C library, if it has one of this name."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
