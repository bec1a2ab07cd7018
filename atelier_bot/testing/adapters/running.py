"""Whether an adapter begins, stops and begins again, alone and beside another account's."""

import asyncio
import time

from atelier_bot.testing.adapters.subject import AdapterUnderTest, Stage
from atelier_bot.testing.check import NotApplicable, require

MAX_STOP = 5.0
"""Seconds that an adapter has to stop, as the bot does; what is left of it then is left alone."""


def it_stops_within_five_seconds(subject: AdapterUnderTest) -> None:
    """``run`` returns when it is cancelled."""

    async def scenario(stage: Stage) -> None:
        running = stage.adapter.running
        assert running is not None  # the platform is heard
        begun = time.monotonic()
        running.cancel()
        await asyncio.wait({running}, timeout=2 * MAX_STOP)
        took = time.monotonic() - begun
        require(took <= MAX_STOP, f"it doesn't stop within {MAX_STOP:g} s when it is cancelled")

    subject.play(scenario)


def it_runs_until_it_is_stopped(subject: AdapterUnderTest) -> None:
    """``run`` doesn't return by itself: the bot would start it anew, each time later."""

    async def scenario(stage: Stage) -> None:
        guest = await stage.harness.guest("ann")
        for text in ("first", "second"):
            await stage.said(guest, text)
        (health,) = [one for one in stage.bot.health if one.kind == "adapter"]
        require(not health.restarts, f"it had to be started again: {health.reason}")

    subject.play(scenario)


def it_runs_again_after_a_stop(subject: AdapterUnderTest) -> None:
    """In the next life of the bot it hears what is said then."""

    async def once(stage: Stage) -> None:
        await stage.said(await stage.harness.guest("ann"), "first life")

    async def again(stage: Stage) -> None:
        await stage.said(await stage.harness.guest("bob"), "second life")

    subject.play(once, again)


def two_accounts_run_side_by_side(subject: AdapterUnderTest) -> None:
    """Each hears what is said to it, and only that."""

    async def scenario(stage: Stage) -> None:
        if not stage.harness.several_bots:
            raise NotApplicable("there can be one bot there and no more")
        async with subject.stage(stage.harness, "another") as other:
            there = await other.said(await other.harness.guest("bob"), "to the other one")
            require(there.address.account == "another", f"what is said to another account is at {there.address}")
            heard = [event.id for event in stage.adapter.events if event.sender.id == there.sender.id]
            require(not heard, "what is said to one account is heard by another")

    subject.play(scenario)
