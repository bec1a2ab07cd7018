"""A suite as pytest shows it to an author: a test for each check, and one line where a check fails."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
TESTS = """
from atelier_bot.testing import effect_suite
from tests.atelier_bot.testing.effects.broken import OfTomorrow

test_conformance = effect_suite(OfTomorrow)
"""


def run(folder: Path, *arguments: str) -> str:
    """What pytest says of an author's tests."""
    (folder / "test_effect.py").write_text(TESTS)
    plugin = ("-p", "atelier_bot.testing.pytest_plugin", "-p", "no:cacheprovider")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", *plugin, *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True).stdout


def test_a_check_that_fails_says_a_line_and_nothing_of_the_kits_inside(tmp_path: Path) -> None:
    said = run(tmp_path, "-q", "-k", "contract")
    assert "test_conformance[it is made for this contract]" in said
    assert "its contract: it is made for contract 2" in said
    assert "check.py" not in said
    assert "Traceback" not in said


def test_each_check_is_a_test_that_can_be_asked_for(tmp_path: Path) -> None:
    listed = run(tmp_path, "-q", "--collect-only")
    assert "test_effect.py::test_conformance[its texts can be read]" in listed
    assert "58 tests collected" in listed
