"""The library says what matters in a line each, and no token; the bot's options are looked at."""

import logging

import pytest
from pydantic import ValidationError

from adapters.discord.gateway import LOGGERS, OneLine, quieten
from adapters.discord.gateway_session import invitation
from adapters.discord.options import DiscordOptions

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.a-secret-of-ours"


def record(level: int, text: str, *arguments: object, error: Exception | None = None) -> logging.LogRecord:
    trace = (type(error), error, None) if error is not None else None
    return logging.LogRecord("discord.client", level, "client.py", 1, text, arguments, trace)


def test_a_warning_is_one_line() -> None:
    found = record(logging.ERROR, "Attempting a reconnect in %.2fs\nTraceback", 1.5, error=OSError("far away"))
    assert OneLine().filter(found)
    assert found.getMessage() == "discord: Attempting a reconnect in 1.50s (OSError)"
    assert found.exc_info is None


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


def test_the_invitation_has_the_scopes_and_the_permissions() -> None:
    link = invitation(42)
    assert "client_id=42" in link
    assert "scope=bot+applications.commands" in link
    view, send, attach, threads = 1 << 10, 1 << 11, 1 << 15, 1 << 38
    assert f"permissions={view | send | attach | threads}" in link


@pytest.mark.parametrize("token", ["", "abc", "4242:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk", f"Bot {TOKEN}"])
def test_what_isnt_a_token_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(ValidationError) as found:
        DiscordOptions.model_validate({"token": token})
    assert "doesn't look like a bot's token" in str(found.value)
    assert not token or token not in str(found.value)


@pytest.mark.parametrize(("url", "good"), [("http://127.0.0.1:8080/api/v10", True), ("http://x/", False), ("x", False)])
def test_the_address_of_the_api(url: str, good: bool) -> None:
    if good:
        assert DiscordOptions.model_validate({"token": TOKEN, "api_url": url}).api_url == url
        return
    with pytest.raises(ValidationError):
        DiscordOptions.model_validate({"token": TOKEN, "api_url": url})
