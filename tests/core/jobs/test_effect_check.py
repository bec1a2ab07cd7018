"""An effect is looked at in a child, where it works: its own checks, and a small picture."""

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest

from core.jobs.effect_check import check_effect
from core.model.base import Model
from core.plugins.finding import Finding, Severity
from tests.broken import effects


def look(cls: type[effects.Working]) -> list[Finding]:
    make = partial(cls, Model(), Path())
    return asyncio.run(check_effect(make(), make, {}))  # type: ignore[arg-type]


def test_what_its_check_finds_and_that_it_can_make_a_picture() -> None:
    looked, made = look(effects.LooksWell)
    assert looked == Finding(what="the brush is there")
    assert made.severity is Severity.OK
    assert re.fullmatch(r"made a picture of 64 px in \d+\.\d s", made.what)


def test_one_without_checks_makes_the_picture_all_the_same() -> None:
    (made,) = look(effects.Calm)
    assert made.what.startswith("made a picture")


def test_one_that_makes_no_picture_of_64_px_makes_the_smallest_that_it_can() -> None:
    (made,) = look(effects.Large)
    assert (made.severity, made.what[:24]) == (Severity.OK, "made a picture of 128 px")


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (effects.RaisesAtCheck, "its check raised KeyError: 'brush' (effects.py"),
        (effects.ExitsAtCheck, "its check ended its process (exit code 3)"),
        (effects.FailsSmall, "a picture of 64 px failed: the brush is worn"),
    ],
)
def test_what_goes_wrong_is_told_and_ends_nothing_else(broken: type[effects.Working], told: str) -> None:
    errors = [finding for finding in look(broken) if finding.severity is Severity.ERROR]
    assert [finding.what[: len(told)] for finding in errors] == [told]
    assert errors[0].remedy
