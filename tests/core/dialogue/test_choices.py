"""What the settings offer: five values over a range, whole where they must be, the one that is chosen marked."""

from typing import Literal

import pytest
from pydantic import Field

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.base import Model
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend, DialogueHarness


class Many(Model):
    """Options of every sort that buttons can show."""

    strength: float = Field(0.5, ge=0, le=1)
    size: int = Field(256, ge=64, le=1023)
    steps: int = Field(10, ge=1, le=99, json_schema_extra={"choices": [10, 20, 40]})
    warm: bool = False
    brush: Literal["fine", "broad"] = "fine"
    free: str = ""


class Paint(Blend):
    """An effect with these options."""

    name = "paint"
    options: type[Model] = Many


@pytest.fixture
def talk() -> DialogueHarness:
    return DialogueHarness(Rules(install({"paint": Paint(), "blend": Blend()}, framework_texts())))


@pytest.mark.parametrize(
    ("option", "values", "marked"),
    [
        ("strength", ["0.0", "0.25", "0.5", "0.75", "1.0"], "0.5"),
        ("size", ["64", "304", "544", "783", "1023"], None),
        ("steps", ["10", "20", "40"], "10"),
        ("warm", ["False", "True"], "False"),
        ("brush", ["fine", "broad"], "fine"),
    ],
)
def test_an_options_values_and_which_it_has(
    talk: DialogueHarness, option: str, values: list[str], marked: str | None
) -> None:
    talk.press(f"set:{option}")
    (reply,) = talk.replies
    buttons = {button.id.removeprefix(f"set:{option}:"): button.label for row in reply.buttons for button in row}
    assert list(buttons) == values
    assert [value for value, label in buttons.items() if label.startswith("• ")] == ([marked] if marked else [])
    assert all(len(row) <= 4 for row in reply.buttons)


def test_what_no_button_can_show_is_not_offered(talk: DialogueHarness) -> None:
    talk.command("settings")
    assert "set:free" not in talk.buttons
    talk.press("set:free")
    assert "set:strength" in talk.buttons


def test_the_mark_goes_with_the_choice(talk: DialogueHarness) -> None:
    talk.press("set:size:783")
    talk.press("set:size")
    marked = [button.id for row in talk.replies[0].buttons for button in row if button.label.startswith("• ")]
    assert marked == ["set:size:783"]


def test_each_effect_keeps_options_of_its_own(talk: DialogueHarness) -> None:
    talk.press("set:strength:1.0")
    talk.press("effect:blend")
    talk.press("set:warm:True")
    talk.photo("a")
    (order,) = talk.photo("b").orders
    assert (order.effect, order.options) == ("blend", {"strength": 0.5, "warm": True})
    talk.press("effect:paint")
    talk.press("set-defaults")
    assert talk.session.settings.options == {"blend": {"warm": True}}


def test_the_effects_are_shown_with_what_they_do_and_the_chosen_one_is_marked(talk: DialogueHarness) -> None:
    talk.command("effects")
    assert talk.buttons == ("effect:paint", "effect:blend")
    (reply,) = talk.replies
    assert [row[0].label.startswith("• ") for row in reply.buttons] == [True, False]
    talk.press("effect:blend")
    talk.press("effects")
    (reply,) = talk.replies
    assert [row[0].label.startswith("• ") for row in reply.buttons] == [False, True]
