"""What all commands have in common: help, versions, and one line for what went wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.harness import PROGRAM, assert_one_line, run


class TestHelp:
    @pytest.mark.parametrize("arguments", [["--help"], ["stylize", "--help"], ["weights", "-h"]])
    def test_it_is_shown(self, folder: Path, arguments: list[str]) -> None:
        result = run(*arguments, cwd=folder)
        assert result.returncode == 0
        assert "Usage: main.py" in result.stdout

    def test_it_needs_no_pytorch(self, folder: Path) -> None:
        command = [sys.executable, "-X", "importtime", PROGRAM[1], "--help"]
        result = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
        assert "pydantic" in imported
        assert not {"torch", "torchvision", "numpy"} & imported


def test_the_version_is_the_projects(folder: Path) -> None:
    result = run("--version", cwd=folder)
    assert (result.returncode, result.stdout) == (0, "Atelier 0.1.0\n")


@pytest.mark.parametrize(
    ("arguments", "word"), [(["paint"], "paint"), (["stylize"], "Missing"), (["--loud"], "--loud")]
)
def test_a_wrong_call_ends_in_one_line_and_code_2(folder: Path, arguments: list[str], word: str) -> None:
    assert_one_line(run(*arguments, cwd=folder), 2, word)
