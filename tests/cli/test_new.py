"""``new``: a package that is installed beside Atelier, whose tests pass as they are written."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.cli.harness import ROOT, assert_one_line, run

KINDS = pytest.mark.parametrize(("kind", "name"), [("effect", "moon-light"), ("adapter", "carrier-pigeon")])


def written(folder: Path, kind: str, name: str) -> Path:
    """A package, as it is written."""
    result = run("new", kind, name, cwd=folder)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == f"{name}/: written; go on with: cd {name} && pip install -e '.[test]' && pytest\n"
    return folder / name


def installed(package: Path) -> dict[str, str]:
    """What pip does where it may reach the network, from the package's own metadata; the environment with it."""
    project = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    info = package / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {project['name']}\nVersion: {project['version']}\n")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {path}\n" for name, path in points.items())
        for group, points in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(groups))
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(package)])}


@KINDS
def test_its_tests_pass_and_it_is_offered(tmp_path: Path, kind: str, name: str) -> None:
    package = written(tmp_path, kind, name)
    environment = installed(package)
    plugin = ("-p", "atelier_bot.testing.pytest_plugin")  # which pip would have made known
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin],
        cwd=package,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert tests.returncode == 0, tests.stdout[-3000:]
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
