"""How many threads PyTorch computes with, and how they wait for each other; free of PyTorch, which reads it once.

libgomp, the OpenMP that PyTorch brings on Linux, takes all this from the environment when it is loaded: it has to be
there before the first ``import torch`` of a process.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from pathlib import Path, PurePosixPath

SPIN_COUNT = 1000
"""How often a waiting thread looks before it sleeps: what libgomp takes where it knows of more threads than cores. With
the 300 times as many of its own accord it keeps the core from the thread it waits for, where others want it too."""


def openmp(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables to add to an ``environment`` in which PyTorch will be loaded; what it says already stays so.

    There are none but on Linux: elsewhere PyTorch has another OpenMP, and chooses among unequal cores by itself.
    """
    if sys.platform != "linux":
        return {}
    added = {}
    if "OMP_NUM_THREADS" not in environment:
        added["OMP_NUM_THREADS"] = str(usable_cores())
    if not {"GOMP_SPINCOUNT", "OMP_WAIT_POLICY"} & environment.keys():
        added["GOMP_SPINCOUNT"] = str(SPIN_COUNT)
    return added


def usable_cores(root: Path = Path("/")) -> int:
    """The cores that this process may use: those of its CPU affinity, and no more than its cgroups' quotas allow.

    A part of a core counts as one. ``root`` is where ``proc`` and ``sys`` are.
    """
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min([cores, *(ceil(quota) for quota in _quotas(root))]))


def _quotas(root: Path) -> Iterator[float]:
    """The quotas, in cores, of this process's cgroups and of all above them."""
    for line in _lines(root / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            yield from _version_2(_folders(root / "sys/fs/cgroup", path))
        elif "cpu" in controllers.split(","):
            yield from _version_1(_folders(root / "sys/fs/cgroup/cpu", path))


def _folders(mount: Path, path: str) -> list[Path]:
    """A cgroup's folder and those above it. In a container only ``mount`` may be there, which is then the cgroup's."""
    inside = PurePosixPath(path.lstrip("/"))
    return [mount / inside, *(mount / parent for parent in inside.parents)]


def _version_2(folders: Iterable[Path]) -> Iterator[float]:
    for folder in folders:
        for line in _lines(folder / "cpu.max"):  # "QUOTA PERIOD", in microseconds, or "max PERIOD"
            quota, period = line.split()
            if quota != "max":
                yield int(quota) / int(period)


def _version_1(folders: Iterable[Path]) -> Iterator[float]:
    for folder in folders:
        quota, period = (_lines(folder / f"cpu.cfs_{name}_us") for name in ("quota", "period"))
        if quota and period and int(quota[0]) > 0:  # -1 is no limit
            yield int(quota[0]) / int(period[0])


def _lines(path: Path) -> list[str]:
    """A file's lines; none where there is no such file or it isn't for us to read: then it limits nothing we know."""
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
