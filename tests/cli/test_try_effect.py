"""``try``, as a person types it."""

import io
import re
import signal
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.harness import PROGRAM, ROOT, assert_one_line, run, run_bytes

COLOURS = ["try", "colour-transfer", "photo.jpg", "style.png"]

SLEEPER = """
import sys, time
from atelier_bot import Effect, Model, Rejected, Slot

class Sleeper(Effect):
    name, options, slots = "sleeper", Model, (Slot(name="photo"),)

    def __init__(self, config, folder): ...

    def run(self, inputs, options, report):
        if inputs["photo"].width == 100:
            raise Rejected("photo", "too-square")
        if inputs["photo"].width == 160:
            raise RuntimeError("two\\nlines")
        print("asleep", file=sys.stderr, flush=True)
        try:
            while True:
                report(0.5)
                time.sleep(0.01)
        except KeyboardInterrupt as error:
            if inputs["photo"].width == 64:
                raise
            raise ImportError("initialization failed") from error
"""


class TestAnEffect:
    def test_writes_a_picture_and_says_where(self, folder: Path) -> None:
        result = run(*COLOURS, "-o", "out.jpg", cwd=folder)
        assert result.returncode == 0, result.stderr
        assert re.fullmatch(r"out\.jpg: 160 x 120, made in \d+\.\d s\n", result.stdout)
        with Image.open(folder / "out.jpg") as picture:
            assert (picture.format, picture.size) == ("JPEG", (160, 120))
        assert {path.name for path in folder.iterdir()} == {"photo.jpg", "style.png", "out.jpg"}

    def test_takes_its_pictures_in_order(self, folder: Path) -> None:
        run(*COLOURS, "-o", "one.png", cwd=folder)
        run("try", "colour-transfer", "style.png", "photo.jpg", "-o", "other.png", cwd=folder)
        with Image.open(folder / "one.png") as one, Image.open(folder / "other.png") as other:
            assert (one.size, other.size) == ((160, 120), (100, 100))

    def test_takes_options(self, folder: Path) -> None:
        result = run("try", "texture", "photo.jpg", "-o", "out.png", "--option", "size=130", cwd=folder)
        assert result.returncode == 0, result.stderr
        with Image.open(folder / "out.png") as picture:
            assert picture.size == (130, 130)

    def test_takes_optional_pictures_where_there_are_more_than_it_needs(self, folder: Path) -> None:
        (folder / "examples").symlink_to(ROOT / "examples")
        three = ["photo.jpg", "style.png", "photo.jpg"]
        options = ["--option", "height=128"]
        for name, pictures in (("bare.png", three), ("wall.png", [*three, "style.png"])):
            result = run("try", "examples.triptych.effect:Triptych", *pictures, "-o", name, *options, cwd=folder)
            assert result.returncode == 0, result.stderr
        assert (folder / "bare.png").read_bytes() != (folder / "wall.png").read_bytes()

    def test_may_be_one_of_plugins_toml(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text('[effects.pattern]\nplugin = "texture"\n')
        result = run("try", "pattern", "photo.jpg", "-o", "out.png", "--option", "size=128", cwd=folder)
        assert result.returncode == 0, result.stderr

    def test_works_in_pipes(self, folder: Path) -> None:
        arguments = ["try", "colour-transfer", "-", "style.png", "-o", "-", "--format", "webp"]
        result = run_bytes(*arguments, cwd=folder, stdin=(folder / "photo.jpg").read_bytes())
        assert result.returncode == 0, result.stderr
        assert result.stderr.startswith(b"standard output: 160 x 120, made in ")
        with Image.open(io.BytesIO(result.stdout)) as picture:
            assert picture.format == "WEBP"

    def test_says_nothing_where_that_is_wanted(self, folder: Path) -> None:
        result = run(*COLOURS, "-o", "out.png", "-q", cwd=folder)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["txture", "photo.jpg"], ["no effect called 'txture'", "there are colour-transfer, enlarge, "]),
            (["texture", "photo.jpg", "style.png"], ["texture takes 1 picture, not 2: picture"]),
            (["style-transfer", "photo.jpg"], ["takes 2 to 3 pictures, not 1: content, style, perhaps second"]),
            (["colour-transfer", "photo.jpg", "none.jpg"], ["none.jpg: there is no such file"]),
            (["texture", "photo.jpg", "--option", "patch=huge"], ["--option patch: ", "'huge'"]),
            (["texture", "photo.jpg", "--option", "siz=9"], ["--option siz: ", "did you mean size?"]),
            (["texture", "photo.jpg", "--format", "gif"], ["--format", "gif"]),
        ],
    )
    def test_they_end_in_one_line_and_code_2(self, folder: Path, arguments: list[str], words: list[str]) -> None:
        assert_one_line(run("try", *arguments, "-o", "out.png", cwd=folder), 2, *words)
        assert not (folder / "out.png").exists()

    def test_no_picture_takes_the_place_of_one_that_it_is_made_of(self, folder: Path) -> None:
        assert_one_line(run(*COLOURS, "-o", "style.png", cwd=folder), 2, "would take the place")


class TestFailures:
    @pytest.fixture
    def sleeper(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The command for an effect that sleeps, refuses a square picture and breaks over a wide one."""
        (folder / "sleeper.py").write_text(SLEEPER)
        monkeypatch.setenv("PYTHONPATH", str(folder))
        return ["try", "sleeper:Sleeper", "-o", "out.png"]

    def test_a_picture_at_fault_is_named_in_the_effects_words(self, folder: Path) -> None:
        result = run("try", "enlarge", "photo.jpg", "-o", "out.png", "--option", "size=128", cwd=folder)
        assert_one_line(result, 1, "photo.jpg: It's that large already")

    def test_one_without_words_for_it_is_told_too(self, folder: Path, sleeper: list[str]) -> None:
        result = run(*sleeper, "style.png", cwd=folder)
        assert_one_line(result, 1, "sleeper: the picture for photo is refused: too-square")

    def test_what_breaks_is_one_line_with_its_place(self, folder: Path, sleeper: list[str]) -> None:
        result = run(*sleeper, "photo.jpg", cwd=folder)
        assert_one_line(result, 1, "sleeper: RuntimeError: two lines (sleeper.py:", "in run)")

    def test_a_broken_plugin_says_why(self, folder: Path) -> None:
        result = run("try", "nowhere:Nothing", "photo.jpg", "-o", "out.png", cwd=folder)
        assert_one_line(result, 1, "nowhere:Nothing", "No module named 'nowhere'")

    @pytest.mark.parametrize("width", [64, 65], ids=["passed on", "made another error"])
    def test_ctrl_c_stops_without_a_trace(self, folder: Path, sleeper: list[str], width: int) -> None:
        picture = Image.new("RGB", (width, 64))
        picture.save(folder / "small.png")
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            with subprocess.Popen(
                [*PROGRAM, *sleeper, "small.png"], cwd=folder, stderr=subprocess.PIPE, text=True
            ) as it:
                assert it.stderr is not None
                assert it.stderr.readline() == "asleep\n"
                it.send_signal(signal.SIGINT)
                assert it.stderr.read() == "stopped\n"
            assert it.returncode == 130
        finally:
            signal.signal(signal.SIGINT, before)
        assert not (folder / "out.png").exists()
