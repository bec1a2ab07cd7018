"""What doctor is told of Telegram. It asks and changes nothing, so that a bot that runs isn't disturbed."""

import time
from typing import Any
from urllib.parse import urlsplit

from adapters.telegram.api_client import ApiClient
from adapters.telegram.options import WebhookOptions
from atelier_bot import Finding, Severity, clock_findings


async def findings(client: ApiClient, webhook: WebhookOptions | None) -> list[Finding]:
    """The bot, its privacy mode, who gets its updates, and the clock. Raises InvalidToken, RateLimited, OSError."""
    me: dict[str, Any] = await client.ask("get_me")
    info: dict[str, Any] = await client.ask("get_webhook_info")
    return [
        Finding(what=f"the token is @{me['username']}'s{client.through}"),
        _privacy(me),
        _polled(info) if webhook is None else _called(info, webhook),
        *clock_findings("Telegram", await client.date(), time.time()),
    ]


def _privacy(me: dict[str, Any]) -> Finding:
    if me.get("can_read_all_group_messages", False):
        return Finding(what="privacy mode is off: in groups the bot is shown all messages")
    return Finding(what="privacy mode is on, as usual: in groups the bot is shown commands and replies to it")


def _polled(info: dict[str, Any]) -> Finding:
    if not info["url"]:
        return Finding(what="updates are asked for, and no webhook is set")
    return Finding(
        severity=Severity.WARNING,
        what=f"a webhook at {_host(info['url'])} gets the updates until the bot starts, which ends it",
        remedy="end the program that has set it, or give the bot a webhook of its own",
    )


def _called(info: dict[str, Any], webhook: WebhookOptions) -> Finding:
    if not info["url"]:
        return Finding(what="no webhook is set; the bot sets it when it starts")
    if info["url"] != webhook.url:
        return Finding(
            severity=Severity.WARNING,
            what=f"a webhook at {_host(info['url'])} gets the updates until the bot starts, which replaces it",
            remedy="end the program that has set it",
        )
    waiting, error = info.get("pending_update_count", 0), info.get("last_error_message")
    if waiting and error:
        return Finding(
            severity=Severity.ERROR,
            what=f"Telegram can't call {_host(webhook.url)}: {error}; {waiting} updates wait",
            remedy="see that Telegram reaches that address, and that what answers there is the bot",
        )
    return Finding(what=f"Telegram calls {_host(webhook.url)}")


def _host(url: str) -> str:
    """Of a webhook's address what is no secret: its path may be one."""
    return urlsplit(url).hostname or "an unknown address"
