"""``new``: writes a package with a plugin in it, whose tests pass."""

import importlib.util
import keyword
import re
from enum import StrEnum
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated

import typer

from cli.parameters import UsageError

TEMPLATES = files("cli") / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
MAX_NAME_LENGTH = 20
MADE_BY_TOOLS = frozenset(["__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"])


class Kind(StrEnum):
    """What a plugin is."""

    ADAPTER = "adapter"
    EFFECT = "effect"


def new(
    kind: Annotated[Kind, typer.Argument(help="What it is to be.", show_default=False)],
    name: Annotated[str, typer.Argument(help="What it is called, such as oil-paint.", show_default=False)],
) -> None:
    """Write a package with a plugin in it, texts and tests included, to be changed into what you want."""
    folder = Path(name)
    _check(name, folder)
    _copy(TEMPLATES / kind, folder, _words(f"my-{kind}", name))
    print(f"{folder}/: written; go on with: cd {folder} && pip install -e '.[test]' && pytest")


def _check(name: str, folder: Path) -> None:
    if not NAME.fullmatch(name) or len(name) > MAX_NAME_LENGTH:
        rule = f"small letters, digits and -, {MAX_NAME_LENGTH} at most, such as oil-paint"
        raise UsageError(f"{name!r} can't be a plugin's name: it takes {rule}")
    module = name.replace("-", "_")
    if keyword.iskeyword(module) or importlib.util.find_spec(module) is not None:
        raise UsageError(f"{name!r} can't be a plugin's name: Python has a {module} already; choose another")
    if folder.exists():
        raise UsageError(f"{folder} is there already; choose another name, or move it away")


def _words(old: str, new: str) -> dict[str, str]:
    """What of a template's name is written how, and what is written instead."""
    return {form(old): form(new) for form in (_dashed, _module, _class, _words_apart)}


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def _module(name: str) -> str:
    return name.replace("-", "_")


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in _module(name).split("_"))


def _words_apart(name: str) -> str:
    return _module(name).replace("_", " ")


def _copy(template: Traversable, target: Path, words: dict[str, str]) -> None:
    """Writes a template's files, with these words in the place of its own, in names as well."""
    if template.is_file():
        target.write_text(_put(template.read_text(encoding="utf-8"), words), encoding="utf-8")
        return
    target.mkdir()
    for child in template.iterdir():
        if child.name not in MADE_BY_TOOLS:
            _copy(child, target / _put(child.name, words), words)


def _put(text: str, words: dict[str, str]) -> str:
    for old, new in words.items():
        text = text.replace(old, new)
    return text
