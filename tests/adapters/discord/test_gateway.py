"""Where the bot can be had is a link; its options are looked at."""

import pytest
from pydantic import ValidationError

from adapters.discord.gateway import invitation
from adapters.discord.options import DiscordOptions

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.a-secret-of-ours"


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
