"""Interactions as the gateway brings them, without a gateway."""

from typing import Any

import discord
from discord import Interaction

GUILD, BOT, PRIVATE = 0, 1, 2
ANN = {"id": "7", "username": "ann", "discriminator": "0", "avatar": None, "global_name": "Ann"}

BOT_USER = {"id": "42", "username": "atelier", "discriminator": "0", "avatar": None, "bot": True}


def command(name: str, *options: dict[str, Any], resolved: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """What a slash command brings."""
    return {"id": "1", "type": 1, "name": name, "options": list(options), "resolved": resolved or {}, **more}


def interaction(
    data: dict[str, Any], *, id: int = 11, type: int = 2, context: int = GUILD, **more: Any
) -> Interaction[Any]:
    """An interaction of Ann's. It has to be made inside a loop."""
    payload = {
        "id": str(id),
        "application_id": "42",
        "type": type,
        "token": "interaction-token",
        "version": 1,
        "data": data,
        "channel": {"id": "5", "type": 0 if context == GUILD else 1, "name": "general", "position": 0},
        "context": context,
        "locale": "en-US",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "attachment_size_limit": 10 * 1024 * 1024,
        "app_permissions": "0",
    }
    if context == GUILD:
        member = {
            "user": ANN,
            "roles": [],
            "joined_at": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": "0",
        }
        payload |= {"guild_id": "9", "guild": {"id": "9", "locale": "en-US", "features": []}, "member": member}
    else:
        payload["user"] = ANN
    client = discord.Client(intents=discord.Intents.none())
    client._connection.user = discord.ClientUser(state=client._connection, data=BOT_USER)  # type: ignore[arg-type]
    return Interaction(data={**payload, **more}, state=client._connection)  # type: ignore[arg-type]
