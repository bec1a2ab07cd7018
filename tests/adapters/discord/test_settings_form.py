"""The settings as a form, and what comes back."""

from typing import Any

import pytest

from adapters.discord.settings_form import FORM, form, value_of, values_in
from core.dialogue.framework_texts import framework_texts
from core.model.base import Model
from core.plugins.adapter import PersonSettings
from core.plugins.installed_effect import install
from effects.style_transfer.options import FineOptions
from tests.core.dialogue.harness import Blend


class Fine(Blend):
    """An effect with the options that paintings have."""

    options = FineOptions


def settings(language: str = "en", **values: Any) -> PersonSettings:
    chosen = FineOptions.model_validate(values).model_dump(mode="json")
    effect = install({"blend": Fine()}, framework_texts())["blend"]
    return PersonSettings(language=language, effect=effect, photos={}, values=chosen)


def fields(shown: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {label["component"]["custom_id"]: label["component"] for label in shown["components"]}


def test_it_has_five_fields_at_most_each_with_its_name() -> None:
    shown = form(settings())
    assert shown is not None
    assert shown["custom_id"] == FORM
    assert list(fields(shown)) == ["size", "strength", "keep_colours", "style_scale", "detail"]
    assert [label["label"] for label in shown["components"]] == [
        "Size",
        "Strength",
        "My colours",
        "Brush size",
        "Quality",
    ]
    assert all(len(label["description"]) <= 100 for label in shown["components"])


def test_it_speaks_the_persons_language() -> None:
    shown = form(settings("ru"))
    assert shown is not None
    assert (shown["title"], shown["components"][0]["label"]) == ("Настройки", "Размер")


def test_its_numbers_are_written_as_the_language_writes_them_and_read_again() -> None:
    shown = form(settings("ru", strength=0.9))
    assert shown is not None
    there = fields(shown)
    assert (there["strength"]["value"], there["strength"]["placeholder"]) == ("0,9", "0 … 1")
    assert there["style_scale"]["placeholder"] == "0,25 … 4"
    assert value_of(there["strength"]["value"]) == 0.9


def test_it_begins_with_what_is_set() -> None:
    shown = form(settings(size=640, strength=0.9, keep_colours=True, detail="fine"))
    assert shown is not None
    there = fields(shown)
    chosen = {
        name: [o["value"] for o in field["options"] if o.get("default")]
        for name, field in there.items()
        if "options" in field
    }
    assert chosen == {"size": ["640"], "keep_colours": ["true"], "detail": ["fine"]}
    assert (there["strength"]["value"], there["strength"]["placeholder"]) == ("0.9", "0 … 1")


def test_there_is_none_where_nothing_can_be_set() -> None:
    class Note(Model):
        note: str = ""

    class Noted(Blend):
        options = Note

    effect = install({"blend": Noted()}, framework_texts())["blend"]
    assert form(PersonSettings(language="en", effect=effect, photos={}, values={"note": ""})) is None


def test_what_comes_back_is_read_wherever_it_stands() -> None:
    label = {"type": 18, "component": {"type": 3, "custom_id": "keep_colours", "values": ["true"]}}
    row = {"type": 1, "components": [{"type": 4, "custom_id": "strength", "value": " 0,25 "}]}
    empty = {"type": 18, "component": {"type": 4, "custom_id": "size", "value": ""}}
    assert values_in({"components": [label, row, empty]}) == {"keep_colours": True, "strength": 0.25}


@pytest.mark.parametrize(
    ("text", "value"),
    [("512", 512), ("0.5", 0.5), ("0,5", 0.5), ("true", True), ("false", False), ("fine", "fine"), ("½", "½")],
)
def test_values(text: str, value: object) -> None:
    found = value_of(text)
    assert found == value
    assert type(found) is type(value)
