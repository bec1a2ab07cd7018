"""What a watching browser costs, and how soon variants are there: ``python -m tools.watched PHOTO STYLE``.

Paintings are made by the real program, in turn with the page open in Chromium and with it closed, and timed by the
program's own record of them; variants are timed from the press of their button until they are seen.
"""

import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Annotated, Any

import typer
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
TIMEOUT_MS = 300_000
DONE = "SELECT count(*) FROM jobs WHERE ended IS NOT NULL"
LAST = "SELECT ended - json_extract(job, '$.started') FROM jobs WHERE ended IS NOT NULL ORDER BY number DESC LIMIT 1"


class RunningProgram:
    """The program in a folder of its own, and what its database says of the jobs."""

    def __init__(self, folder: Path, url: str) -> None:
        self.url, self._database = url, folder / "data" / "atelier.db"

    def count(self) -> int:
        """How many jobs have ended."""
        return int(self._ask(DONE))

    def seconds_after(self, count: int) -> float:
        """Waits until more than ``count`` jobs have ended; the seconds that the last one took."""
        while self.count() <= count:
            time.sleep(0.2)
        return self._ask(LAST)

    def _ask(self, query: str) -> float:
        with closing(sqlite3.connect(f"file:{self._database}?mode=ro", uri=True)) as connection:
            return float(connection.execute(query).fetchone()[0])


@contextmanager
def running_program() -> Iterator[RunningProgram]:
    """The program on a free port, ended with the block."""
    with tempfile.TemporaryDirectory() as name, closing(socket.socket()) as free:
        folder = Path(name)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        (folder / "plugins.toml").write_text(f"[adapters.web]\nport = {port}\n\n[effects.style-transfer]\n")
        program = subprocess.Popen(
            [sys.executable, ROOT / "main.py", "run"], cwd=folder, stderr=subprocess.PIPE, text=True
        )
        assert program.stderr is not None
        while "Atelier is at" not in program.stderr.readline():
            assert program.poll() is None, "the program has ended"
        try:
            yield RunningProgram(folder, f"http://127.0.0.1:{port}")
        finally:
            program.terminate()
            program.wait()


def paint(program: RunningProgram, page: Any, pictures: list[Path], *, watched: bool) -> float:
    """Has a painting made; the seconds that it took."""
    before = program.count()
    _open(program, page)
    page.set_input_files("#files", pictures)
    page.get_by_text("I'm on it").or_(page.get_by_text("Painting:")).last.wait_for()
    if not watched:
        page.goto("about:blank")
    return program.seconds_after(before)


def variants(program: RunningProgram, page: Any) -> float:
    """Seconds from the press until the last painting's variants are seen."""
    _open(program, page)
    shown = page.locator("#log img[src*='api/blob']")
    before = shown.count()
    page.get_by_role("button", name="Variants").last.click()
    begun = time.perf_counter()
    page.wait_for_function(
        "n => [...document.querySelectorAll(\"#log img[src*='api/blob']\")].filter(i => i.complete).length > n",
        arg=before,
    )
    return time.perf_counter() - begun


def _open(program: RunningProgram, page: Any) -> None:
    page.goto(program.url)
    page.wait_for_selector("body[data-ready]")


def main(photo: Path, style: Path, pairs: Annotated[int, typer.Option(help="Paintings of each kind.")] = 5) -> None:
    """Print how long paintings take watched and unwatched, in turn, and how long variants take."""
    with running_program() as program, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(TIMEOUT_MS)
        paint(program, page, [photo, style], watched=True)  # the child has started then
        taken = [
            [paint(program, page, [photo, style], watched=watched) for watched in (False, True)] for _ in range(pairs)
        ]
        for alone, seen in taken:
            print(f"unwatched {alone:.1f} s, watched {seen:.1f} s, ratio {seen / alone:.2f}")
        print(f"median ratio {median(seen / alone for alone, seen in taken):.2f}")
        print("variants, s:", *(f"{variants(program, page):.1f}" for _ in range(pairs)))
        browser.close()


if __name__ == "__main__":
    typer.run(main)
