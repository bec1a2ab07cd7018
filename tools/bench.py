"""Times and weighs the recipes beside a transcription of the original bot, all in one run: ``make bench``.

Every row is a process of its own, from its start to its end, with 2 threads; the figures to quote are the ratios.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Annotated

import torch
import typer
from rich.console import Console
from rich.table import Table
from safetensors.torch import load_file, save_file

from core.nst import classic
from core.nst.card import CONVOLUTIONS, POOLINGS, RELU_TAPS, VGG19_WIDTHS, Card, shapes
from core.nst.encoder import Encoder
from core.nst.options import ClassicOptions
from core.nst.tensors import to_image, to_tensor
from tools import original

ROOT = Path(__file__).parents[1]
THREADS = 2
SIDE = 256


@dataclass(frozen=True)
class Row:
    """A process: its name, its wall time in seconds and its peak memory in MB."""

    name: str
    seconds: float
    megabytes: float


# A process's peak begins with that of the process it was forked from: so this small one forks, not ours.
LAUNCHER = """
import resource, subprocess, sys, time
begin = time.perf_counter()
code = subprocess.call(sys.argv[1:], stdout=subprocess.DEVNULL)
print(time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
sys.exit(code)
"""


def measure(name: str, arguments: list[str]) -> Row:
    """Runs a Python process to its end."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(THREADS)}
    command = [sys.executable, "-I", "-S", "-c", LAUNCHER, sys.executable, *arguments]
    process = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False)
    if process.returncode:
        sys.exit(f"error: {name} failed: {' '.join(arguments)}")
    seconds, megabytes = map(float, process.stdout.split())
    return Row(name, seconds, megabytes)


def processes(folder: Path, photo: Path, style: Path) -> dict[str, list[str]]:
    """The command of each row."""
    random = str(folder / "random.safetensors")
    pictures = [str(photo), str(style), "-o", str(folder / "painting.png")]
    settings = folder / "plugins.toml"
    settings.write_text("")  # the defaults, whatever this checkout's file says
    stylize = ["main.py", "stylize", *pictures, "-q", "--config", str(settings)]
    vgg = [*stylize, "--recipe", "classic", "--encoder", random]
    return {
        "the original": ["-m", "tools.original", *pictures],
        "classic, fp32": [*vgg, "--precision", "fp32"],
        "classic, bf16": [*vgg, "--precision", "bf16"],
        "fine, 256 px": [*stylize, "--size", "256"],
        "fine, 512 px": [*stylize, "--size", "512"],
        "fine, 1024 px": [*stylize, "--size", "1024"],
    }


def write_random_weights(path: Path) -> None:
    """Weights of VGG19's shape; what they are doesn't change what they cost."""
    generator = torch.Generator().manual_seed(0)
    weights = {
        name: torch.randn(shape, generator=generator) * ((2 / (9 * shape[1])) ** 0.5 if len(shape) == 4 else 0.0)
        for name, shape in shapes(VGG19_WIDTHS).items()
    }
    card = Card(name="random", licence="MIT", trained_on="nothing", widths=VGG19_WIDTHS, taps=RELU_TAPS)
    save_file(weights, path, card.metadata())


def loss_difference(weights: Path, epochs: int = 5) -> float:
    """The largest relative difference between the original's losses and ``classic``'s, on noise, in fp32."""
    encoder = Encoder.open(weights, classic.READING)
    generator = torch.Generator().manual_seed(1)
    photo, style = (to_image(torch.rand(1, 3, SIDE, SIDE, generator=generator)) for _ in range(2))
    steps = classic.paint(photo, style, encoder, ClassicOptions(size=SIDE), tick=lambda: None)
    ours = [step.loss for _, step in zip(range(epochs), steps, strict=False)]
    network = original.vgg19()
    network.load_state_dict({n.removeprefix("features."): t for n, t in load_file(weights).items()})
    _, theirs = original.paint(network, *(to_tensor(x, encoder.device) for x in (photo, style)), epochs)
    return max(abs(a - b) / b for a, b in zip(ours, theirs, strict=True))


