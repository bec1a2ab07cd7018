"""The command: ``python -m tests.chaos``, or ``make chaos``."""

import asyncio
import sys
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tests.chaos.fault_context import FULL, SHORT, Extent
from tests.chaos.faults import FAULTS
from tests.chaos.rounds import Round, rounds


def table(done: Sequence[Round]) -> Table:
    """A row a fault."""
    found = Table("fault", "times", "photos and orders", "lost", "said twice", "so by Telegram", "/healthz")
    for one in done:
        if one.why_not:
            found.add_row(one.fault.name, "0", "", "", "", "", f"not tried: {one.why_not}")
            continue
        tally = one.tally
        counts = (one.often, tally.errands, len(tally.lost), len(tally.twice), len(tally.repeated))
        found.add_row(one.fault.name, *map(str, counts), f"wrong {len(one.lies)} times" if one.lies else "true")
    return found


async def _all(folder: Path, only: str, extent: Extent, seed: int, console: Console) -> list[Round]:
    faults = [fault for fault in FAULTS if any(part in fault.name for part in only.split(","))]
    done, begin = [], time.monotonic()
    async for one in rounds(folder, faults, extent, seed):
        done.append(one)
        console.print(f"{time.monotonic() - begin:5.0f} s  {one.told}", soft_wrap=True)
    return done


def main(
    seed: Annotated[int | None, typer.Option(help="The same seed has the same luck; by default another one.")] = None,
    only: Annotated[str, typer.Option(help="Only faults with this in their names.")] = "",
    short: Annotated[bool, typer.Option("--short", help="Fewer of all, and no paintings.")] = False,
) -> None:
    """Have everything go wrong, in turn, for a bot that people on three platforms are at."""
    console = Console()
    warnings.simplefilter("ignore", UserWarning)  # the emulated platforms look into broken pictures
    seed = SystemRandom().randrange(10**6) if seed is None else seed
    console.print(f"seed {seed}")
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    done = asyncio.run(_all(folder, only, SHORT if short else FULL, seed, console))
    console.print(table(done), f"seed {seed}; the program's log is {folder / 'log'}")
    sys.exit(0 if all(one.went_well for one in done) else 1)


if __name__ == "__main__":
    typer.run(main)
