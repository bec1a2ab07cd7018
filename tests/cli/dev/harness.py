"""Effects as authors write them into one file, and ``dev`` as they start it."""

import re
import signal
import subprocess
from pathlib import Path
from typing import Self

from tests.cli.harness import PROGRAM

RED, BLUE = (200, 0, 0), (0, 0, 200)
EFFECT = """
from PIL import Image
from atelier_bot import Effect, Model, Slot
from pydantic import Field

class Options(Model):
    depth: float = Field(0.5, ge=0, le=1, json_schema_extra={"choices": [0.5, 1.0]})
    is_large: bool = False

class Fill(Effect[Options]):
    name, options, slots = "fill", Options, (Slot(name="photo"),)

    def __init__(self, config, folder): ...

    def run(self, inputs, options, report):
        report(0.5)
        return Image.new("RGB", (64 if options.is_large else 48, 48), (200, 0, 0))
"""


class Dev:
    """``dev`` in a process of its own, ended with Ctrl-C."""

    def __init__(self, file: Path, *arguments: str | Path) -> None:
        self.file = file
        self._command = [*PROGRAM, "dev", file.name, "--no-open", *map(str, arguments)]

    def __enter__(self) -> Self:
        before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what is ignored here is so in a child
        try:
            self.process = subprocess.Popen(
                self._command, cwd=self.file.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
        finally:
            signal.signal(signal.SIGINT, before)
        assert self.process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.process.stdout.readline())
        assert found is not None, self.process.communicate()
        self.url = found[0]
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def stop(self) -> tuple[int, str]:
        """Ctrl-C; the exit code, and what was said on standard error."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said
