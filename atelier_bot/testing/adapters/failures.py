"""Whether an adapter says what a platform's refusal means in one of the errors that the bot understands."""

import asyncio

from atelier_bot.testing.adapters.harness import Failure
from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from atelier_bot.testing.check import ConformanceError, NotApplicable, require
from core.plugins.adapter import Obstacle, RateLimited, Undeliverable
from core.plugins.message import Message

MAX_TRIES_SECONDS = 100.0
"""An adapter may try again by itself for a while."""


def limits_are_told(subject: AdapterUnderTest) -> None:
    """Where the platform wants to hear nothing for a while ``send`` raises RateLimited, with how long that is."""

    async def scenario(stage: Stage) -> None:
        error = await _refused(stage, Failure.LIMIT)
        fine = isinstance(error, RateLimited) and error.retry_after > 0
        require(fine, f"where the platform has a limit its send raises {error!r} and not RateLimited with the seconds")

    subject.play(scenario)


def blocks_are_told(subject: AdapterUnderTest) -> None:
    """Where a person has blocked the bot ``send`` raises Undeliverable for the place."""

    async def scenario(stage: Stage) -> None:
        error = await _refused(stage, Failure.BLOCK)
        fine = isinstance(error, Undeliverable) and error.obstacle is Obstacle.PLACE
        require(
            fine, f"where somebody has blocked the bot its send raises {error!r} and not Undeliverable for the place"
        )

    subject.play(scenario)


def outages_are_told(subject: AdapterUnderTest) -> None:
    """Where the platform can't be reached ``send`` raises OSError, so that it is tried again."""

    async def scenario(stage: Stage) -> None:
        error = await _refused(stage, Failure.OUTAGE)
        require(isinstance(error, OSError), f"where the platform is down its send raises {error!r} and not OSError")

    subject.play(scenario)


def what_nobody_has_heard_of_is_told(subject: AdapterUnderTest) -> None:
    """A refusal for a reason that isn't documented is Undeliverable: it won't pass by itself."""

    async def scenario(stage: Stage) -> None:
        error = await _refused(stage, Failure.UNKNOWN)
        fine = isinstance(error, Undeliverable)
        require(fine, f"for a reason that nobody has heard of its send raises {error!r} and not Undeliverable")

    subject.play(scenario)


async def _refused(stage: Stage, failure: Failure) -> BaseException:
    """What ``send`` raises where the platform refuses a message."""
    if failure not in stage.harness.failures:
        raise NotApplicable(f"the platform knows no {failure}")
    event = await stage.said(await stage.harness.guest("ann"), "hello")
    await stage.harness.fail(failure)
    try:
        async with asyncio.timeout(MAX_TRIES_SECONDS):
            await stage.adapter.send(event.address, Message(key="refused", person=event.person, text="Not this one"))
    except TimeoutError:
        raise ConformanceError(f"its send goes on trying for over {MAX_TRIES_SECONDS:g} s") from None
    except Exception as error:  # noqa: BLE001 - it is looked at
        return error
    raise ConformanceError(f"its send raises nothing where the platform refuses a message ({failure})")
