"""The adapter passes the suite that strangers' adapters are to pass, on an emulated Discord."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.discord.adapter import Discord
from atelier_bot.testing import Failure, adapter_suite
from tests.adapters.discord.wire.harness import TOKEN, discord, spec
from tests.adapters.discord.wire.test_golden import Guest
from tests.adapters.harness import TIMEOUT
from tests.platforms.discord import Server, Trouble
from tests.platforms.discord_rest import POSTS
from tests.platforms.discord_state import Object, Place

OFTEN = 50
"""So often a message is refused: nobody tries as many times."""
LONG = 3600.0
"""Seconds for which the library doesn't sleep by itself."""
REFUSALS = {
    Failure.BLOCK: (403, 50007, "Cannot send messages to this user"),
    Failure.UNKNOWN: (400, 0, "the moon is in the wrong phase"),
}
TROUBLES = {
    Failure.LIMIT: Trouble.too_many("POST", POSTS, LONG),
    Failure.OUTAGE: Trouble("POST", POSTS),
}


class ChannelGuest(Guest):
    """A person in a channel of a guild."""

    def __init__(self, server: Server, user: Object, place: Place) -> None:
        super().__init__(server, user)
        self._place = place

    async def command(self, name: str) -> None:
        self._server.people.slash(self._user, name, place=self._place)


class Harness:
    """See AdapterHarness; each account is on a Discord of its own."""

    failures = frozenset(Failure)
    secrets = (TOKEN,)
    sends_once = True
    several_bots = True

    def __init__(self, *servers: Server) -> None:
        self._servers = iter(servers)
        self._by_account: dict[str, Server] = {}

    def make(self, account: str, folder: Path) -> Discord:
        if account not in self._by_account:
            self._by_account[account] = next(self._servers)
        self._server = self._by_account[account]
        return discord(self._server, account, folder=folder)

    async def ready(self, adapter: Discord) -> None:
        server = self._server
        await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)

    async def guest(self, name: str) -> Guest:
        return Guest(self._server, self._server.state.person(name))

    async def group(self, *names: str) -> Sequence[ChannelGuest]:
        state = self._server.state
        studio = state.guild("Studio")
        return [ChannelGuest(self._server, state.person(name), studio) for name in names]

    async def fail(self, failure: Failure) -> None:
        if failure in TROUBLES:
            self._server.troubles.extend([TROUBLES[failure]] * OFTEN)
            return
        for place in self._server.state.places.values():
            self._server.state.refuse(place, *REFUSALS[failure], files=False)


@asynccontextmanager
async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
    async with Server(TOKEN, spec(), time.time) as one, Server(TOKEN, spec(), time.time) as another:
        yield Harness(one, another)


test_conformance = adapter_suite(open_harness)
