"""What all commands have in common: help, versions, and one line for what went wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from cli import version
from cli.app import main
from cli.start import command
from tests.cli.harness import PROGRAM, assert_one_line, run


class TestHelp:
    @pytest.mark.parametrize("arguments", [["--help"], ["stylize", "--help"], ["weights", "-h"]])
    def test_it_is_shown(self, folder: Path, arguments: list[str]) -> None:
        result = run(*arguments, cwd=folder)
        assert result.returncode == 0
        assert "Usage: python main.py" in result.stdout

    def test_it_calls_the_program_what_was_typed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(sys, "argv", ["/somewhere/bin/atelier-bot", "weights", "--help"])
        assert command() == 0
        assert "Usage: atelier-bot weights" in capsys.readouterr().out

    def test_it_needs_no_pytorch(self, folder: Path) -> None:
        command = [sys.executable, "-X", "importtime", PROGRAM[1], "--help"]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
        assert "pydantic" in imported
        assert not {"torch", "torchvision", "numpy"} & imported


class TestVersion:
    """``--version``."""

    def test_it_is_the_checkouts_where_nothing_is_installed(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(version, "DISTRIBUTION", "a-distribution-that-nobody-has")
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == "Atelier 0.1.0\n"

    def test_it_is_the_installed_wheels_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        installed = tmp_path / "atelier_bot-7.8.9.dist-info"
        installed.mkdir()
        (installed / "METADATA").write_text("Metadata-Version: 2.4\nName: atelier-bot\nVersion: 7.8.9\n")
        monkeypatch.syspath_prepend(tmp_path)
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == "Atelier 7.8.9\n"


@pytest.mark.parametrize(
    ("arguments", "word"), [(["paint"], "paint"), (["stylize"], "Missing"), (["--loud"], "--loud")]
)
def test_a_wrong_call_ends_in_one_line_and_code_2(folder: Path, arguments: list[str], word: str) -> None:
    assert_one_line(run(*arguments, cwd=folder), 2, word)
