"""What doctor is told of Telegram, and that a bot which runs hears nothing of it."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from adapters.telegram.checkup import _called
from adapters.telegram.options import WebhookOptions
from core.plugins.answers import InvalidToken
from core.plugins.finding import Finding, Severity
from tests.adapters.telegram.harness import TOKEN, EmulatedBot, play, spec, telegram
from tests.platforms.proxy import Proxy
from tests.platforms.telegram import Server

ELSEWHERE = WebhookOptions(url="https://bot.example.org/s3cret-path")


def meet(scenario: Callable[[Server], Awaitable[None]]) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            await scenario(server)

    asyncio.run(plays())


async def whats(server: Server, **more: Any) -> list[str]:
    found = await telegram(server, **more).check()
    assert TOKEN not in repr(found)
    assert "s3cret" not in repr(found)
    assert all(finding.remedy for finding in found if finding.severity is not Severity.OK)
    return [finding.what for finding in found]


@pytest.mark.parametrize(
    ("privacy", "told"),
    [
        (True, "privacy mode is on, as usual: in groups the bot is shown commands and replies to it"),
        (False, "privacy mode is off: in groups the bot is shown all messages"),
    ],
)
def test_the_bot_its_privacy_mode_its_updates_and_the_clock(privacy: bool, told: str) -> None:
    async def scenario(server: Server) -> None:
        server.state.privacy = privacy
        assert await whats(server) == [
            "the token is @AtelierBot's",
            told,
            "updates are asked for, and no webhook is set",
            "the clock agrees with Telegram's",
        ]

    meet(scenario)


def test_it_only_asks(tmp_path: Path) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        await bot.state.until(lambda: bot.server.polls)
        polls = bot.server.polls
        await whats(bot.server)
        methods = Counter(name for name, _ in bot.server.requests)
        assert (methods["getMe"], methods["getWebhookInfo"], methods["deleteWebhook"]) == (2, 1, 1)
        assert bot.server.polls == polls
        ann = bot.state.person("Ann")
        bot.state.text(ann, "hello")
        await bot.said(ann, "Send me the photo")
        assert bot.died is None

    play(tmp_path, scenario)


def test_a_token_that_telegram_does_not_know_is_raised_with_the_remedy() -> None:
    async def scenario(server: Server) -> None:
        with pytest.raises(InvalidToken) as failure:
            await telegram(server, token=f"4243:{'B' * 35}").check()
        assert "@BotFather" in failure.value.remedy

    meet(scenario)


def test_a_proxy_is_told_without_its_password() -> None:
    async def scenario(server: Server) -> None:
        async with Proxy(server.port) as proxy:
            address = proxy.url.replace("http://", "http://ann:s3cret@")
            (token, *_) = await whats(server, options={"api_url": "http://telegram.test", "proxy": SecretStr(address)})
            assert token == f"the token is @AtelierBot's through the proxy {proxy.url}"

    meet(scenario)


def test_a_webhook_of_somebody_elses_is_told_without_its_path() -> None:
    async def scenario(server: Server) -> None:
        server.webhook = {"url": "https://other.example.org/s3cret"}
        (*_, updates, _) = await whats(server)
        assert updates == "a webhook at other.example.org gets the updates until the bot starts, which ends it"
        (*_, updates, _) = await whats(server, options={"webhook": ELSEWHERE.model_dump()})
        assert updates == "a webhook at other.example.org gets the updates until the bot starts, which replaces it"

    meet(scenario)


@pytest.mark.parametrize(
    ("info", "severity", "told"),
    [
        ({"url": ""}, Severity.OK, "no webhook is set; the bot sets it when it starts"),
        ({"url": ELSEWHERE.url, "pending_update_count": 0}, Severity.OK, "Telegram calls bot.example.org"),
        (
            {"url": ELSEWHERE.url, "pending_update_count": 3, "last_error_message": "Connection refused"},
            Severity.ERROR,
            "Telegram can't call bot.example.org: Connection refused; 3 updates wait",
        ),
    ],
)
def test_how_the_bots_own_webhook_is(info: dict[str, Any], severity: Severity, told: str) -> None:
    finding: Finding = _called(info, ELSEWHERE)
    assert (finding.severity, finding.what) == (severity, told)
