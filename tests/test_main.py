"""The command line, as a person types it: each command in a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import picture

ROOT = Path(__file__).parents[1]


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "main.py"), *map(str, arguments)]
    environment = {**os.environ, "COLUMNS": "100", "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a photo and a style."""
    picture(160, 120, 0).save(tmp_path / "photo.jpg")
    picture(100, 100, 1).save(tmp_path / "style.png")
    return tmp_path


def assert_one_line(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    assert result.returncode == code, result
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in line


class TestStylize:
    @pytest.mark.parametrize("name", ["out.png", "out.jpg", "out.webp"])
    def test_it_writes_a_painting_and_says_where(self, folder: Path, name: str) -> None:
        result = run("stylize", "photo.jpg", "style.png", "-o", name, "--size", "64", cwd=folder)
        assert result.returncode == 0, result.stderr
        assert result.stdout.startswith(f"{name}: 64 x 48, painted in ")
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

    def test_quiet_says_nothing(self, folder: Path) -> None:
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", "--size", "64", "-q", cwd=folder)
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")

    def test_the_operators_file_is_heeded(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text('[effects.style-transfer]\nencoder = "vgg19"\n')
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", cwd=folder)
        assert_one_line(result, 1, "there are no weights at", "python main.py weights vgg19")


class TestWrongCalls:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["stylize"], ["Missing", "content"]),
            (["stylize", "none.jpg", "style.png", "-o", "out.png"], ["none.jpg", "does not exist"]),
            (["stylize", "photo.jpg", "style.png", "-o", "out.bmp"], ["out.bmp", ".png"]),
            (["stylize", "photo.jpg", "style.png", "-o", "none/out.png"], ["no folder none"]),
            (["stylize", "photo.jpg", "style.png", "-o", "out.png", "--size", "20"], ["size", "64", "not 20"]),
            (["stylize", "photo.jpg", "style.png", "-o", "out.png", "--size", "big"], ["--size", "integer"]),
            (["stylize", "photo.jpg", "style.png", "-o", "out.png", "--recipe", "classic", "--seed", "1"], ["seed"]),
            (["stylize", "photo.jpg", "style.png", "-o", "out.png", "--device", "tpu"], ["device", "tpu"]),
            (["weights", "resnet"], ["resnet", "vgg19"]),
            (["paint"], ["paint"]),
        ],
    )
    def test_they_end_in_one_line_and_code_2(self, folder: Path, arguments: list[str], words: list[str]) -> None:
        assert_one_line(run(*arguments, cwd=folder), 2, *words)

    def test_a_broken_plugins_toml_is_named(self, folder: Path) -> None:
        (folder / "plugins.toml").write_text("[effects.style-transfer]\nencodr = 1\n")
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", cwd=folder)
        assert_one_line(result, 2, "plugins.toml: effects.style-transfer: encodr", "did you mean encoder?")

    def test_settings_that_are_not_there(self, folder: Path) -> None:
        result = run("run", "--config", "mine.toml", cwd=folder)
        assert_one_line(result, 2, "mine.toml: there is no such file; without --config")


class TestFailures:
    @pytest.mark.parametrize(
        ("data", "words"),
        [(b"hello", ["photo.jpg", "not a JPEG"]), (b"", ["empty"]), (b"\xff\xd8\xff\xe0", ["photo.jpg", "damaged"])],
    )
    def test_they_end_in_one_line_and_code_1(self, folder: Path, data: bytes, words: list[str]) -> None:
        (folder / "photo.jpg").write_bytes(data)
        assert_one_line(run("stylize", "photo.jpg", "style.png", "-o", "out.png", cwd=folder), 1, *words)

    def test_verbose_shows_where_it_came_from(self, folder: Path) -> None:
        (folder / "photo.jpg").write_bytes(b"hello")
        result = run("stylize", "photo.jpg", "style.png", "-o", "out.png", "-v", cwd=folder)
        assert result.returncode == 1
        assert "Traceback" in result.stderr

    def test_no_network_for_weights(self, folder: Path) -> None:
        result = run("weights", "vgg19", "--url", "http://127.0.0.1:9/vgg19-01234567.pth", cwd=folder)
        assert_one_line(result, 1, "couldn't download", "127.0.0.1:9")

    def test_ctrl_c_stops_without_a_trace(self, folder: Path) -> None:
        command = [sys.executable, str(ROOT / "main.py"), "stylize", "photo.jpg", "style.png", "-o", "out.png", "-v"]
        with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
            assert process.stderr is not None
            while "encoder" not in process.stderr.readline():  # the line that says that painting begins
                pass
            process.send_signal(signal.SIGINT)
            rest = process.stderr.read()
            assert process.wait() == 130
        assert "Traceback" not in rest
        assert {path.name for path in folder.iterdir()} == {"photo.jpg", "style.png"}


class TestHelp:
    @pytest.mark.parametrize("arguments", [["--help"], ["stylize", "--help"], ["weights", "-h"]])
    def test_it_is_shown(self, folder: Path, arguments: list[str]) -> None:
        result = run(*arguments, cwd=folder)
        assert result.returncode == 0
        assert "Usage: main.py" in result.stdout

    def test_it_needs_no_pytorch(self, folder: Path) -> None:
        command = [sys.executable, "-X", "importtime", str(ROOT / "main.py"), "--help"]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
        assert "pydantic" in imported
        assert not {"torch", "torchvision", "numpy"} & imported


class TestExportSchema:
    def test_it_is_json_schema_that_knows_the_effects_options(self, folder: Path) -> None:
        schema = json.loads(run("export-schema", cwd=folder).stdout)
        assert schema["$schema"].startswith("https://json-schema.org/")
        assert "encoder" in schema["properties"]["effects"]["properties"]["style-transfer"]["properties"]

    def test_it_can_be_written_to_a_file(self, folder: Path) -> None:
        assert run("export-schema", "-o", "schema.json", cwd=folder).returncode == 0
        assert json.loads((folder / "schema.json").read_text())["title"] == "Atelier's plugins.toml"
