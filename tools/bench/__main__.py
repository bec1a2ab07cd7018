"""The command: ``python -m tools.bench``, or ``make bench``."""

import json
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.table import Table

from core.plugins.errors import WeightsError
from effects.features import weights
from tools import peers
from tools.bench import classic, conclusions, plan
from tools.bench.plan import ORIGINAL, Plan, Process
from tools.bench.process import ROOT, THREADS, Row, busy, environment, measure, summary
from tools.bounds import Bound, bounds_table
from tools.judge.paintings import Pair

WARM_SIZE = 512


class Bench:
    """Measures processes and gathers what was found, each figure under its name."""

    def __init__(self) -> None:
        self._taken: dict[str, list[Row]] = {}

    def run(self, process: Process) -> None:
        """Measures a process once more."""
        print(process.name, file=sys.stderr)
        row = measure(process.name, process.command, process.folder)
        self._taken.setdefault(process.name, []).append(row)

    @property
    def rows(self) -> dict[str, Row]:
        """What was found so far."""
        return {name: summary(several) for name, several in self._taken.items()}


def measure_ours(bench: Bench, commands: Plan, runs: int, quick: bool) -> list[Bound]:
    """Measures what there was before too, then the default beside busy processes and a warm process."""
    for pair in commands.in_turn(quick):
        for process in pair * runs:  # A B A B, so that both see the same machine
            bench.run(process)
    with busy():
        bench.run(commands.beside_busy())
    return [
        warm(commands, runs, "first_sight", "first sight", conclusions.MOST_FIRST_SIGHT),
        warm(commands, runs, "variants", "three small variants", conclusions.MOST_VARIANTS),
    ]


def measure_classic(bench: Bench, commands: Plan) -> Bound:
    """Measures the original and what does the same, and how far their losses differ."""
    classic.write_random_weights(commands.random_weights)
    for process in commands.beside_the_original():
        bench.run(process)
    difference = classic.loss_difference(commands.random_weights)
    return Bound("classic, fp32: losses differ by", difference, "<=", conclusions.MOST_LOSS_DIFFERENCE)


def unmeasured(quick: bool, beside_peers: bool, judge: bool) -> list[str]:
    """What a run with these options leaves out."""
    out = ["larger sizes and the original (--quick)"] if quick else []
    out += [] if beside_peers else ["pastiche (needs --peers)"]
    out += [] if judge and not quick else [f"the judge's figures ({'--quick' if quick else '--no-judge'})"]
    return out


def warm(commands: Plan, runs: int, module: str, name: str, most: float) -> Bound:
    """What a module measures in a warm process, the median of several processes."""
    command, found = commands.warm(module, WARM_SIZE), []
    for _ in range(runs):
        process = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
        if process.returncode:
            sys.exit(f"error: {name} failed: {' '.join(command)}")
        found.append(float(process.stdout))
    return Bound(f"{name}, {WARM_SIZE} px, warm, in seconds", median(found), "<=", most)


def judged(report: Path) -> list[Bound]:
    """What the judge finds of the paintings: all pairs, the peers' and those at strength 1."""
    print("the judge", file=sys.stderr)
    command = [sys.executable, "-m", "tools.judge", "--strength-1", "--report", str(report)]
    if subprocess.call([*command, "--sheet", str(report.with_suffix(".jpg"))], cwd=ROOT, stdout=subprocess.DEVNULL):
        sys.exit(f"error: the judge failed: {' '.join(command)}")
    found = json.loads(report.read_text())["bounds"]
    return [Bound(bound["figure"], bound["found"], bound["relation"], bound["needed"]) for bound in found]


def rows_table(rows: dict[str, Row]) -> Table:
    """A row a process; beside the original, how many times as fast each is."""
    table = Table("process", "seconds", "peak MB", "times as fast as the original", title=f"{THREADS} threads")
    base = rows[ORIGINAL].seconds if ORIGINAL in rows else None
    for row in rows.values():
        faster = "" if base is None else f"{base / row.seconds:.1f}"
        table.add_row(row.name, f"{row.seconds:.1f}", f"{row.megabytes:.0f}", faster)
    return table


def main(
    runs: Annotated[int, typer.Option(min=1, help="How often each process runs; the median counts.")] = 3,
    base: Annotated[str, typer.Option(help="The commit before, to run in turn with this one.")] = "2b94eb1",
    quick: Annotated[bool, typer.Option("--quick", help="One run, 256 px, nothing that takes minutes.")] = False,
    beside_peers: Annotated[bool, typer.Option("--peers", help="Time pastiche too: minutes.")] = False,
    judge: Annotated[bool, typer.Option(help="Have the judge look at all pairs: minutes.")] = True,
    output: Annotated[Path, typer.Option(help="Where to put the figures as JSON.")] = Path("bench.json"),
    photo: Annotated[Path, typer.Option(help="A square one weighs most.")] = ROOT / "samples/photo.jpg",
    style: Path = ROOT / "samples/style.jpg",
) -> None:
    """Time and weigh the recipes beside the original bot, the commit before and the peers."""
    torch.set_num_threads(THREADS)
    if beside_peers and not (peers.FOLDER / "venv").is_dir():
        sys.exit("error: the peers aren't installed; run make peers first")
    try:
        vgg19 = weights.find("vgg19", ROOT / "data/weights")
    except WeightsError as error:
        sys.exit(f"error: {error}")
    bench = Bench()
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        (scratch / "plugins.toml").write_text("")  # the defaults, whatever this checkout's file says
        plan.extract(base, scratch / "before")
        commands = Plan(Pair(photo.resolve(), style.resolve()), scratch, vgg19, scratch / "before")
        bounds = measure_ours(bench, commands, 1 if quick else runs, quick)
        if not quick:
            bounds.append(measure_classic(bench, commands))
        if beside_peers:
            bench.run(commands.pastiche())
        if judge and not quick:
            bounds += judged(scratch / "judge.json")

    bounds = conclusions.conclude(bench.rows) + bounds
    Console().print(rows_table(bench.rows), bounds_table(bounds))
    if missing := unmeasured(quick, beside_peers, judge):
        print(f"not measured: {', '.join(missing)}")
    figures = {
        "rows": [asdict(row) for row in bench.rows.values()],
        "bounds": [{**asdict(bound), "reached": bound.reached} for bound in bounds],
    }
    output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
