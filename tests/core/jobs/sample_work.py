"""What tests have children do: works and effects, found by their names in this module."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from PIL import Image
from pydantic import Field

from core.jobs.work import Failure, WorkChannel
from core.model.base import Model
from core.plugins.effect import Effect, Report, Slot
from core.plugins.errors import CheckpointError, OptionsError, WeightsError

Files = Mapping[str, bytes]


def join(files: Files, line: WorkChannel) -> bytes:
    """All files, and what it resumes from."""
    return b"".join(files.values()) + (line.resume or b"")


def about(_files: Files, _line: WorkChannel) -> bytes:
    """The process's id and niceness, whether PyTorch is in it, and how long its threads would spin."""
    return f"{os.getpid()} {os.nice(0)} {'torch' in sys.modules} {os.environ.get('GOMP_SPINCOUNT')}".encode()


def patient(_files: Files, line: WorkChannel) -> bytes:
    """Works for ever, and says so often."""
    while True:
        line.progress(0.5, b"preview")
        work()


def stubborn(_files: Files, line: WorkChannel) -> bytes:
    """Works for ever, and neither says nor hears anything after the first word."""
    line.progress(0.5)
    threading.Event().wait()
    return b""


def deadly(_files: Files, _line: WorkChannel) -> bytes:
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def last_words(_files: Files, line: WorkChannel) -> bytes:
    """Says something and dies."""
    line.progress(0.5)
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def faulty(_files: Files, _line: WorkChannel) -> bytes:
    raise LookupError("a fault to be found in the log")


def unable(_files: Files, _line: WorkChannel) -> bytes:
    raise Failure("weights", "there are none")


def greedy(_files: Files, _line: WorkChannel) -> bytes:
    """Takes 4 GB."""
    return bytes(bytearray(1 << 32))


LEAKED: list[bytes] = []


def leaky(_files: Files, _line: WorkChannel) -> bytes:
    """Never lets go of 30 MB."""
    LEAKED.append(b"x" * 30_000_000)
    return str(os.getpid()).encode()


def talkative(_files: Files, _line: WorkChannel) -> bytes:
    """Prints in every way there is, on the pipe that isn't for printing, too."""
    sys.stdout.write("from print\n")
    sys.stderr.write("from stderr\n")
    os.write(1, b"from a library\n")
    os.write(2, b"x" * 10_000 + b"\nlast words, without an end")
    return b"done"


def nonsense(_files: Files, _line: WorkChannel) -> bytes:
    """Writes what is no frame wherever it can."""
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, b"\xff" * 64)
        except OSError:
            continue
    return b""


def eager(_files: Files, line: WorkChannel) -> bytes:
    """Says very much very fast."""
    for step in range(2000):
        line.progress(step / 2000, b"preview" * 1000)
    line.checkpoint(bytes(20_000_000))
    line.checkpoint(b"too soon after the large one")
    return b"done"


def work() -> None:
    """A little of it."""
    threading.Event().wait(0.005)


class Steps(Model):
    """Options of the effect Counting. ``dies_at`` is a step that kills, ``fails`` an error to end with."""

    steps: int = Field(20, ge=1)
    dies_at: int | None = None
    fails: str = ""
    size: int = Field(512, json_schema_extra={"choices": [128, 256, 512]})
    room: int = 512


class Counting(Effect[Steps]):
    """An effect that takes steps, and paints with which it began this time and with which it ended."""

    name = "counting"
    slots = (Slot(name="content"), Slot(name="style"))
    options = Steps

    def run(self, inputs: Mapping[str, Image.Image], options: Steps, report: Report) -> Image.Image:
        begun = int(report.resume or 0)
        if begun > options.steps:
            raise CheckpointError("of another job")
        if options.size > options.room:
            raise MemoryError
        for step in range(begun, options.steps):
            if step == options.dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            report(step / options.steps, inputs["content"])
            work()
            report.checkpoint(str(step + 1).encode())
        match options.fails:
            case "options":
                raise OptionsError("too large for this machine")
            case "weights":
                raise WeightsError("there are none")
            case "error":
                raise LookupError("a fault to be found in the log")
        return Image.new("RGB", inputs["content"].size, (begun, options.steps, 0))


def attempts(_files: Files, _line: WorkChannel) -> bytes:
    """What becomes of things that a painting doesn't need, as JSON: "done", or the name of the error."""
    import resource  # not on every system

    def attempt(what: Callable[[], object]) -> str:
        try:
            what()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            return type(error).__name__
        return "done"

    status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
    told = {
        "internet": attempt(lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).close()),
        "netlink": attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()),
        "unix": attempt(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM).close()),
        "program": attempt(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True)),
        "parent": attempt(lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes()),
        "no new privileges": status["NoNewPrivs"],
        "capabilities": status["CapEff"],
        "core dump": resource.getrlimit(resource.RLIMIT_CORE)[1],
        "open files": resource.getrlimit(resource.RLIMIT_NOFILE)[1],
    }
    return json.dumps(told).encode()


def compute(_files: Files, _line: WorkChannel) -> bytes:
    """Computes for ever, as a decoder does that a file keeps busy."""
    while True:
        pass
