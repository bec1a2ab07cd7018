"""Keeps a painting process as small as its work."""

import ctypes
import sys

M_MMAP_THRESHOLD = -3  # from glibc's malloc.h


def give_back_freed_blocks(threshold: int = 1 << 23) -> None:
    """Has every block of at least ``threshold`` bytes go back to the system when it is freed.

    glibc raises that limit to 32 MB as a program runs, and then the blocks of one stage lie about, in pieces that don't
    fit, while the next stage works: 0.4 GB of them at 1024 px. It is a setting of the whole process, for the one that
    owns the process to make; without glibc there is nothing to set.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(M_MMAP_THRESHOLD, threshold)
