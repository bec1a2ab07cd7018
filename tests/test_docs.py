"""What the documents name is there: files and folders by their paths, classes and their methods by their names."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"`([^`\n]+)`")
FOLDERS = "adapters|atelier_bot|cli|config|core|deploy|docs|effects|samples|storage|tests|tools"
PATH = re.compile(rf"(?:{FOLDERS})/[\w./-]*|[\w-]+\.(?:py|toml|ftl|md)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
CLASS = re.compile(r"([A-Z][a-z]+(?:[A-Z][a-z]+)+)(?:\.([a-z_]+))?")


@cache
def sources() -> tuple[Path, ...]:
    folders = [ROOT / name for name in FOLDERS.split("|")]
    return tuple(path for folder in folders for path in folder.rglob("*.py"))


@cache
def classes() -> dict[str, set[str]]:
    """The members of every class that is in the program, by its name."""
    found: dict[str, set[str]] = {}
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                members = found.setdefault(node.name, set())
                members.update(one.name for one in node.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
                members.update(
                    one.target.id
                    for one in node.body
                    if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
                )
    return found


def named_in(document: Path) -> list[str]:
    return CODE.findall(document.read_text(encoding="utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_is_there(document: Path) -> None:
    paths = {name for name in named_in(document) if PATH.fullmatch(name)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = set(LINK.findall(document.read_text(encoding="utf-8")))
    assert {link for link in links if not (document.parent / link).exists()} == set()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_class_and_member_is_there(document: Path) -> None:
    named = [match.groups() for name in named_in(document) if (match := CLASS.fullmatch(name))]
    assert {name for name, _ in named if name not in classes()} == set()
    assert {(name, member) for name, member in named if member and member not in classes()[name]} == set()
