"""Labels, commands, slots and controls, in both languages."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.web.view import STATIC, fill, labels, round_step, to_control, view
from core.dialogue.commands import declared_commands
from core.dialogue.framework_texts import framework_texts
from core.model.kept_picture import KeptPicture
from core.plugins.adapter import PersonSettings
from core.plugins.installed_effect import install
from core.plugins.texts import LANGUAGES
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig, StyleTransferOptions

HTML = "\n".join(path.read_text() for path in STATIC.glob("*.html"))
SCRIPTS = "\n".join(path.read_text() for path in (STATIC / "js").glob("*.js"))


def used_keys() -> set[str]:
    """Keys of labels that the page's files name; families are named by how they begin."""
    literal = set(re.findall(r"\{\{([a-z-]+)\}\}", HTML)) | set(re.findall(r'\bt\(\s*"([a-z-]+)"', SCRIPTS))
    choices = set(re.findall(r'\bt\(\w+ \? "([a-z-]+)" : "([a-z-]+)"', SCRIPTS))
    literal |= {key for pair in choices for key in pair}
    literal |= set(re.findall(r'\? t\("([a-z-]+)"\) : t\("[a-z-]+"\)', SCRIPTS))
    return literal - {"language", "problem", "welcome", "welcome-more"} | {"token-wrong", "come-later"}


def families() -> set[str]:
    return set(re.findall(r"\bt\(`([a-z-]+)\$\{", SCRIPTS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_there_with_the_same_places_for_values(language: str) -> None:
    def places(labelled: Mapping[str, str]) -> dict[str, set[str]]:
        return {key: set(re.findall(r"\{\w+\}", text)) for key, text in labelled.items()}

    assert places(labels(language)) == places(labels("en"))
    assert all(labels(language).values())


def test_every_label_is_used_and_every_label_that_is_used_is_there() -> None:
    present = set(labels("en"))
    assert used_keys() <= present
    assert families() == {"theme-"}
    assert {key for key in present - used_keys() if not key.startswith(tuple(families()))} == set()


def test_russian_is_russian() -> None:
    latin = {key for key, text in labels("ru").items() if not re.search("[а-я]", text)}
    assert latin == {"bot"}


def test_a_page_is_filled_with_labels_and_they_are_escaped() -> None:
    words = {"a": 'x < "y"', "language": "en"}
    assert fill("<p>{{a}}</p>{{language}}", words) == "<p>x &lt; &quot;y&quot;</p>en"
    with pytest.raises(KeyError):
        fill("{{b}}", words)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_learns_commands_slots_and_options(language: str) -> None:
    effects = install({"style-transfer": StyleTransfer(StyleTransferConfig(), Path())}, framework_texts())
    effect, values = effects["style-transfer"], StyleTransferOptions().model_dump(mode="json")
    settings = PersonSettings(language=language, effect=effect, photos={"style": "b7"}, values=values)
    shown = view(settings, effects, declared_commands(effects), 5)
    assert list(shown["commands"]) == [command.name for command in declared_commands(effects)]
    assert [(slot["name"], slot["picture"], slot["optional"]) for slot in shown["slots"]] == [
        ("content", None, False),
        ("style", "api/blob/b7", False),
        ("second", None, True),
    ]
    assert all(slot["title"] and slot["hint"] for slot in shown["slots"])
    assert (shown["effect"], list(shown["effects"])) == ("style-transfer", ["style-transfer"])
    kinds = {option["name"]: option["kind"] for option in shown["options"]}
    assert kinds == {
        "size": "number",
        "strength": "number",
        "keep_colours": "switch",
        "style_scale": "number",
        "detail": "choice",
        "seed": "number",
        "second_share": "number",
    }
    titles = {option["title"] for option in shown["options"]}
    assert ("Strength" in titles) == (language == "en")
    assert ("Сила стиля" in titles) == (language == "ru")


def test_what_one_has_kept_for_a_slot_comes_before_what_is_offered_to_everybody() -> None:
    effects = install({"style-transfer": StyleTransfer(StyleTransferConfig(), Path())}, framework_texts())
    kept = KeptPicture(
        id="k",
        person="web:local:ann",
        blob="b7",
        name="Waves",
        effect="style-transfer",
        slot="style",
        size=1,
        created=1.0,
    )
    effect, values = effects["style-transfer"], StyleTransferOptions().model_dump(mode="json")
    settings = PersonSettings(language="en", effect=effect, photos={}, values=values, kept=[kept])
    slots = {slot["name"]: slot["gallery"]["pictures"] for slot in view(settings, effects, (), 5)["slots"]}
    assert slots["style"][0] == slots["second"][0] == {"own": "b7", "title": "Waves", "picture": "api/small/b7"}
    assert not any("own" in picture for picture in (*slots["style"][1:], *slots["content"]))


def control(name: str, field: dict[str, Any], value: Any) -> Any:
    return to_control(name, field, value, framework_texts(), "en")


def test_whole_numbers_with_choices_slide_over_these_and_over_the_present_value() -> None:
    field = {"type": "integer", "minimum": 64, "maximum": 2048, "choices": [256, 512]}
    assert control("size", field, 300)["choices"] == [(256, "256"), (300, "300"), (512, "512")]


def test_other_numbers_slide_over_their_range_in_round_steps() -> None:
    shown = control("style_scale", {"type": "number", "minimum": 0.25, "maximum": 4, "choices": [1]}, 1.0)
    assert (shown["low"], shown["high"], shown["step"]) == (0.25, 4, 0.05)
    assert "choices" not in shown
    assert control("new_thing", {"type": "integer", "minimum": 1, "maximum": 9}, 3)["step"] == 1


@pytest.mark.parametrize(("width", "step"), [(1, 0.02), (3.75, 0.05), (100, 2), (7, 0.1), (0.001, 0.00002)])
def test_steps_are_round(width: float, step: float) -> None:
    assert round_step(width) == step


def test_an_option_without_texts_is_called_by_its_name() -> None:
    field = {"type": "boolean", "description": "Something new."}
    shown = control("brand_new", field, False)
    assert (shown["title"], shown["about"]) == ("Brand new", "Something new.")


def test_what_is_no_control_is_left_out() -> None:
    assert control("name", {"type": "string"}, "x") is None
    assert control("count", {"type": "integer", "minimum": 1}, 1) is None
