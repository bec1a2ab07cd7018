"""Enters the commands at Discord: what is there is read first, and written only where it differs."""

import logging
from typing import Any, Final

from discord.http import Route

from adapters.discord.api_client import ApiClient
from adapters.discord.commands import Payload, canonical, declared
from adapters.discord.errors import QUOTA
from adapters.discord.event_handler import Context
from atelier_bot import Engine, InvalidToken, RateLimited, Refused, Sleep, backoff, declared_commands

log = logging.getLogger(__name__)

ENTRY_POINT: Final = 4
"""The command that starts an activity: not ours, and Discord insists that it is written along."""
QUOTA_WAIT: Final = 3600.0
FIRST_WAIT, LONGEST_WAIT = 10.0, 600.0


async def enter_commands(context: Context, engine: Engine, application: int) -> None:
    """Enters the commands; the bot works with those that are there, so what goes wrong is only said."""
    try:
        wanted = declared(declared_commands(engine.effects), admin=bool(engine.admins))
        await keep_trying(context.api, application, wanted, context.sleep)
    except Exception:
        log.exception("discord: the commands can't be entered")


async def keep_trying(api: ApiClient, application: int, wanted: list[Payload], sleep: Sleep) -> None:
    """Enters the commands, however long Discord lets one wait; those that are there work meanwhile."""
    failures = 0
    while True:
        try:
            changed = await write(api, application, wanted)
        except RateLimited as limited:
            pause, why = limited.retry_after, str(limited)
        except Refused as refused:
            if refused.number != QUOTA:
                log.error("discord: the commands stay as they were: %s", refused)
                return
            pause, why = QUOTA_WAIT, "no more commands can be created today"
        except InvalidToken:  # whoever connects to the gateway says so
            return
        except OSError as error:
            failures += 1
            pause, why = backoff(failures, first=FIRST_WAIT, longest=LONGEST_WAIT), str(error)
        else:
            log.info("discord: the commands %s", "were entered anew" if changed else "are as they should be")
            return
        log.warning("discord: the commands aren't entered yet: %s; the next try is in %.0f s", why, pause)
        await sleep(pause)


async def write(api: ApiClient, application: int, wanted: list[Payload]) -> bool:
    """Makes the commands as wanted; whether anything had to be written. Raises as ``ApiClient.ask`` does."""
    place: dict[str, Any] = {"application_id": application}
    reading = Route("GET", "/applications/{application_id}/commands", **place)
    there: list[dict[str, Any]] = await api.ask(reading, params={"with_localizations": "true"})
    ours = [command for command in there if command.get("type") != ENTRY_POINT]
    if _sorted(ours) == _sorted(wanted):
        return False
    others = [_given_back(command) for command in there if command.get("type") == ENTRY_POINT]
    await api.ask(Route("PUT", "/applications/{application_id}/commands", **place), json=[*wanted, *others])
    return True


def _sorted(commands: list[Payload]) -> list[Payload]:
    return sorted(map(canonical, commands), key=lambda command: (command["type"], command["name"]))


def _given_back(command: dict[str, Any]) -> dict[str, Any]:
    """A command as it was read, without what only Discord may say of it."""
    return {key: value for key, value in command.items() if key not in ("application_id", "version", "guild_id")}
