"""The command: ``python -m tests.memory``, or ``make bench-memory``."""

import asyncio
import socket
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.memory.measure import Measured, measure
from tests.memory.processes import BOT, DECODER, KEEPER, OTHER, PAINTER
from tools.bounds import Bound, bounds_table

MB = 1_000_000
MOST_MB = {256: 384, 512: 512}
"""What the program may take at the peak, by the size of the paintings in pixels."""
MOST_BOT_MB = 110
CGROUP_MB = 512


def sizes_table(measured: Measured, size: int, jobs: int) -> Table:
    """Megabytes by process."""
    title = f"{jobs} paintings of {size} px from 12 megapixels, {measured.seconds:.0f} s; proportional set sizes in MB"
    table = Table("process", "at rest", "at the peak", "its own peak", "in the end", title=title)
    columns = measured.idle, measured.peak, measured.own_peaks, measured.last
    for role in (KEEPER, BOT, DECODER, PAINTER, OTHER):
        table.add_row(role, *(f"{column[role] / MB:.0f}" for column in columns))
    table.add_row("all", *("" if column is measured.own_peaks else f"{column.total() / MB:.0f}" for column in columns))
    return table


def bounds(measured: Measured, size: int) -> list[Bound]:
    """What must hold of paintings of this size."""
    found = [Bound("the bot in the end, MB", measured.last[BOT] / MB, "<=", MOST_BOT_MB)]
    if size in MOST_MB:
        found.insert(0, Bound(f"all at the peak, {size} px, MB", measured.peak.total() / MB, "<=", MOST_MB[size]))
    if measured.kills is not None:
        found.append(Bound(f"killed in a cgroup of {CGROUP_MB} MB", measured.kills, "<=", 0))
    return found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main(
    jobs: Annotated[int, typer.Option(min=1, help="How many paintings are made.")] = 20,
    sizes: Annotated[str, typer.Option(help="Their long sides in pixels, with commas between.")] = "256,512",
    cgroup: Annotated[bool, typer.Option(help=f"Allow no more than {CGROUP_MB} MB, by a memory cgroup.")] = True,
) -> None:
    """Measure what the whole program takes while people on three platforms have large photos painted."""
    console = Console()
    short, limit = False, CGROUP_MB * MB if cgroup else 0
    for size in map(int, sizes.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            measured = asyncio.run(measure(Path(folder), free_port(), jobs, size, limit))
        found = bounds(measured, size)
        console.print(sizes_table(measured, size, jobs), bounds_table(found))
        if measured.kills is None:
            why = "none may be made here" if cgroup else "--no-cgroup"
            console.print(f"not measured: whether it fits into a memory cgroup ({why})")
        short = short or not all(bound.reached for bound in found)
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    typer.run(main)
