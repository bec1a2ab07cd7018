"""What options and their values are called."""

from importlib.resources import files

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.option_texts import option_about, option_title, value_text
from core.plugins.texts import Texts

TEXTS = Texts.load(files("effects.style_transfer") / "locales", framework_texts())


def test_the_texts_names_win() -> None:
    assert option_title(TEXTS, "en", "keep_colours") == "My colours"
    assert option_title(TEXTS, "ru", "size") == "Размер"
    assert option_about(TEXTS, "en", "size", {"description": "unseen"}) == TEXTS.say("en", "about-size")


def test_what_has_no_text_is_called_by_its_name() -> None:
    assert option_title(TEXTS, "en", "brand_new") == "Brand new"
    assert option_about(TEXTS, "en", "brand_new", {"description": "Something new."}) == "Something new."
    assert option_about(TEXTS, "en", "brand_new", {}) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (False, "no"), (0.5, "0.5"), (1.0, "1"), (512, "512"), ("oil_paint", "oil paint")],
)
def test_values(value: object, text: str) -> None:
    assert value_text(TEXTS, "en", "anything", value).casefold() == text


@pytest.mark.parametrize(
    ("language", "value", "text"),
    [("en", 0.7, "0.7"), ("ru", 0.7, "0,7"), ("ru", 1.0, "1"), ("ru", 2147483647.0, "2147483647"), ("ru", 512, "512")],
)
def test_a_number_is_written_as_the_language_writes_it(language: str, value: float, text: str) -> None:
    assert value_text(TEXTS, language, "anything", value) == text


def test_a_value_with_a_text_has_that() -> None:
    assert value_text(TEXTS, "ru", "detail", "fine") == TEXTS.say("ru", "detail-is-fine")
