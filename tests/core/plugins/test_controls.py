"""Options as controls, worked out from their JSON Schemas."""

from enum import StrEnum

import pytest
from pydantic import Field

from core.model.base import Model
from core.plugins.controls import Control, control_of


class Paper(StrEnum):
    ROUGH = "rough"
    SMOOTH = "smooth"


class Options(Model):
    """One of each kind."""

    wet: bool = False
    paper: Paper = Paper.ROUGH
    layers: int = Field(2, ge=1, le=9)
    size: int = Field(512, ge=64, le=2048, json_schema_extra={"choices": [256, 512]})
    grain: float = Field(0.5, ge=0, le=2)
    water: float = Field(0.5, gt=0, lt=1)
    title: str = ""


def control(name: str) -> Control | None:
    schema = Options.model_json_schema()
    field = schema["properties"][name]
    return control_of({**schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {}), **field})


def test_a_yes_or_no_is_a_switch() -> None:
    assert control("wet") == Control(kind="switch", choices=(False, True), offered=(False, True))


def test_an_enumeration_is_a_choice() -> None:
    assert control("paper") == Control(kind="choice", choices=("rough", "smooth"), offered=("rough", "smooth"))


def test_a_number_has_its_range_and_five_values_of_it_are_offered() -> None:
    assert control("layers") == Control(kind="number", whole=True, low=1, high=9, offered=(1, 3, 5, 7, 9))
    assert control("grain") == Control(kind="number", low=0, high=2, offered=(0, 0.5, 1, 1.5, 2))


def test_an_end_that_it_may_not_have_itself_is_never_offered() -> None:
    assert control("water") == Control(kind="number", low=0, high=1)


def test_what_the_effect_recommends_is_offered() -> None:
    found = control("size")
    assert found == Control(kind="number", whole=True, low=64, high=2048, choices=(256, 512), offered=(256, 512))


def test_a_free_text_has_none() -> None:
    assert control("title") is None


@pytest.mark.parametrize(
    ("name", "listed"), [("wet", True), ("paper", True), ("size", True), ("layers", False), ("grain", False)]
)
def test_what_is_chosen_from_a_list(name: str, listed: bool) -> None:
    found = control(name)
    assert found is not None
    assert found.listed == listed


def test_a_list_of_numbers_has_the_present_one_in_its_place() -> None:
    size, paper = control("size"), control("paper")
    assert size is not None
    assert paper is not None
    assert size.choices_with(300) == [256, 300, 512]
    assert size.choices_with(512) == [256, 512]
    assert paper.choices_with("smooth") == ["rough", "smooth"]
