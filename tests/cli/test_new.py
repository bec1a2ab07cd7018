"""``new``: a package that is installed beside Atelier, whose tests pass as they are written."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.harness import ROOT, assert_one_line, run
from tests.packages import assert_tests_pass, installed, written

KINDS = pytest.mark.parametrize(("kind", "name"), [("effect", "moon-light"), ("adapter", "carrier-pigeon")])


@KINDS
def test_its_tests_pass_and_it_is_offered(tmp_path: Path, kind: str, name: str) -> None:
    package = written(tmp_path, kind, name)
    environment = installed(package)
    assert_tests_pass(package, environment)
    listed = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "plugins"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    (line,) = [line for line in listed.stdout.splitlines() if name in line.split()]
    assert line.split()[:5] == [kind, name, "offered", f"atelier-{name}", "0.1.0"]


@KINDS
def test_nothing_is_left_of_the_templates_name(tmp_path: Path, kind: str, name: str) -> None:
    package = written(tmp_path, kind, name)
    assert (package / name.replace("-", "_") / f"{kind}.py").is_file()
    for path in package.rglob("*"):
        assert not {f"my_{kind}", f"my-{kind}"} & {path.name, path.stem}
        if path.is_file():
            text = path.read_text()
            assert not [word for word in (f"my-{kind}", f"my_{kind}", f"My{kind.capitalize()}") if word in text]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Oil", ["small letters, digits and -"]),
        ("a" * 21, ["20 at most"]),
        ("../oil", ["can't be a plugin's name"]),
        ("json", ["Python has a json already"]),
        ("class", ["Python has a class already"]),
    ],
)
def test_a_name_that_will_not_do_is_refused(tmp_path: Path, name: str, words: list[str]) -> None:
    assert_one_line(run("new", "effect", name, cwd=tmp_path), 2, *words)
    assert not list(tmp_path.iterdir())


def test_what_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "oil").mkdir()
    assert_one_line(run("new", "effect", "oil", cwd=tmp_path), 2, "oil is there already")
    assert not list((tmp_path / "oil").iterdir())
