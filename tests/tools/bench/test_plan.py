"""Which processes are measured."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tools.bench import conclusions, plan
from tools.bench.plan import Plan
from tools.bench.process import ROOT
from tools.judge.paintings import Pair


@pytest.fixture
def commands(tmp_path: Path) -> Plan:
    pair = Pair(tmp_path / "a.jpg", tmp_path / "x.jpg")
    return Plan(pair, tmp_path, tmp_path / "weights/vgg19-oxford.safetensors", tmp_path / "before")


def test_now_and_before_differ_in_nothing_but_where_they_run(commands: Plan) -> None:
    pairs = list(commands.in_turn(quick=False))
    assert len(pairs) == 5
    for now, before in pairs:
        assert now.command == before.command
        assert (now.folder, before.folder) == (ROOT, commands.before)
        assert before.name == f"{now.name}, before"


def test_every_painting_with_a_bound_on_its_peak_is_measured(commands: Plan) -> None:
    assert {now.name for now, _ in commands.in_turn(quick=False)} == conclusions.PEAKS.keys()


def test_a_quick_run_measures_the_smallest_of_each_kind(commands: Plan) -> None:
    assert [now.name for now, _ in commands.in_turn(quick=True)] == ["default, 256 px", "full VGG19, 256 px"]


@pytest.mark.parametrize("module", ["first_sight", "variants"])
def test_what_is_measured_warm_is_a_program_of_its_own(module: str, commands: Plan) -> None:
    python, flag, program, *arguments = commands.warm(module, 512)
    assert (python, flag) == (sys.executable, "-m")
    assert find_spec(program) is not None
    assert arguments == [str(commands.pictures.photo), str(commands.pictures.style), "512", str(commands.vgg19.parent)]


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_files_of_a_commit_are_put_into_a_folder(tmp_path: Path) -> None:
    git(tmp_path, "init")
    for text in ("before", "after"):
        (tmp_path / "main.py").write_text(text)
        git(tmp_path, "add", "main.py")
        git(tmp_path, "commit", "-m", text)
    plan.extract("HEAD~1", tmp_path / "before", tmp_path)
    assert (tmp_path / "before/main.py").read_text() == "before"


def test_a_commit_that_is_not_there_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init")
    with pytest.raises(SystemExit, match=r"error: git has no commit abc0 here .*--base"):
        plan.extract("abc0", tmp_path / "before", tmp_path)
