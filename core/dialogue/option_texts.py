"""What options and their values are called, in the words of the texts or, where there are none, by their names."""

from collections.abc import Mapping
from typing import Any

from core.plugins.texts import Texts

DECIMAL_SIGNS = {"ru": ","}
"""Of the languages in which it is no point."""


def option_title(texts: Texts, language: str, name: str) -> str:
    """An option's name as a heading."""
    return texts.name_of(language, "option", name) or name.replace("_", " ").capitalize()


def option_about(texts: Texts, language: str, name: str, schema: Mapping[str, Any]) -> str:
    """What an option does, in a sentence; empty where nobody says."""
    return texts.name_of(language, "about", name) or str(schema.get("description", ""))


def value_text(texts: Texts, language: str, name: str, value: Any) -> str:
    """An option's value as a person reads it."""
    if isinstance(value, bool):
        return texts.say(language, "yes" if value else "no")
    if isinstance(value, float):
        return number_text(language, value)
    if isinstance(value, str):
        return texts.name_of(language, f"{name}-is", value) or value.replace("_", " ")
    return str(value)


def number_text(language: str, value: float) -> str:
    """A number as a person writes it, with the decimal sign of the language."""
    return f"{value:.10g}".replace(".", DECIMAL_SIGNS.get(language, "."))
