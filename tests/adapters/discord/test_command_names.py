"""Commands have other names in other languages."""

import pytest

from adapters.discord.command_names import CommandNames
from core.dialogue.framework_texts import framework_texts

WORDS = CommandNames(framework_texts())


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/style", ("style", "")),
        ("/Стиль", ("style", "")),
        (" /language  ru ", ("language", "ru")),
        ("/язык ru", ("language", "ru")),
        ("/nonsense", None),
        ("style", None),
        ("/", None),
        ("/style/x", None),
    ],
)
def test_a_command_that_was_typed(text: str, command: tuple[str, str] | None) -> None:
    assert WORDS.command_in(text) == command


def test_a_person_reads_the_names_that_they_see() -> None:
    assert WORDS.localised("/style — paint, or/style, a/style, /styles", "en-GB").startswith("/style — paint")
    assert WORDS.localised("В /settings, /forget. https://a/style", "ru") == "В /настройки, /забыть. https://a/style"


def test_who_is_asked_for_a_picture_in_a_guild_hears_how() -> None:
    asked = framework_texts().say("ru", "ask-style")
    first, _, hint = WORDS.in_guild(asked).partition("\n")
    assert first == asked
    assert "«Взять как фото»" in hint
    assert WORDS.in_guild("Stopped.") == "Stopped."
