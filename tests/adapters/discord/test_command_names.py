"""Commands have other names in other languages."""

import pytest

from adapters.discord.command_names import CommandNames
from core.plugins.message import Message
from tests.adapters.discord.harness import names_of

WORDS = names_of()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/style", ("style", "")),
        ("/Стиль", ("style", "")),
        (" /language  ru ", ("language", "ru")),
        ("/язык ru", ("language", "ru")),
        ("/nonsense", ("nonsense", "")),
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
    first, _, hint = WORDS.in_guild(Message(key="1", text="Фото?", asks="blend"), "ru").partition("\n")
    assert first == "Фото?"
    assert "/style" in hint
    assert "Взять как фото, Взять как стиль" in hint
    for asks in ("", "gone"):
        assert WORDS.in_guild(Message(key="1", text="Stopped.", asks=asks)) == "Stopped."


def test_before_anything_is_learnt_commands_go_by_their_own_names() -> None:
    names = CommandNames()
    assert names.command_in("/style") == ("style", "")
    assert names.localised("/style", "ru") == "/style"
