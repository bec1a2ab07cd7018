"""Platforms that are down, slow, cut in the middle of an answer, or that want to hear less."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from tests.chaos.fault import Fault
from tests.chaos.fault_context import DISCORD, TELEGRAM, WEB, FaultContext
from tests.chaos.fault_context import PLATFORMS as NAMES
from tests.chaos.faults.processes import KEYLESS
from tests.chaos.link import FINE, Condition
from tests.platforms import discord, telegram
from tests.platforms.discord_rest import POST, POSTS

DOWN, SLOW, CUT = Condition(is_down=True), Condition(delay=1.0), Condition(cut=0.3)
SECONDS = 2
MANY = 200
"""More requests than there are during an outage."""
ON_TELEGRAM = "getUpdates", "sendMessage", "sendPhoto", "sendDocument", "editMessageMedia", "editMessageText"
ON_DISCORD = ("POST", POSTS), ("PATCH", POST)


@asynccontextmanager
async def line_bad(platform: str, condition: Condition, context: FaultContext) -> AsyncIterator[None]:
    """The line to a platform is so."""
    link = context.links[platform]
    await link.become(condition)
    yield
    await link.become(FINE)


@asynccontextmanager
async def telegram_limits(context: FaultContext) -> AsyncIterator[None]:
    """Telegram answers everything with 429."""
    troubles = context.telegram.troubles
    for method in ON_TELEGRAM * MANY:
        troubles.append(telegram.Trouble.answer(method, 429, "Too Many Requests", retry_after=SECONDS))
    yield
    troubles.clear()


@asynccontextmanager
async def discord_limits(context: FaultContext) -> AsyncIterator[None]:
    """Discord takes no message."""
    for method, path in ON_DISCORD * MANY:
        context.discord.troubles.append(discord.Trouble.too_many(method, path, SECONDS))
    yield
    context.discord.troubles.clear()


def _named(platform: str) -> frozenset[str]:
    """The page is none of its visitors' lines."""
    return frozenset() if platform == WEB else frozenset([platform])


def _repeats(platform: str) -> frozenset[str]:
    """Where what is said twice over this line can't be helped."""
    return KEYLESS & {platform}


PLATFORMS = (
    *(
        Fault(f"{name} down", partial(line_bad, name, DOWN), named=_named(name), may_repeat=_repeats(name))
        for name in NAMES
    ),
    *(Fault(f"{name} slow", partial(line_bad, name, SLOW), may=_named(name)) for name in NAMES),
    *(
        Fault(
            f"{name} cut in the middle of answers",
            partial(line_bad, name, CUT),
            may=_named(name),
            may_repeat=_repeats(name),
        )
        for name in NAMES
    ),
    Fault("telegram answers 429", telegram_limits, named=frozenset([TELEGRAM])),
    Fault("discord answers 429", discord_limits, may=frozenset([DISCORD])),
)
