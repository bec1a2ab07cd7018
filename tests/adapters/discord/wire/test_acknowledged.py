"""Every interaction is acknowledged in time, whatever the load; how soon is printed (``pytest -s``)."""

import asyncio
import statistics
import time
from pathlib import Path

from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, spec
from tests.adapters.program import TIMEOUT, Program
from tests.platforms.discord import Server
from tests.platforms.discord_interactions import Interaction
from tests.platforms.discord_state import Object, Place

PEOPLE = 200
LENIENCE = 10
"""So many times as slow Discord's clock goes here: what else the machine does must not fail a test."""
PHOTOS = {"photo": TEAL, "style": GOLD}


class SlowClock:
    """Seconds since 1970, as slow as LENIENCE says."""

    def __init__(self) -> None:
        self._epoch, self._begun = time.time(), time.monotonic()

    def __call__(self) -> float:
        return self._epoch + (time.monotonic() - self._begun) / LENIENCE


def act(server: Server, number: int, user: Object, place: Place) -> Interaction:
    """One in four orders a painting, the others want to know something."""
    if number % 4 == 0:
        return server.people.slash(user, "style", PHOTOS, place)
    return server.people.slash(user, ("help", "status", "privacy")[number % 3], place=place)


def test_200_at_once_while_a_job_paints(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), SlowClock()) as server,
            Program(tmp_path, "discord", server.url, TOKEN),
        ):
            state = server.state
            ann, studio = state.person("Ann"), state.guild("Studio")
            await state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            server.people.slash(ann, "style", PHOTOS, studio)
            await state.until(lambda: any(message["content"] for message in state.shown(ann, studio)), TIMEOUT)
            crowd = [state.person(f"person {number}") for number in range(PEOPLE)]
            ones = []
            for number, user in enumerate(crowd):
                ones.append(act(server, number, user, studio))
                await asyncio.sleep(0)  # so that the first isn't kept until the last is there
            await state.until(lambda: all(one.taken is not None for one in ones), TIMEOUT)
            taken = sorted(one.taken * LENIENCE for one in ones if one.taken is not None)
            middle, last = statistics.median(taken), taken[-1]
            print(f"\n{PEOPLE} at once, acknowledged after {middle:.2f} s (median), {last:.2f} s at most")  # noqa: T201
            assert not server.interactions.missed()
            await state.until(lambda: all(_is_answered(one) for one in ones), TIMEOUT)

    asyncio.run(scenario())


def _is_answered(one: Interaction) -> bool:
    """Whether the person sees something else than that the bot is thinking."""
    shown = [one.place.messages[id] for id in one.messages if id in one.place.messages]
    return bool(shown) and all(message["content"] for message in shown)
