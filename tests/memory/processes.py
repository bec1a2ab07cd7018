"""What a program and all that it starts take of the memory, by what its processes are for."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from core.jobs.confinement import Confinement
from core.jobs.worker_process import MODULE

PROC = Path("/proc")
PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
BEGIN_SECONDS = 0.2
"""A child that has run no program by then means to run none."""
KEEPER, BOT, DECODER, PAINTER, OTHER = "keeper", "bot", "photo decoder", "painter", "others"

Sizes = Counter[str]
"""Bytes by what a process is for."""


def sizes(keeper: int) -> Sizes:
    """The proportional set sizes of a program's processes, in bytes: what several share counts to each for its part.

    ``keeper`` is the pid of the one that was started. Raises PermissionError where that is for root alone to know.
    """
    found: Sizes = Counter()
    for pid, role in processes(keeper):
        try:
            rollup = (PROC / str(pid) / "smaps_rollup").read_text()
            found[role] += 1024 * int(PSS.findall(rollup)[0])
        except (FileNotFoundError, ProcessLookupError, IndexError):
            continue  # it has ended just now
    return found


def processes(keeper: int) -> Iterator[tuple[int, str]]:
    """A program's processes, each with what it is for."""
    for pid, parent, depth in _tree(keeper):
        try:
            if depth > 1:
                _wait_for_its_program(pid, parent)
            yield pid, _role(pid, depth)
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended just now


def _tree(root: int) -> Iterator[tuple[int, int, int]]:
    """A process and its descendants, each with its parent and how many are between it and the root."""
    waiting = [(root, root, 0)]
    while waiting:
        pid, parent, depth = waiting.pop()
        yield pid, parent, depth
        waiting += [(child, pid, depth + 1) for child in _children(pid)]


def _children(pid: int) -> list[int]:
    found = []
    for file in (PROC / str(pid) / "task").glob("*/children"):
        try:
            found += [int(child) for child in file.read_text().split()]
        except (FileNotFoundError, ProcessLookupError):
            continue  # a thread that has ended just now
    return found


def _wait_for_its_program(pid: int, parent: int) -> None:
    """Waits while a child is in its parent's memory, as vfork(2) leaves it: the system says that it takes all that."""
    begin = time.monotonic()
    while _words(pid) == _words(parent) and time.monotonic() < begin + BEGIN_SECONDS:
        time.sleep(BEGIN_SECONDS / 100)


def _words(pid: int) -> list[str]:
    return (PROC / str(pid) / "cmdline").read_text().split("\0")


def _role(pid: int, depth: int) -> str:
    if depth < 2:
        return (KEEPER, BOT)[depth]
    words = _words(pid)
    if MODULE not in words:
        return OTHER  # a fork that tries a plugin
    confinement = Confinement.from_argument(words[words.index(MODULE) + 1])
    return DECODER if confinement.memory else PAINTER  # only the decoder's address space is limited
