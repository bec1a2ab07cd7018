"""What words mean to the bot."""

import pytest

from adapters.telegram.command_parser import ParsedCommand, command_in, without_mention


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/style", ParsedCommand("style", "", "")),
        ("/Style@AtelierBot", ParsedCommand("style", "atelierbot", "")),
        ("/language  ru ", ParsedCommand("language", "", "ru")),
        ("/start@AtelierBot a\nb", ParsedCommand("start", "atelierbot", "a\nb")),
        ("style", None),
        ("/", None),
        ("/home/ann", None),
        ("see /style", None),
        ("", None),
    ],
)
def test_commands(text: str, command: ParsedCommand | None) -> None:
    assert command_in(text) == command


@pytest.mark.parametrize(
    ("text", "left", "called"),
    [
        ("@AtelierBot style", "style", True),
        ("a style, @atelierbot", "a style,", True),
        ("@AtelierBot2 style", "@AtelierBot2 style", False),
        ("ann@AtelierBot", "ann@AtelierBot", False),
        ("/style@AtelierBot", "/style@AtelierBot", False),
        ("two\nlines", "two\nlines", False),
    ],
)
def test_mentions(text: str, left: str, called: bool) -> None:
    assert without_mention(text, "AtelierBot") == (left, called)
