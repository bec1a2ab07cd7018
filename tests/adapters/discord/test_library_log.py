"""The library says what matters in a line each, and no token."""

import logging

import pytest

from adapters.discord.library_log import LOGGERS, OneLine, quieten


def record(level: int, text: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    trace = (type(error), error, None) if error is not None else None
    return logging.LogRecord("discord.client", level, "client.py", 1, text, arguments, trace)


def test_a_warning_is_one_line() -> None:
    found = record(logging.ERROR, "Attempting a reconnect in %.2fs\nTraceback", 1.5, error=OSError("far away"))
    assert OneLine().filter(found)
    assert found.getMessage() == "discord: Attempting a reconnect in 1.50s (OSError)"
    assert found.exc_info is None


def test_what_is_said_in_our_own_words_is_told() -> None:
    found = record(logging.ERROR, "Attempting a reconnect", error=ConnectionError("Discord can't be reached: X"))
    assert OneLine().filter(found)
    assert found.getMessage() == "discord: Attempting a reconnect (Discord can't be reached: X)"


def test_an_interactions_token_isnt_in_it() -> None:
    address = "https://discord.com/api/v10/webhooks/42/aW50ZXJhY3Rpb24/messages/@original"
    found = record(logging.WARNING, "We are being rate limited. %s %s responded with 429.", "PATCH", address)
    assert OneLine().filter(found)
    assert "aW50" not in found.getMessage()
    assert "/webhooks/42/…/messages/@original" in found.getMessage()


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (logging.DEBUG, "For Shard ID None: WebSocket Event: {'token': 'secret'}"),
        (logging.WARNING, "PyNaCl is not installed, voice will NOT be supported"),
    ],
)
def test_what_nobody_needs_is_dropped(level: int, text: str) -> None:
    assert not OneLine().filter(record(level, text))


def test_each_logger_is_quietened_once() -> None:
    quieten()
    quieten()
    for name in LOGGERS:
        assert len([one for one in logging.getLogger(name).filters if isinstance(one, OneLine)]) == 1
