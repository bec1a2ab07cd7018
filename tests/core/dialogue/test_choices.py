"""What the settings offer: five values over a range, whole where they must be, the one that is chosen marked."""

from typing import Literal

import pytest
from pydantic import Field

from core.dialogue.turn import Rules
from core.model.base import Model
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
    return DialogueHarness(Rules({"paint": Paint(), "blend": Blend()}))


@pytest.mark.parametrize(
    ("option", "values", "marked"),
    [
        ("strength", ["0.0", "0.25", "0.5", "0.75", "1.0"], "0.5"),
        ("size", ["64", "304", "544", "783", "1023"], None),
        ("steps", ["10", "20", "40"], "10"),
        ("warm", ["False", "True"], "False"),
        ("brush", ["fine", "broad"], "fine"),
        ("effect", ["paint", "blend"], "paint"),
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


def test_another_effect_begins_with_its_own_defaults(talk: DialogueHarness) -> None:
    talk.press("set:strength:1.0")
    talk.press("set:effect:blend")
    assert talk.session.options == {}
    talk.photo("a")
    (order,) = talk.photo("b").orders
    assert (order.effect, order.options) == ("blend", {"strength": 0.5, "warm": False})
