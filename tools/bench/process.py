"""Runs processes and says how long they took and how large they grew."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
THREADS = 2
BUSY = 4


@dataclass(frozen=True)
class Row:
    """A process: its name, its wall time in seconds and its peak memory in MB."""

    name: str
    seconds: float
    megabytes: float


# A process's peak begins with that of the process it was forked from: so this small one forks, not ours.
LAUNCHER = """
import resource
import subprocess
import sys
import time
begin = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(code)
"""


def measure(name: str, command: Sequence[str], folder: Path = ROOT) -> Row:
    """Runs a command in a folder to its end. Stops with one line where it fails."""
    launcher = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    process = subprocess.run(launcher, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    if process.returncode:
        sys.exit(f"error: {name} failed: {' '.join(command)}")
    seconds, megabytes = map(float, process.stdout.split())
    return Row(name, seconds, megabytes)


def environment() -> dict[str, str]:
    """Ours with THREADS threads, and whatever a program itself decides about how they wait."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "GOMP_", "KMP_"))}
    return {**inherited, "OMP_NUM_THREADS": str(THREADS)}


def summary(rows: Sequence[Row]) -> Row:
    """The median time and the greatest peak of several runs of one process."""
    return Row(rows[0].name, median(row.seconds for row in rows), max(row.megabytes for row in rows))


@contextmanager
def busy(count: int = BUSY) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Has so many processes do nothing but work meanwhile; gives them."""
    processes = [subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()
