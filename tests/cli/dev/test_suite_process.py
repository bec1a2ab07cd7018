"""The suite in a process of its own."""

import asyncio
import os
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from cli.dev.effect_file import EffectFile
from cli.dev.suite_process import MODULE, suite_results
from tests.cli.dev.harness import EFFECT
from tests.cli.harness import ROOT


def test_checks_come_one_after_another_and_nothing_is_left_of_those_that_nobody_waits_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, temporary = tmp_path / "my_effect.py", tmp_path / "temporary"
    path.write_text(EFFECT)
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))

    async def first_two() -> list[dict[str, object]]:
        async with aclosing(suite_results(EffectFile.at(path), "Fill")) as results:
            found = [await anext(results), await anext(results)]
            assert len(list(temporary.iterdir())) == 1
        return found

    names, first = asyncio.run(first_two())
    assert len(names["checks"]) == 58  # type: ignore[arg-type]
    assert first == {"check": "it is made for this contract", "outcome": "passed", "why": ""}
    assert list(temporary.iterdir()) == []


def test_it_ends_with_who_started_it(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text("import time\nwhile True: time.sleep(1)\n")
    command = [sys.executable, "-m", MODULE, "endless:Effect", str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert b"checks" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(60) == 1
