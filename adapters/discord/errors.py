"""What Discord answers when it doesn't do what it is asked, beside what all platforms may."""

from collections.abc import Mapping
from typing import Final

import aiohttp
import discord

from atelier_bot import (
    AtelierError,
    Forbidden,
    InvalidToken,
    Obstacle,
    RateLimited,
    Refused,
    Undeliverable,
    unreachable,
    wait_asked,
)

ACKNOWLEDGED: Final = 40060
TOO_LARGE: Final = 40005
UNKNOWN_MESSAGE: Final = 10008
INVALID_FORM: Final = 50035
QUOTA: Final = 30034
"""So many commands were created today that Discord takes no more."""
GONE: Final = frozenset([10015, 10062, 50027])
"""Unknown webhook, unknown interaction, invalid webhook token."""
NOT_THERE: Final = frozenset([10003, 20009, 50001, 50007, 50013, 50083, 160002, 200000, 200001, 240000])
"""Unknown channel; explicit content; no access, closed private chat, no permission; an archived thread; no answers
without its history; what moderation or a filter of links blocks: all of them may be otherwise somewhere else."""
TEXTLESS: Final = frozenset([50013, 20009])
"""Of those, what a text may be spared."""
PORTAL: Final = "https://discord.com/developers/applications"
UNSAID_WAIT: Final = 60.0
"""Where Discord asks to wait and doesn't say how long."""

CLOSED: Final[Mapping[int, str]] = {
    4011: "the bot is in more guilds than so many connections may serve; give its table more shards",
    4013: "Discord doesn't know the intents that Atelier asked for; a newer Atelier may",
    4014: f"Discord disallows the intents that were asked for; Atelier needs no privileged one: see {PORTAL}",
}


class NotAllowedToConnect(AtelierError):
    """The bot may not connect as it is set up."""

    code = "not_allowed_to_connect"


class IdentifyLimitReached(RateLimited):
    """Too few of the day's identifications are left to use one up now."""

    def __init__(self, left: int, retry_after: float) -> None:
        super().__init__(retry_after)
        self.args = (f"only {left} of the day's connections to Discord are left; more come in {retry_after:.0f} s",)


class NotFound(Refused):
    """What the request is about isn't there (any more)."""


class InteractionExpired(Refused):
    """An interaction's token is no longer good, or never was."""


def translated(error: Exception, *, open: bool = False, through: str = "") -> Exception:
    """What a request raised, in the words of this package; what is none of Discord's doing as it is.

    ``open`` says that it was made with an interaction's token instead of the bot's, ``through`` which proxy it took.
    """
    if isinstance(error, discord.LoginFailure):
        return invalid_token()
    if isinstance(error, discord.RateLimited):
        return RateLimited(error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _answer(error, open)
    if isinstance(error, discord.GatewayNotFound):
        return ConnectionError("Discord doesn't say where its gateway is")
    if isinstance(error, aiohttp.ClientError | TimeoutError):
        return unreachable("Discord", error, through)
    return error


def undeliverable(refused: Refused) -> Undeliverable:
    """A refusal of a message, with what Discord won't take of it."""
    return Undeliverable(str(refused), _obstacle(refused))


def _obstacle(refused: Refused) -> Obstacle:
    if refused.number == TOO_LARGE:
        return Obstacle.SIZE
    if refused.number == INVALID_FORM:
        return Obstacle.FORM
    if refused.number in TEXTLESS:
        return Obstacle.FILE
    return Obstacle.PLACE if isinstance(refused, Forbidden | NotFound) else Obstacle.MESSAGE


def invalid_token() -> InvalidToken:
    """Discord doesn't know the bot."""
    return InvalidToken("Discord", f"get a new one at {PORTAL} (Bot, Reset Token), start anew")


def closed(code: int | None) -> Exception:
    """Why the gateway ended the connection for good."""
    if code == 4004:
        return invalid_token()
    if code is not None and code in CLOSED:
        return NotAllowedToConnect(CLOSED[code])
    return ConnectionError(f"Discord's gateway closed the connection with {code}")


def _answer(error: discord.HTTPException, open: bool) -> Exception:
    reason = error.text.partition("\n")[0][:200] or f"it answered {error.status}"
    if error.status == 429:
        return RateLimited(wait_asked(error.response.headers, UNSAID_WAIT))
    if error.status >= 500:
        return ConnectionError(f"Discord has trouble of its own ({error.status})")
    if open and (error.status == 401 or error.code in GONE):
        return InteractionExpired(reason, error.code)
    if error.status == 401:
        return invalid_token()
    if error.status == 404:
        return NotFound(reason, error.code)
    if error.status == 403 or error.code in NOT_THERE:
        return Forbidden(reason, error.code)
    return Refused(reason, TOO_LARGE if error.status == 413 else error.code)
