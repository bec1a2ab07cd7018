"""The program as a new user has it: a process of its own, a real browser, real pictures, and first mistakes."""

import asyncio
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.web.browser import DESKTOP, FLAGS, PHONE, chromium
from tests.chaos.program import Program, Visitor, children, done
from tests.cli.harness import ROOT, assert_one_line, run
from tests.conftest import shared

playwright_api = pytest.importorskip("playwright.sync_api", reason="needs playwright (pip install playwright)")
expect = playwright_api.expect

TIMEOUT = 120
WORDS = {
    "en": {
        "got": "Got your photo",
        "done": "Here it is, painted in",
        "another": "Another style",
        "kept": "Your photo is still here",
    },
    "ru": {"got": "Фото получил", "done": "Готово! Нарисовал за", "another": "Другой стиль", "kept": "Фото у меня"},
}
"""What is looked for on the page, by language."""


class Running:
    """``python main.py run`` in a folder."""

    def __init__(self, folder: Path, port: int, more: str = "") -> None:
        self._folder = folder
        (folder / "plugins.toml").write_text(f"[monitoring]\nport = 0\n[adapters.web]\nport = {port}\n{more}")
        self.url = f"http://127.0.0.1:{port}"
        self.start()

    def start(self) -> None:
        """Starts it and waits until the page is served."""
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "main.py"), "run"],
            cwd=self._folder,
            stderr=subprocess.PIPE,
            text=True,
            env=None,
        )
        assert self.process.stderr is not None
        self.lines: list[str] = []
        while not any("Atelier is at" in line for line in self.lines):
            line = self.process.stderr.readline()
            assert line, self.lines
            self.lines.append(line)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()
        assert self.process.stderr is not None
        self.process.stderr.close()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=TIMEOUT)
        self.lines += said.splitlines()
        return self.process.returncode

    @property
    def pid(self) -> int:
        """The bot's process, which the program keeps."""
        (pid,) = children(self.process.pid)
        return pid

    def status(self) -> dict[str, str]:
        """What the system says of the process."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        return dict(re.findall(r"^(\w+):\s+(.*)$", text, re.MULTILINE))


@pytest.fixture
def running(tmp_path: Path, unused_port: int) -> Iterator[Running]:
    program = Running(tmp_path, unused_port)
    yield program
    program.stop()


def pictures() -> tuple[Path, Path, Path]:
    """A photo and two styles."""
    folder = shared("pictures")
    photos, styles = (sorted((folder / name).iterdir()) for name in ("content", "style"))
    return photos[0], styles[1], styles[4]


def readable(file: Path) -> str:
    """What the system tells of a process to root alone, as the bot hides from everybody else."""
    try:
        return file.read_text()
    except PermissionError:
        pytest.skip("the bot's process hides from others of its user")


class TestThePage:
    @pytest.mark.parametrize(("size", "language"), [(PHONE, "ru"), (DESKTOP, "en")], ids=["phone-ru", "desktop-en"])
    def test_two_real_pictures_come_back_painted_though_the_program_is_killed_in_the_middle(
        self, running: Running, size: tuple[int, int], language: str
    ) -> None:
        photo, style, other_style = pictures()
        words = WORDS[language]
        with playwright_api.sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale=language)
            page.set_default_timeout(TIMEOUT * 1000)
            page.goto(running.url)
            page.wait_for_selector("body[data-ready]")
            self.ask_for_little(page)

            page.set_input_files("#files", [str(photo)])
            expect(page.locator(".line", has_text=words["got"])).to_be_visible(timeout=TIMEOUT * 1000)
            page.set_input_files("#files", [str(style)])
            expect(page.locator(".line .compare")).to_be_visible(timeout=TIMEOUT * 1000)
            assert self.colours(page) > 1000

            page.get_by_role("button", name=words["another"]).click()
            expect(page.locator(".line", has_text=words["kept"])).to_be_visible(timeout=TIMEOUT * 1000)
            page.set_input_files("#files", [str(other_style)])
            page.get_by_role("progressbar").wait_for()
            running.kill()
            running.start()
            expect(page.locator(".line .compare")).to_have_count(2, timeout=TIMEOUT * 1000)

            page.reload()
            page.wait_for_selector("body[data-ready]")
            expect(page.locator(".line .compare")).to_have_count(2)
            expect(page.locator(".line", has_text=words["done"])).to_have_count(2)
            browser.close()

    def ask_for_little(self, page: Any) -> None:
        """Sets the smallest size and a draft, as a person in a hurry would."""
        page.click("#settings-open")
        page.locator("#option-size").focus()
        page.keyboard.press("Home")
        page.locator("label:has(input[name=detail][value=draft])").click()
        page.locator('button[value="apply"]').click()
        expect(page.locator("#toast")).to_be_visible()

    def colours(self, page: Any) -> int:
        """How many colours the painting has in the browser, once it is loaded."""
        found: int = page.locator(".line .compare img").last.evaluate(
            """async (image) => {
                await image.decode();
                const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
                const context = canvas.getContext("2d");
                context.drawImage(image, 0, 0);
                const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
                return new Set(new Uint32Array(data.buffer)).size;
            }"""
        )
        return found


class TestTheProcess:
    def test_it_is_small_and_has_no_pytorch(self, running: Running) -> None:
        megabytes = int(running.status()["VmRSS"].split()[0]) / 1024
        assert megabytes <= 110
        maps = readable(Path(f"/proc/{running.pid}/maps"))
        assert "/torch/" not in maps
        assert "sqlalchemy" in maps

    def test_its_keeper_is_smaller_still(self, running: Running) -> None:
        rollup = readable(Path(f"/proc/{running.process.pid}/smaps_rollup"))
        own = sum(int(kb) for kb in re.findall(r"^Private_\w+:\s+(\d+) kB$", rollup, re.MULTILINE))
        assert own <= 8 * 1024

    def test_sigterm_ends_it_at_once_and_well(self, running: Running) -> None:
        assert running.stop() == 0

    def test_a_plugin_that_does_not_load_is_named_and_the_others_run(self, tmp_path: Path, unused_port: int) -> None:
        program = Running(
            tmp_path, unused_port, "[adapters.smoke-signals]\n[adapters.broken]\nplugin = 'nowhere:Page'\n"
        )
        try:
            said = " ".join("".join(program.lines).split())
            assert "adapters.smoke-signals: there is no adapter called 'smoke-signals'" in said
            assert "adapters.broken: ModuleNotFoundError: No module named 'nowhere'" in said
        finally:
            assert program.stop() == 0

    def test_a_plugin_whose_token_is_not_set_is_named_with_the_variable_it_waits_for(
        self, tmp_path: Path, unused_port: int
    ) -> None:
        bot = 'plugin = "telegram"\ntoken = { env = "NO_TOKEN" }\n'
        program = Running(tmp_path, unused_port, f"[adapters.family]\n{bot}")
        try:
            said = " ".join("".join(program.lines).split())
            assert "adapters.family is off until NO_TOKEN is in the environment" in said
        finally:
            assert program.stop() == 0

    def test_a_port_that_is_taken_is_said_in_a_line_with_the_remedy_and_ends_the_program(
        self, tmp_path: Path, unused_port: int
    ) -> None:
        (tmp_path / "plugins.toml").write_text(f"[monitoring]\nport = 0\n[adapters.web]\nport = {unused_port}\n")
        with socket.socket() as other:
            other.bind(("127.0.0.1", unused_port))
            other.listen()
            result = run("run", cwd=tmp_path)
        assert_one_line(result, 1, f"port {unused_port} ", "adapters.web.port", "plugins.toml", "another number")


class TestOutage:
    def test_a_database_that_is_locked_for_a_while_costs_a_line_and_nothing_else(
        self, tmp_path: Path, unused_port: int
    ) -> None:
        async def scenario() -> None:
            program, visitor = Program(tmp_path, unused_port), Visitor(f"http://127.0.0.1:{unused_port}")
            await program.start()
            try:
                await visitor.enter()
                await visitor.photo("teal")
                await visitor.photo("gold")
                await visitor.until(lambda items: any(item["progress"] or item["job"] for item in items))
                with closing(sqlite3.connect(tmp_path / "data" / "atelier.db", isolation_level=None)) as other:
                    other.execute("BEGIN IMMEDIATE")
                    saying = asyncio.create_task(visitor.photo("red"))
                    while "locked" not in (tmp_path / "log").read_text():
                        await asyncio.sleep(0.1)
                    other.execute("ROLLBACK")
                await saying
                # Three photos, an answer to the first and one to the last, and the painting.
                items = await visitor.until(lambda items: len(done(items)) == 1 and len(items) == 6)
                assert [item["mine"] for item in items].count(True) == 3
                assert await program.stop() == 0
            finally:
                await visitor.close()
                program.end()

        asyncio.run(scenario())
        said = (tmp_path / "log").read_text()
        assert "Traceback" not in said
        assert "atelier.db: is locked by another program" in said


class TestRefusals:
    def test_a_second_program_at_the_same_folder(self, running: Running, tmp_path: Path) -> None:
        assert_one_line(run("run", cwd=tmp_path), 1, "another Atelier is running", str(running.pid))

    def test_a_database_of_a_newer_version(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        with closing(sqlite3.connect(tmp_path / "data" / "atelier.db")) as database:
            database.execute("CREATE TABLE atelier_version (version_num VARCHAR(32) NOT NULL)")
            database.execute("INSERT INTO atelier_version VALUES ('99')")
            database.commit()
        assert_one_line(
            run("run", cwd=tmp_path), 1, "data/atelier.db: was written by a newer", "install that one again"
        )

    def test_a_database_that_another_program_holds(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        with closing(sqlite3.connect(tmp_path / "data" / "atelier.db", isolation_level=None)) as database:
            database.execute("CREATE TABLE other (x)")
            database.execute("BEGIN EXCLUSIVE")
            assert_one_line(run("run", cwd=tmp_path), 1, "locked")

    def test_a_file_where_the_data_folder_should_be(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        assert_one_line(run("run", cwd=tmp_path), 1, "data")

    def test_settings_under_which_nothing_is_left_to_run(self, tmp_path: Path) -> None:
        (tmp_path / "plugins.toml").write_text('[adapters.web]\nhost = "0.0.0.0"\n')
        assert_one_line(run("run", cwd=tmp_path), 2, "won't listen on 0.0.0.0 without an access token")

    def test_plugins_that_all_wait_for_a_variable(self, tmp_path: Path) -> None:
        (tmp_path / "plugins.toml").write_text('[adapters.gallery]\nplugin = "web"\ntoken = { env = "NO_TOKEN" }\n')
        assert_one_line(run("run", cwd=tmp_path), 2, "adapters.gallery is off until NO_TOKEN is in the environment")

    def test_a_key_that_is_misspelt(self, tmp_path: Path) -> None:
        (tmp_path / "plugins.toml").write_text("[adapters.web]\nprot = 8081\n")
        assert_one_line(run("run", cwd=tmp_path), 2, "did you mean port?")
