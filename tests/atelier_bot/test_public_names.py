"""What plugin authors import is documented to the last name."""

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_origin

import pytest

import atelier_bot

ROOT = Path(__file__).parents[2]


def documented_constants() -> set[str]:
    """The names in core that have a text right below the line that sets them."""
    found = set()
    for path in (ROOT / "core").rglob("*.py"):
        body = ast.parse(path.read_text()).body
        for line, text in pairwise(body):
            if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                targets = line.targets if isinstance(line, ast.Assign) else [getattr(line, "target", None)]
                found |= {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return found


def members(cls: type) -> Iterator[tuple[str, object]]:
    for name, member in vars(cls).items():
        if not name.startswith("_") and (inspect.isroutine(member) or isinstance(member, property)):
            yield name, member


@pytest.mark.parametrize("name", atelier_bot.__all__)
def test_every_public_name_says_what_it_is(name: str) -> None:
    thing = getattr(atelier_bot, name)
    if (inspect.isclass(thing) or inspect.isroutine(thing) or hasattr(thing, "__wrapped__")) and not get_origin(thing):
        assert inspect.getdoc(thing), name
        assert thing.__doc__ != "An enumeration."
    else:
        assert name in documented_constants()


@pytest.mark.parametrize("name", [name for name in atelier_bot.__all__ if inspect.isclass(getattr(atelier_bot, name))])
def test_so_does_every_member_of_a_public_class(name: str) -> None:
    cls = getattr(atelier_bot, name)
    assert [member for member, value in members(cls) if not getattr(value, "__doc__", None)] == []


def test_names_are_sorted_and_none_is_missing_or_there_twice() -> None:
    assert len(set(atelier_bot.__all__)) == len(atelier_bot.__all__)
    assert all(hasattr(atelier_bot, name) for name in atelier_bot.__all__)
