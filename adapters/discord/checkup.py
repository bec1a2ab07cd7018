"""What doctor is told of Discord. It opens no session at the gateway, of which a bot has so many a day."""

import time
from typing import Any, Final

from discord.http import Route

from adapters.discord.api_client import ApiClient
from atelier_bot import Finding, Severity, clock_findings

FEW: Final = 10
"""Connections that a restart or two may use up."""


async def findings(api: ApiClient) -> list[Finding]:
    """The bot, its intents, what is left of its connections, and the clock. Raises InvalidToken, OSError, Refused."""
    me: dict[str, Any] = await api.ask(Route("GET", "/users/@me"))
    gateway: dict[str, Any] = await api.ask(Route("GET", "/gateway/bot"))
    return [
        Finding(what=f"the token is {me['username']}'s{api.through}"),
        Finding(what="no privileged intent is needed: commands and private messages come without"),
        _connections(gateway["session_start_limit"]),
        *clock_findings("Discord", await api.date(), time.time()),
    ]


def _connections(limit: dict[str, Any]) -> Finding:
    left, total = limit["remaining"], limit["total"]
    if left >= FEW:
        return Finding(what=f"{left} of {total} connections to the gateway are left today")
    hours = limit["reset_after"] / 3_600_000
    return Finding(
        severity=Severity.WARNING,
        what=f"{left} of {total} connections to the gateway are left, and more come in {hours:.1f} h",
        remedy="find out what starts the bot again and again",
    )