def step_flop(side: int) -> float:
    """Floating-point operations of VGG19's convolutions on a square picture, forward and back to the picture."""
    total, inputs = 0, 3
    for layer, outputs in zip(CONVOLUTIONS, VGG19_WIDTHS, strict=True):
        pixels = (side >> sum(pooling < layer for pooling in POOLINGS)) ** 2
        total += 2 * 9 * pixels * inputs * outputs
        inputs = outputs
    return 2.0 * total


def step_over_matrix_rate(weights: Path, repeats: int = 9) -> float:
    """The time of a bf16 step of ``classic`` over what its operations take at the rate of a bf16 matrix product."""
    encoder = Encoder.open(weights, classic.READING, torch.bfloat16)
    photo = to_image(torch.rand(1, 3, SIDE, SIDE))
    steps = classic.paint(photo, photo, encoder, ClassicOptions(size=SIDE), tick=lambda: None)
    side = 2048
    matrix = torch.randn(side, side).bfloat16()
    ratios = []
    for _ in range(repeats):  # in turn, so that both see the same machine
        product = seconds(lambda: matrix @ matrix)
        step = seconds(lambda: next(steps))
        ratios.append((step / step_flop(SIDE)) / (product / (2.0 * side**3)))
    return median(ratios[1:])


def seconds(work: Callable[[], object]) -> float:
    """The time of one call."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def judge(rows: dict[str, Row], step: float, difference: float) -> list[tuple[str, float, str, float]]:
    """What the figures must reach: name, figure, <= or >=, bound."""
    base = rows["the original"].seconds
    small, medium, large = (rows[f"fine, {size} px"] for size in (256, 512, 1024))
    return [
        ("classic, fp32: losses differ by", difference, "<=", 1e-4),
        ("classic, fp32: times as fast", base / rows["classic, fp32"].seconds, ">=", 4.5),
        ("classic, bf16: times as fast", base / rows["classic, bf16"].seconds, ">=", 9),
        ("fine, 256 px: times as fast", base / small.seconds, ">=", 25),
        ("fine, 256 px: peak in MB", small.megabytes, "<=", 400),
        ("fine, 512 px: peak in MB", medium.megabytes, "<=", 600),
        ("fine, 1024 px: peak in MB", large.megabytes, "<=", 1200),
        ("fine, 512 px: time over that of 256 px", medium.seconds / small.seconds, "<=", 4),
        ("fine, 1024 px: time over that of 512 px", large.seconds / medium.seconds, "<=", 4),
        ("bf16 step over its operations' time", step, "<=", 1.3),
    ]


def main(
    runs: Annotated[int, typer.Option(help="How often each process runs; the median counts.")] = 1,
    output: Annotated[Path, typer.Option(help="Where to put the figures as JSON.")] = Path("bench.json"),
    photo: Annotated[Path, typer.Option(help="A square one weighs most.")] = ROOT / "samples/photo.jpg",
    style: Path = ROOT / "samples/style.jpg",
) -> None:
    """Time and weigh the recipes beside the original bot."""
    torch.set_num_threads(THREADS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        weights = folder / "random.safetensors"
        write_random_weights(weights)
        taken: dict[str, list[Row]] = {}
        for run in range(runs):
            for process, arguments in processes(folder, photo.resolve(), style.resolve()).items():
                print(f"run {run + 1} of {runs}: {process}", file=sys.stderr)
                taken.setdefault(process, []).append(measure(process, arguments))
        rows = {
            process: Row(process, median(r.seconds for r in several), max(r.megabytes for r in several))
            for process, several in taken.items()
        }
        verdicts = judge(rows, step_over_matrix_rate(weights), loss_difference(weights))

    table = Table("process", "seconds", "peak MB", "times as fast", title=f"{THREADS} threads")
    for row in rows.values():
        faster = rows["the original"].seconds / row.seconds
        table.add_row(row.name, f"{row.seconds:.1f}", f"{row.megabytes:.0f}", f"{faster:.1f}")
    bounds = Table("figure", "found", "needed", "")
    for figure, found, relation, bound in verdicts:
        reached = found <= bound if relation == "<=" else found >= bound
        bounds.add_row(figure, f"{found:.3g}", f"{relation} {bound:g}", "" if reached else "falls short")
    console = Console()
    console.print(table, bounds)
    figures = {"rows": [asdict(row) for row in rows.values()], "figures": {name: found for name, found, *_ in verdicts}}
    output.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
