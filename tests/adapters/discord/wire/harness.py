"""A bot on an emulated Discord: the real adapter, engine and outbox at a real database; tests do the painting."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from adapters.discord.adapter import Discord
from adapters.discord.options import DiscordOptions
from core.model.address import Address
from core.model.people import People
from core.model.person import PersonId
from core.model.store import Store
from core.plugins.effect import Effect
from storage.store import open_store
from tests.adapters.discord.harness import NOWHERE
from tests.adapters.harness import TIMEOUT, BotHarness, picture
from tests.conftest import SHARED
from tests.platforms.discord import Server
from tests.platforms.discord_people import File
from tests.platforms.discord_spec import Spec
from tests.platforms.discord_state import DiscordState, Object, Place

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.emulated-token-of-a-bot"
DESCRIPTION = SHARED / "specs" / "discord-openapi.json"
TEAL, GOLD = File("teal.jpg", picture("teal")), File("gold.jpg", picture("gold"))


class Clock:
    """The real time, and as many seconds more as a test adds."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.time() + self.more


def spec() -> Spec | None:
    """The specification to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


def discord(
    server: Server, account: str = "discord", *, token: str = TOKEN, folder: Path = NOWHERE, **more: Any
) -> Discord:
    """An adapter for a bot on this server; ``options`` and what the class takes may be given along."""
    options = {"token": token, "api_url": server.url, **more.pop("options", {})}
    return Discord(account, DiscordOptions.model_validate(options), folder, **more)


class EmulatedBot:
    """One process's life, from ``open`` to ``close``."""

    def __init__(
        self,
        store: Store,
        server: Server,
        adapter: Discord,
        effect: Effect | None = None,
        people: People | None = None,
    ) -> None:
        self.store, self.server, self.adapter = store, server, adapter
        self._harness = BotHarness(store, adapter, effect, people=people, told=server.state.wake)
        self.engine, self.outbox = self._harness.engine, self._harness.outbox
        self.job, self.finish, self.settle = self._harness.job, self._harness.finish, self._harness.settle

    @property
    def state(self) -> DiscordState:
        return self.server.state

    async def open(self) -> None:
        """Begins, and returns when the bot hears people and its commands are there."""
        self._harness.open()
        await self.state.until(lambda: self.server.gateway.connected and self.server.commands.all, TIMEOUT)

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        await self._harness.settle()
        await self._harness.end()

    @property
    def died(self) -> BaseException | None:
        return self._harness.died

    async def said(self, user: Object, place: Place, *texts: str) -> list[Object]:
        """Waits until these texts are the last that a person sees of the bot in a place; its messages."""

        def as_wanted() -> bool:
            shown = [message["content"] for message in self.state.shown(user, place)]
            return len(shown) >= len(texts) and all(map(_reads, shown[-len(texts) :], texts))

        try:
            await self.state.until(as_wanted, TIMEOUT)
        except TimeoutError:
            shown = [message["content"] for message in self.state.shown(user, place)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.state.shown(user, place)

    def address(self, place: Place) -> Address:
        return Address("discord", self.adapter.account, place.id)


def _reads(shown: str, text: str) -> bool:
    """Whether a message begins so, whoever it mentions first."""
    return shown.startswith(text) or (shown.startswith("<@") and shown.partition("> ")[2].startswith(text))


def buttons_of(message: Object) -> list[str]:
    return [button["label"] for row in message["components"] for button in row["components"]]


def play(
    folder: Path,
    *scenarios: Callable[[EmulatedBot], Awaitable[None]],
    clock: Clock | None = None,
    in_charge: Sequence[str] = (),
    **more: Any,
) -> None:
    """Plays scenarios one after another, each in a process's life of its own, at one database and one Discord.

    Those ``in_charge`` are there before the bot.
    """
    time_there = clock or Clock()

    async def plays() -> None:
        async with Server(TOKEN, spec(), time_there, strict=more.pop("strict", False)) as server:
            admins = [server.state.person(name)["id"] for name in in_charge]
            people = People(admins={PersonId.of("discord", "discord", id) for id in admins})
            for scenario in scenarios:
                async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
                    adapter = discord(server, clock=time_there, folder=folder, **more)
                    bot = EmulatedBot(store, server, adapter, people=people)
                    await bot.open()
                    try:
                        await scenario(bot)
                    finally:
                        await bot.close()

    asyncio.run(plays())
