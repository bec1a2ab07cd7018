"""What an operator may choose, and what is refused before anything is asked of Telegram."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from adapters.telegram.adapter import Telegram
from adapters.telegram.options import OFFICIAL, TelegramOptions
from config.checks import validate
from config.secrets import Secrets
from tests.adapters.telegram.harness import TOKEN

HOOK = {"url": "https://bot.example.org/telegram"}
OWN = {"api_url": "http://localhost:8081"}


def options(**values: Any) -> TelegramOptions:
    return TelegramOptions.model_validate({"token": TOKEN, **values})


def refusal(**values: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        options(**values)
    assert TOKEN not in str(refused.value)
    (problem,) = refused.value.errors()
    return problem["msg"]


def test_a_token_is_all_that_is_needed() -> None:
    chosen = options()
    assert (chosen.api_url, chosen.local, chosen.webhook) == (OFFICIAL, False, None)


def test_it_comes_from_where_secrets_are_kept() -> None:
    table = {"token": {"env": "TELEGRAM_TOKEN"}}
    chosen = validate(TelegramOptions, table, "here", Secrets({"TELEGRAM_TOKEN": TOKEN}))
    assert chosen.token.get_secret_value() == TOKEN
    assert TOKEN not in repr(chosen)


@pytest.mark.parametrize("token", ["hunter2", "", "4242", "4242:short", f"{TOKEN} {TOKEN}"])
def test_what_is_no_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ValidationError) as refused:
        options(token=token)
    assert "doesn't look like a token" in str(refused.value)
    assert not token or token not in str(refused.value)


def test_telegram_calls_only_where_it_is_safe() -> None:
    assert options(webhook=HOOK).webhook is not None
    assert "https:// addresses only" in refusal(webhook={"url": "http://bot.example.org/"})
    assert options(webhook={"url": "http://localhost/"}, **OWN).webhook is not None


def test_a_certificate_comes_with_its_key() -> None:
    assert "needs its key" in refusal(webhook={**HOOK, "certificate": "cert.pem"})
    assert "its certificate" in refusal(webhook={**HOOK, "key": "key.pem"})


@pytest.mark.parametrize("url", ["localhost:8081", "http://localhost:8081/", "http://a b", "https://x/?token=1"])
def test_a_server_is_an_address_without_a_slash_at_its_end(url: str) -> None:
    refusal(api_url=url)
    assert options(api_url="http://localhost:8081/telegram").api_url.endswith("/telegram")


def test_a_server_of_ones_own_takes_larger_files() -> None:
    assert "set api_url too" in refusal(local=True)
    official, own = (
        Telegram("telegram", options(**more), Path()).capabilities for more in ({}, {**OWN, "local": True})
    )
    assert (official.file_limit, own.file_limit) == (50_000_000, 2_000_000_000)


@pytest.mark.parametrize(("webhook", "several"), [(HOOK, True), (None, False)])
def test_several_processes_may_be_called_but_one_polls(webhook: dict[str, str] | None, several: bool) -> None:
    made = Telegram("telegram", options(webhook=webhook), Path())
    assert made.capabilities.several_hear is several
