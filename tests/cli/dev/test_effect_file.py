"""The class in a file, found where nothing that the file does is left: in a child."""

import asyncio
import json
from pathlib import Path

import pytest

from cli.dev.effect_file import EffectFile
from cli.dev.effect_work import Description
from core.jobs.work import Done, Failed, Work, WorkOutcome
from core.jobs.worker_process import WorkerProcess
from tests.cli.dev.harness import EFFECT


def described(path: Path) -> WorkOutcome:
    """What a fresh child says of a file."""

    async def ask() -> WorkOutcome:
        worker = WorkerProcess("effect")
        try:
            return await worker.run(Work(Description(EffectFile.at(path), {"is_large": True, "gone": 1}), {}))
        finally:
            await worker.close()

    return asyncio.run(ask())


def test_the_only_effect_in_it_is_described(tmp_path: Path) -> None:
    (tmp_path / "my_effect.py").write_text(EFFECT)
    outcome = described(tmp_path / "my_effect.py")
    assert isinstance(outcome, Done)
    said = json.loads(outcome.result)
    assert (said["class"], said["title"]) == ("Fill", "fill")
    assert [slot["title"] for slot in said["slots"]] == ["Photo"]
    assert said["values"] == {"depth": 0.5, "is_large": True}
    assert {path.name for path in tmp_path.iterdir()} == {"my_effect.py"}


def test_a_file_of_a_package_is_imported_as_a_part_of_it(tmp_path: Path) -> None:
    package = tmp_path / "poster"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "words.py").write_text("NAME = 'poster'\n")
    (package / "effect.py").write_text(f"from poster.words import NAME\n{EFFECT}")
    file = EffectFile.at(package / "effect.py")
    assert (file.module, file.root, file.folder) == ("poster.effect", tmp_path, package)
    assert isinstance(described(file.path), Done)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "my_effect.py: there is no effect in it"),
        (f"{EFFECT}\nclass Other(Fill): ...\n", "my_effect.py: there are 2 effects in it: Fill, Other; leave one"),
        ("x = (", "my_effect.py:1: '(' was never closed"),
        ("\nraise SystemExit(3)\n", "my_effect.py:2: SystemExit: 3"),
        ("import nowhere_at_all", "my_effect.py:1: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        (EFFECT.replace("def __init__(self, config, folder)", "def __init__(self)"), "takes 1 positional argument"),
        (EFFECT.replace('"fill"', '"x" * 99'), "its name is "),
    ],
    ids=["none", "several", "no python", "an exit", "an import", "its constructor", "its name"],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "my_effect.py").write_text(text)
    outcome = described(tmp_path / "my_effect.py")
    assert isinstance(outcome, Failed)
    assert says in outcome.message
    assert "\n" not in outcome.message


def test_a_name_that_python_has_already_is_said(tmp_path: Path) -> None:
    (tmp_path / "json.py").write_text(EFFECT)
    assert described(tmp_path / "json.py") == Failed(
        "error", "json.py: Python has a module json already; call the file otherwise"
    )
