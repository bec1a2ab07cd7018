"""What doctor is told of the page: whether it is served, or could be."""

import asyncio
import os
import socket

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from adapters.web.options import WebOptions
from atelier_bot import Finding, Severity

TIMEOUT = 5.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - asked, not listened on


async def findings(options: WebOptions, account: str) -> list[Finding]:
    """Whether the page answers at its place, or the place is free for it."""
    place = f"port {options.port} on {options.host}"
    if options.port and await _answers(options):
        return [Finding(what=f"the page is served, {place}")]
    try:
        await asyncio.to_thread(_take, options)
    except OSError as error:
        why = os.strerror(error.errno).lower() if error.errno else str(error)
        remedy = f"end the program that has it, or put another number at adapters.{account}.port in plugins.toml"
        return [Finding(severity=Severity.ERROR, what=f"{place} can't be had ({why})", remedy=remedy)]
    return [Finding(what=f"{place} is free; the page isn't served just now")]


async def _answers(options: WebOptions) -> bool:
    """Whether it is the page that answers there."""
    url = URL.build(scheme="http", host=EVERYWHERE.get(options.host, options.host), port=options.port, path="/healthz")
    try:
        async with ClientSession(timeout=ClientTimeout(total=TIMEOUT)) as session, session.get(url) as answer:
            return "well" in await answer.json()
    except (ClientError, OSError, ValueError):
        return False


def _take(options: WebOptions) -> None:
    """Takes the port for a moment. Raises OSError."""
    family, kind, protocol, _, place = socket.getaddrinfo(
        options.host, options.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(place)
