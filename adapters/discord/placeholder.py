"""The placeholder that stands for the answer to an interaction until there is one."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from discord.http import Route

from adapters.discord.api_client import ApiClient
from adapters.discord.interactions import PendingInteraction
from atelier_bot import courtesy

log = logging.getLogger(__name__)

WEBHOOK: Final = "/webhooks/{webhook_id}/{webhook_token}"
"""By an interaction's token: where to follow up."""
ORIGINAL: Final = f"{WEBHOOK}/messages/@original"
"""What an interaction was answered with first."""


@asynccontextmanager
async def beside_placeholder(api: ApiClient, pending: PendingInteraction) -> AsyncIterator[None]:
    """Has what is followed up with meanwhile be seen by those alone who are to see it.

    What comes first fills the placeholder, and everybody may see that who sees the placeholder: so something else comes
    first, and is taken away in the end. Raises Refused, RateLimited and OSError.
    """
    if pending.placeholder:
        await api.ask(Route("PATCH", ORIGINAL, **pending.webhook), json={"content": "…"})
    yield
    if pending.placeholder:
        await take_away(api, pending)


async def take_away(api: ApiClient, pending: PendingInteraction) -> None:
    """Takes the placeholder away: there is another message in its place."""
    with courtesy(log, "discord: a placeholder stays"):
        await api.ask(Route("DELETE", ORIGINAL, **pending.webhook))
    pending.placeholder = False
