"""When a file counts as saved."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cli.dev.effect_file import EffectFile
from cli.dev.watching import saves


def told(path: Path, *looks: Callable[[], object]) -> list[int]:
    """What happens before each look at the file; gives the numbers of the looks after which a save was told."""
    happened: list[int] = []

    class OverError(Exception):
        """There is nothing more to happen."""

    async def sleep(_seconds: float) -> None:
        if len(happened) == len(looks):
            raise OverError
        looks[len(happened)]()
        happened.append(len(happened))

    async def follow() -> list[int]:
        found: list[int] = []
        with suppress(OverError):
            async for _ in saves(EffectFile.at(path), sleep):
                found += [len(happened) - 1]
        return found

    return asyncio.run(follow())


def nothing() -> None: ...


def test_a_save_is_told_once_and_only_when_the_file_has_come_to_rest(tmp_path: Path) -> None:
    path = tmp_path / "effect.py"
    path.write_text("one")
    halves = (lambda: path.write_text("tw"), lambda: path.write_text("two"))
    assert told(path, nothing, *halves, nothing, nothing) == [3]


def test_a_file_that_takes_its_place_is_a_save(tmp_path: Path) -> None:
    path, other = tmp_path / "effect.py", tmp_path / "effect.py~"
    path.write_text("one")
    other.write_text("two")
    assert told(path, path.unlink, nothing, lambda: other.rename(path), nothing, nothing) == [3]


def test_nothing_is_told_of_other_files_unless_it_is_in_a_package_with_them(tmp_path: Path) -> None:
    path, other = tmp_path / "effect.py", tmp_path / "words.ftl"
    path.write_text("one")
    assert told(path, lambda: other.write_text("a"), nothing, nothing) == []
    (tmp_path / "__init__.py").touch()
    assert told(path, lambda: other.write_text("other"), nothing, nothing) == [1]
