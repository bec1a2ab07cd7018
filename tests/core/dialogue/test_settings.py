"""The settings, as buttons."""

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.session import Session, Settings
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import ANN, Blend, DialogueHarness


class TestSettings:
    def test_an_option_is_chosen_by_two_presses_and_remembered(self, talk: DialogueHarness) -> None:
        talk.command("settings")
        assert "Strength: 0.5" in talk.said
        assert "set:strength" in talk.buttons
        talk.press("set:strength")
        assert talk.buttons == tuple(f"set:strength:{value}" for value in (0.0, 0.25, 0.5, 0.75, 1.0))
        talk.press("set:strength:0.75")
        assert "Strength: 0.75" in talk.said
        talk.press("set:warm:True")
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options == {"strength": 0.75, "warm": True}

    @pytest.mark.parametrize("button", ["set:strength:7", "set:nothing:1", "set:strength:", "set:warm:perhaps"])
    def test_a_value_out_of_range_changes_nothing(self, talk: DialogueHarness, button: str) -> None:
        talk.press(button)
        assert talk.session.settings.options == {}
        assert "out of range" in talk.said

    @pytest.mark.parametrize(
        ("language", "said"), [("en", "Strength can be 0 to 1."), ("ru", "Сила стиля: от 0 до 1.")]
    )
    def test_of_a_number_out_of_range_it_is_said_what_its_range_is(self, language: str, said: str) -> None:
        talk = DialogueHarness(sender=ANN.model_copy(update={"locale": language}))
        talk.command("settings", options={"warm": True, "strength": 7})
        assert talk.replies[0].text.endswith(said)

    def test_numbers_have_a_decimal_comma_in_russian(self) -> None:
        talk = DialogueHarness(sender=ANN.model_copy(update={"locale": "ru"}))
        talk.press("set:strength:0.75")
        assert "Сила стиля: 0,75" in talk.said

    def test_the_defaults_come_back(self, talk: DialogueHarness) -> None:
        talk.press("set:strength:1.0")
        talk.press("set-defaults")
        assert talk.session.settings.options == {}

    def test_an_option_that_the_effect_no_longer_has_is_left_out(self, talk: DialogueHarness) -> None:
        talk.session = Session(settings=Settings(options={"blend": {"gone": 1, "strength": 99, "warm": True}}))
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options == {"strength": 0.5, "warm": True}

    def test_with_several_effects_one_is_chosen(self) -> None:
        class Other(Blend):
            name = "other"

        talk = DialogueHarness(Rules(install({"blend": Blend(), "other": Other()}, framework_texts())))
        talk.command("settings")
        talk.press("effects")
        talk.press("effect:other")
        talk.photo("a")
        assert talk.photo("b").orders[0].effect == "other"
