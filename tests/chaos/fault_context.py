"""Everything at once: the program, the platforms at the ends of their lines, and people on all three of them."""

import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

from tests.adapters.discord.wire import harness as discord_harness
from tests.adapters.telegram import harness as telegram_harness
from tests.chaos.crowd import Crowd, Habit, Regular
from tests.chaos.installation import Installation, machine
from tests.chaos.ledger import Kind, Tally
from tests.chaos.link import Link
from tests.chaos.people import DiscordUser, PageVisitor, Person, TelegramUser
from tests.chaos.program import Visitor
from tests.memory.__main__ import free_port
from tests.platforms import discord, telegram

TABLES = """
[adapters.web]
port = {page}
proxies = ["127.0.0.1"]

[adapters.telegram]
token = {{ env = "TELEGRAM_TOKEN" }}
api_url = "http://127.0.0.1:{telegram}"

[adapters.discord]
token = {{ env = "DISCORD_TOKEN" }}
api_url = "http://127.0.0.1:{discord}{path}"
"""
TOKENS = {"TELEGRAM_TOKEN": telegram_harness.TOKEN, "DISCORD_TOKEN": discord_harness.TOKEN}
WEB, TELEGRAM, DISCORD = PLATFORMS = "web", "telegram", "discord"
"""The adapters' names."""
PAINTING = Habit(pause=8.0, command="/style", answers=(Kind.ASKED, Kind.MADE))


@dataclass(frozen=True)
class Extent:
    """How much of it all there is: seconds that an outage lasts and that the database is locked, how often somebody is
    killed, how many odd updates and broken pictures come, seconds between two photos of a person's, and whether some
    have paintings made.
    """

    seconds: float
    lock_seconds: float
    kills: int
    updates: int
    pictures: int
    pause: float
    paints: bool


FULL = Extent(seconds=16.0, lock_seconds=30.0, kills=4, updates=10_000, pictures=1000, pause=2.0, paints=True)
SHORT = Extent(seconds=14.0, lock_seconds=14.0, kills=2, updates=500, pictures=20, pause=4.0, paints=False)


@dataclass
class FaultContext:
    """What faults happen to. ``links`` are the lines to the platforms, and people's to the page; ``tally`` is what is
    kept of the present fault.
    """

    extent: Extent
    luck: Random
    program: Installation
    links: Mapping[str, Link]
    telegram: telegram.Server
    discord: discord.Server
    leaving: AsyncExitStack
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    tally: Tally = field(default_factory=Tally)

    @property
    def cuts(self) -> int:
        """How many answers have been cut short."""
        return sum(link.cuts for link in self.links.values())

    async def person(self, platform: str) -> Person:
        """Somebody new."""
        number = next(self.numbers)
        name = f"Ann{number}"
        if platform == TELEGRAM:
            return TelegramUser(self.telegram, name)
        if platform == DISCORD:
            return DiscordUser(self.discord, name)
        url = f"http://127.0.0.1:{self.links[WEB].port}"
        visitor = Visitor(url, f"10.0.{number // 256}.{number % 256}")
        self.leaving.push_async_callback(visitor.close)
        await visitor.enter()
        return PageVisitor(visitor, name)

    async def crowd(self, habit: Habit) -> Crowd:
        """Somebody with this habit on each platform."""
        return Crowd([Regular(await self.person(platform), habit) for platform in PLATFORMS], self.luck, self.tally)


@asynccontextmanager
async def fault_context(folder: Path, extent: Extent, luck: Random) -> AsyncIterator[FaultContext]:
    """A context whose program has been started."""
    async with AsyncExitStack() as stack:
        on_telegram = await stack.enter_async_context(
            telegram.Server(telegram_harness.TOKEN, telegram_harness.spec(), time.time)
        )
        on_discord = await stack.enter_async_context(
            discord.Server(discord_harness.TOKEN, discord_harness.spec(), time.time)
        )
        ports = {WEB: free_port(), TELEGRAM: on_telegram.port, DISCORD: on_discord.port}
        links = {name: await stack.enter_async_context(Link(port, luck)) for name, port in ports.items()}
        on_discord.state.base = f"http://127.0.0.1:{links[DISCORD].port}"
        tables = TABLES.format(
            page=ports[WEB], telegram=links[TELEGRAM].port, discord=links[DISCORD].port, path=discord.API
        )
        program = Installation(folder, stack.enter_context(machine(folder)), free_port(), tables, TOKENS)
        stack.push_async_callback(program.end)
        await program.start()
        leaving = await stack.enter_async_context(AsyncExitStack())
        yield FaultContext(extent, luck, program, links, on_telegram, on_discord, leaving)
