"""A plugin's package beside Atelier: written by ``new``, known as if pip had installed it, and tested."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.cli.harness import ROOT, run


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


def assert_tests_pass(package: Path, environment: dict[str, str]) -> None:
    """The package's own tests pass, as ``pytest`` in its folder has them."""
    plugin = ("-p", "atelier_bot.testing.pytest_plugin")  # which pip would have made known
    tests = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin],
        cwd=package,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert tests.returncode == 0, tests.stdout[-3000:]
