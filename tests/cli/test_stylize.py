"""``stylize``, as a person types it."""

import io
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.harness import PROGRAM, assert_one_line, run, run_bytes


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Ctrl-C means to processes started here what it does in a terminal, even if whoever runs the tests ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class TestOnePhoto:
    @pytest.mark.parametrize("name", ["out.png", "out.jpg", "out.webp"])
    def test_it_writes_a_painting_and_says_where_and_how(self, folder: Path, name: str) -> None:
        result = run("stylize", "photo.jpg", "style.png", "-o", name, "--size", "64", cwd=folder)
        assert result.returncode == 0, result.stderr
        said = r"64 x 48, painted in \d+\.\d s with encoder \S+, cpu, (fp32|bf16), seed 0\n"
        assert re.fullmatch(f"{name}: {said}", result.stdout)
        with Image.open(folder / name) as painting:
            assert painting.size == (64, 48)
            assert painting.format == {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}[name[4:]]
        assert {path.name for path in folder.iterdir()} == {"photo.jpg", "style.png", name}

    def test_the_same_command_gives_the_same_file(self, folder: Path) -> None:
        for name in ("one.png", "two.png"):
            run("stylize", "photo.jpg", "style.png", "-o", name, "--size", "64", cwd=folder)
        assert (folder / "one.png").read_bytes() == (folder / "two.png").read_bytes()

    def test_every_option_is_taken(self, folder: Path) -> None:
        options = ["--size", "64", "--strength", "0.9", "--keep-colours", "--style-scale", "0.5", "--detail", "draft"]
        options += ["--seed", "7", "--encoder", "compact", "--device", "cpu", "--precision", "bf16", "-v"]
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", *options, cwd=folder)
        assert result.returncode == 0, result.stderr
        assert "strength=0.9" in result.stderr
        assert "torch.bfloat16 on cpu" in result.stderr
        assert "cpu, bf16, seed 7" in result.stdout

    def test_pipes_do(self, folder: Path) -> None:
        arguments = ["stylize", "-", "style.png", "-o", "-", "--format", "webp", "--size", "64"]
        result = run_bytes(*arguments, cwd=folder, stdin=(folder / "photo.jpg").read_bytes())
        assert result.returncode == 0, result.stderr
        assert result.stderr.startswith(b"standard output: 64 x 48, painted in ")
        with Image.open(io.BytesIO(result.stdout)) as painting:
            assert (painting.format, painting.size) == ("WEBP", (64, 48))

    def test_styles_mix_by_their_weights(self, folder: Path) -> None:
        shutil.copy(folder / "photo.jpg", folder / "other.jpg")
        for name, styles in {
            "one.png": ["style.png"],
            "same.png": ["style.png:2"],
            "mixed.png": ["style.png:0.7", "other.jpg:0.3"],
        }.items():
            flags = [flag for style in styles for flag in ("--style", style)]
            run("stylize", "photo.jpg", *flags, "-o", name, "--size", "64", "--detail", "draft", cwd=folder)
        one, same, mixed = ((folder / name).read_bytes() for name in ("one.png", "same.png", "mixed.png"))
        assert one == same
        assert mixed != one

    def test_pictures_on_the_way_are_kept_on_demand(self, folder: Path) -> None:
        (folder / "steps").mkdir()
        result = run(
            *("stylize", "photo.jpg", "style.png", "-o", "out.png", "--size", "64", "--progress-to", "steps"),
            cwd=folder,
        )
        assert result.returncode == 0, result.stderr
        names = sorted(path.name for path in (folder / "steps").iterdir())
        assert names == [f"out-{number:04}.jpg" for number in range(1, len(names) + 1)]
        assert len(names) > 1

    def test_quiet_says_nothing(self, folder: Path) -> None:
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", "--size", "64", "-q", cwd=folder)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")

    def test_settings_that_are_not_there_are_a_wrong_call(self, folder: Path) -> None:
        result = run("run", "--config", "mine.toml", cwd=folder)
        assert_one_line(result, 2, "mine.toml: there is no such file; without --config")

    def test_the_operators_file_is_heeded(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text('[effects.style-transfer]\nencoder = "none.safetensors"\n')
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", cwd=folder)
        assert_one_line(result, 1, "there are no weights at none.safetensors")


class TestManyPhotos:
    @pytest.fixture
    def album(self, folder: Path) -> Path:
        """A folder with three photos, the second of them broken, and a folder for paintings."""
        (folder / "b.jpg").write_bytes(b"hello")
        shutil.copy(folder / "photo.jpg", folder / "c.jpg")
        (folder / "out").mkdir()
        return folder

    def test_a_broken_one_costs_a_line_and_itself(self, album: Path) -> None:
        photos = ["photo.jpg", "b.jpg", "c.jpg"]
        result = run("stylize", *photos, "style.png", "-o", "out", "--size", "64", cwd=album)
        assert_one_line(result, 1, "b.jpg: not a picture")
        assert [line.partition(":")[0] for line in result.stdout.splitlines()] == ["out/photo.png", "out/c.png"]
        assert {path.name for path in (album / "out").iterdir()} == {"photo.png", "c.png"}

    def test_what_is_painted_already_may_be_passed_over(self, album: Path) -> None:
        (album / "out" / "photo.png").write_bytes(b"old")
        arguments = ["photo.jpg", "c.jpg", "style.png", "-o", "out", "--size", "64", "--no-clobber"]
        result = run("stylize", *arguments, cwd=album)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith("out/photo.png: is there already, left as it is\nout/c.png: 64 x 48")
        assert (album / "out" / "photo.png").read_bytes() == b"old"

    def test_a_broken_style_ends_it(self, album: Path) -> None:
        result = run("stylize", "photo.jpg", "c.jpg", "b.jpg", "-o", "out", cwd=album)
        assert_one_line(result, 1, "b.jpg: not a picture")
        assert list((album / "out").iterdir()) == []


PAINT = ["photo.jpg", "style.png", "-o", "out.png"]


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["none.jpg", "style.png", "-o", "out.png"], ["none.jpg: there is no such file"]),
            (["photo.jpg", "style.png", "-o", "none/out.png"], ["none/out.png: there is no folder none"]),
            (["photo.jpg", "style.png", "-o", "style.png"], ["style.png: the painting would take the place"]),
            (["photo.jpg", "style.png", "-o", "photo.jpg", "--no-clobber"], ["photo.jpg: is there already"]),
            ([*PAINT, "--progress-to", "none"], ["--progress-to none: there is no such folder"]),
            ([*PAINT, "--size", "20"], ["--size: ", "64", "not 20"]),
            ([*PAINT, "--size", "big"], ["--size", "integer"]),
            ([*PAINT, "--style-scale", "9"], ["--style-scale: ", "not 9"]),
            ([*PAINT, "--strength", "nan"], ["--strength: ", "not nan"]),
            ([*PAINT, "--recipe", "classic", "--size", "2000"], ["--size: ", "not 2000"]),
            ([*PAINT, "--recipe", "classic", "--style", "style.png", "--style", "style.png"], ["takes one style"]),
            ([*PAINT, "--device", "tpu"], ["--device: ", "tpu"]),
        ],
    )
    def test_they_end_in_one_line_and_code_2(self, folder: Path, arguments: list[str], words: list[str]) -> None:
        assert_one_line(run("stylize", *arguments, cwd=folder), 2, *words)

    def test_what_classic_does_not_take_is_told_flag_by_flag(self, folder: Path) -> None:
        flags = {
            "--strength": ["0.5"],
            "--keep-colours": [],
            "--style-scale": ["1"],
            "--detail": ["draft"],
            "--seed": ["1"],
        }
        given = [word for flag, value in flags.items() for word in (flag, *value)]
        result = run("stylize", *PAINT, "--recipe", "classic", *given, cwd=folder)
        assert result.returncode == 2
        assert result.stderr.splitlines() == [f"error: --recipe classic takes no {flag}" for flag in flags]

    def test_a_broken_plugins_toml_is_named(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text("[effects.style-transfer]\nencodr = 1\n")
        result = run("stylize", *PAINT, cwd=folder)
        assert_one_line(result, 2, "plugins.toml: effects.style-transfer: encodr", "did you mean encoder?")


class TestFailures:
    @pytest.mark.parametrize(
        ("data", "words"),
        [(b"hello", ["photo.jpg", "not a picture"]), (b"", ["empty"]), (b"\xff\xd8\xff\xe0", ["photo.jpg", "damaged"])],
    )
    def test_they_end_in_one_line_and_code_1(self, folder: Path, data: bytes, words: list[str]) -> None:
        (folder / "photo.jpg").write_bytes(data)
        assert_one_line(run("stylize", *PAINT, cwd=folder), 1, *words)

    def test_verbose_shows_where_it_came_from(self, folder: Path) -> None:
        (folder / "photo.jpg").write_bytes(b"hello")
        result = run("stylize", *PAINT, "-v", cwd=folder)
        assert result.returncode == 1
        assert "Traceback" in result.stderr

    def test_a_reader_that_goes_away_is_told_in_one_line(self, folder: Path) -> None:
        reading, writing = os.pipe()
        os.close(reading)
        arguments = ["photo.jpg", "style.png", "-o", "-", "--size", "64"]
        result = run_bytes("stylize", *arguments, cwd=folder, stdout=writing)
        os.close(writing)
        assert (result.returncode, result.stderr) == (1, b"error: standard output: Broken pipe\n")

    @pytest.mark.usefixtures("interruptible")
    def test_ctrl_c_stops_without_a_trace(self, folder: Path) -> None:
        with subprocess.Popen([*PROGRAM, "stylize", *PAINT, "-v"], cwd=folder, stderr=subprocess.PIPE, text=True) as it:
            assert it.stderr is not None
            while "encoder" not in it.stderr.readline():  # the line that says that painting begins
                assert it.poll() is None
            it.send_signal(signal.SIGINT)
            rest = it.stderr.read()
            assert it.wait() == 130, rest
        assert "Traceback" not in rest
        assert {path.name for path in folder.iterdir()} == {"photo.jpg", "style.png"}
