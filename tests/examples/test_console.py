"""The whole program with the examples as its plugins: a terminal, an effect of one picture and one of three."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
TIMEOUT = 120
CONFIG = """
data = "data"
[monitoring]
port = 0
[adapters.console]
plugin = "examples.console:Console"
[effects.pencil]
plugin = "examples.pencil.pencil.effect:Pencil"
[effects.triptych]
plugin = "examples.triptych.effect:Triptych"
"""


class Terminal:
    """Who sits at the terminal: types lines, and reads until something is said."""

    def __init__(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text(CONFIG)
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "run"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))

    def type(self, line: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def until(self, words: str) -> str:
        """Reads until a line has these words; that line."""
        while words not in (line := self._lines.get(timeout=TIMEOUT)):
            pass
        return line

    def picture(self) -> Image.Image:
        """The next picture."""
        with Image.open(self.folder / self.until(".png")) as found:
            found.load()
            return found

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(TIMEOUT)
        self._reader.join(TIMEOUT)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def photo(folder: Path, colour: str) -> Path:
    path = folder / f"{colour}.png"
    Image.new("RGB", (90, 120), colour).save(path)
    return path


def test_two_effects_each_with_its_own_slots_words_and_options(terminal: Terminal, tmp_path: Path) -> None:
    terminal.type("hello")
    terminal.until("Send me the photo you want drawn.")
    terminal.type(photo(tmp_path, "navy"))
    drawing = terminal.picture()
    assert drawing.size == (90, 120)
    terminal.until("Here is your drawing")
    terminal.type("/triptych")
    terminal.until("Send me the photo for the left.")
    for colour, answer in (("red", "the middle"), ("green", "the right")):
        terminal.type(photo(tmp_path, colour))
        terminal.until(answer)
    terminal.type(photo(tmp_path, "blue"))
    three = terminal.picture()
    middle = three.height // 2
    panels = [three.getpixel((round(three.width * share), middle)) for share in (0.15, 0.5, 0.85)]
    assert panels == [(255, 0, 0), (0, 128, 0), (0, 0, 255)]


def test_a_number_chooses_and_none_deletes(terminal: Terminal) -> None:
    terminal.type("/effects")
    terminal.until("2. triptych")
    terminal.type("2")
    terminal.until("Send me the photo for the left.")
    terminal.type("/forget")
    terminal.until("/forget yes: Yes, delete everything")
    terminal.type("1")
    terminal.until("Nothing was deleted.")
    terminal.type("/forget yes")
    terminal.until("Everything is deleted")
