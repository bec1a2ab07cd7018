"""Options as they are typed."""

from enum import StrEnum
from typing import Literal

import pytest
from pydantic import Field

from cli.option_values import option_values
from cli.parameters import UsageError
from config.checks import ConfigError
from core.model.base import Model


class Mood(StrEnum):
    CALM = "calm"
    WILD = "wild"


class Options(Model):
    """One of each kind."""

    size: int = Field(512, ge=64, le=1024)
    strength: float = Field(0.5, ge=0, le=1)
    warm: bool = False
    mood: Mood = Mood.CALM
    panels: Literal[2, 3] = 2


def test_without_any_all_have_their_defaults() -> None:
    assert option_values(Options, []) == Options.model_validate({})


def test_each_kind_is_read() -> None:
    given = ["size=128", "strength=0.25", "warm=yes", "mood=wild", "panels=3"]
    assert option_values(Options, given) == Options(size=128, strength=0.25, warm=True, mood=Mood.WILD, panels=3)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("size=20", r"^--option size: .*greater than or equal to 64, not 20$"),
        ("size=big", r"^--option size: .*integer.*'big'$"),
        ("warm=perhaps", r"^--option warm: .*boolean.*'perhaps'$"),
        ("mood=sad", r"^--option mood: .*'calm' or 'wild', not 'sad'$"),
        ("panels=4", r"^--option panels: .*2 or 3, not '4'$"),
        ("strenth=1", r"^--option strenth: no such key; did you mean strength\?$"),
    ],
)
def test_what_is_wrong_is_named_by_its_flag(given: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        option_values(Options, [given])


@pytest.mark.parametrize(
    ("given", "says"),
    [(["size"], "--option size: should be NAME=VALUE"), (["size=128", "size=256"], "--option size: is given twice")],
)
def test_what_is_no_option_is_a_wrong_call(given: list[str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        option_values(Options, given)
