"""The tutorials: what they have their reader write and run does what they say."""

import re
from pathlib import Path

import pytest

from tests.cli.harness import ROOT
from tests.packages import assert_tests_pass, installed, written

FILE = re.compile(r'^```\w+ title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PLUGINS = {"effect": "poster", "adapter": "carrier-pigeon"}
MAX_LINES = {"effect": 40, "adapter": 60}
TUTORIALS = pytest.mark.parametrize("kind", PLUGINS)


def files(kind: str) -> dict[str, str]:
    """The files that a tutorial has its reader write, by their paths in the package."""
    return dict(FILE.findall((ROOT / "docs" / f"tutorial-{kind}.md").read_text(encoding="utf-8")))


@TUTORIALS
def test_its_package_is_conforming(tmp_path: Path, kind: str) -> None:
    package = written(tmp_path, kind, PLUGINS[kind])
    for path, text in files(kind).items():
        assert (package / path).is_file()  # what it changes is there already
        (package / path).write_text(text, encoding="utf-8")
    assert_tests_pass(package, installed(package))


@TUTORIALS
def test_its_plugin_is_short(kind: str) -> None:
    plugin = files(kind)[f"{PLUGINS[kind].replace('-', '_')}/{kind}.py"]
    assert len(plugin.splitlines()) < MAX_LINES[kind]


@TUTORIALS
def test_it_begins_with_what_new_writes(kind: str) -> None:
    commands = f"atelier-bot new {kind} {PLUGINS[kind]}\ncd {PLUGINS[kind]}\npip install -e '.[test]'"
    assert f"```sh\n{commands}\n```" in (ROOT / "docs" / f"tutorial-{kind}.md").read_text(encoding="utf-8")
