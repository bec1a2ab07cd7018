"""A bot on a simulated Discord: the real adapter, engine and outbox at a real database; tests do the painting."""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import discord
import simcord
from discord import File, Interaction
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.adapter import Discord
from adapters.discord.api_client import ApiClient, body
from adapters.discord.command_names import CommandNames
from adapters.discord.errors import translated
from adapters.discord.gateway import GatewayClient
from adapters.discord.options import DiscordOptions
from core.dialogue.commands import Command
from core.model.errors import Lost, Refusal
from core.model.job import Job
from core.model.reply import Button, Reply
from core.model.store import Store
from core.plugins.adapter import PhotoLost
from core.plugins.proxies import Proxies
from storage.store import open_store
from tests.adapters.harness import TIMEOUT, BotHarness, picture
from tests.core.dialogue.harness import COMMANDS

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.simulated-simulated"

NOWHERE = Path(os.devnull)
"""The folder of an adapter that shall keep nothing."""
TEAL, GOLD = ("teal.jpg", picture("teal")), ("gold.jpg", picture("gold"))
"""A photo and a picture with a style, as they are attached."""
Viewer = Any
"""A member of a guild or a user, as simcord has them."""


class SimulatedApi(ApiClient):
    """Discord's API as the simulation has it, where the adapter's own client would go over the network."""

    def __init__(self) -> None:
        super().__init__("", SecretStr(""), Proxies())
        self.bot: discord.Client | None = None

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        assert self.bot is not None
        try:
            return await self.bot.http.request(route, **body(json, files), **options)
        except discord.HTTPException as error:
            raise translated(error, open=route.webhook_token is not None) from error

    async def download(self, url: str, max_bytes: int) -> bytes:
        assert self.bot is not None
        try:
            data: bytes = await self.bot.http.get_from_cdn(url)
        except discord.NotFound as error:
            raise PhotoLost(Lost.EXPIRED) from error
        if len(data) > max_bytes:
            raise PhotoLost(Refusal.TOO_LARGE)
        return data


class SimulatedBot:
    """One process's life, from ``open`` to ``close``; ``more`` are seconds by which its clock is ahead."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.more = 0.0
        self._api = SimulatedApi()
        self._env: simcord.Env | None = None
        self._ready, self._over = asyncio.Event(), asyncio.Event()
        options = DiscordOptions.model_validate({"token": TOKEN})
        self.discord = Discord("discord", options, folder, clock=self.clock, api=self._api, listen=self._listen)
        self._harness = BotHarness(store, self.discord, clock=self.clock, told=self._ready.set)
        self.store, self.outbox, self.cancelled = store, self._harness.outbox, self._harness.cancelled
        self.job, self.finish = self._harness.job, self._harness.finish

    @property
    def env(self) -> simcord.Env:
        assert self._env is not None
        return self._env

    def clock(self) -> float:
        return time.time() + self.more

    async def open(self) -> None:
        self._harness.open()
        await asyncio.wait_for(self._ready.wait(), TIMEOUT)

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        await self._harness.settle()
        self._over.set()
        await asyncio.sleep(0)
        await self._harness.end()
        if self._harness.died is not None:
            raise self._harness.died

    async def until(self, condition: Callable[[], Any]) -> Any:
        """What a condition gives once it is true."""
        async with asyncio.timeout(TIMEOUT):
            while not (found := condition()):
                await asyncio.sleep(0.01)
        return found

    async def said(self, channel: Any, viewer: Viewer, *texts: str) -> list[discord.Message]:
        """Waits until these texts are the last that a person sees of the bot in a channel; the bot's messages there."""
        try:
            await self.until(lambda: self._reads(channel, viewer, texts))
        except TimeoutError:
            shown = [message.content for message in self.shown(channel, viewer)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.shown(channel, viewer)

    def shown(self, channel: Any, viewer: Viewer) -> list[discord.Message]:
        """The bot's messages that a person sees in a channel, but for those that still say that it is thinking."""
        history = channel.history(viewer=viewer)
        return [one for one in history if one.author.id == self.env.bot.user.id and not one.flags.loading]

    def progress(self, job: Job, fraction: float, preview: bytes | None = None) -> None:
        """What the runner does in the middle of one."""
        cancel = ((Button(id=f"cancel:{job.id}", label="Cancel"),),)
        reply = Reply(text="Painting", buttons=cancel, job=job.id, spoiler=job.order.spoiler)
        self.outbox.progress(job.address, job.person, reply, preview, fraction)

    def _reads(self, channel: Any, viewer: Viewer, texts: tuple[str, ...]) -> bool:
        shown = [message.content for message in self.shown(channel, viewer)]
        return len(shown) >= len(texts) and all(map(str.startswith, shown[-len(texts) :], texts))

    async def _listen(self, listener: GatewayClient, token: str) -> None:
        assert token == TOKEN
        self._api.bot = listener
        async with simcord.run(listener) as env:
            self._env = env
            await self.until(lambda: env.backend.commands.get(None))
            self._ready.set()
            await self._over.wait()


def labels(message: discord.Message) -> list[str]:
    """What a message's buttons say."""
    return [button.label or "" for row in message.components for button in row.children]  # type: ignore[union-attr]


def play(folder: Path, scenario: Callable[[SimulatedBot], Awaitable[None]]) -> None:
    """Plays a scenario in a process's life."""

    async def plays() -> None:
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            bot = SimulatedBot(store, folder)
            await bot.open()
            try:
                await scenario(bot)
            finally:
                await bot.close()

    asyncio.run(plays())


GUILD, BOT, PRIVATE = 0, 1, 2


ANN = {"id": "7", "username": "ann", "discriminator": "0", "avatar": None, "global_name": "Ann"}


BOT_USER = {"id": "42", "username": "atelier", "discriminator": "0", "avatar": None, "bot": True}


FILE = {
    "id": "3",
    "filename": "a.jpg",
    "size": 10,
    "url": "https://cdn/a.jpg",
    "proxy_url": "https://media/a.jpg",
    "content_type": "image/jpeg",
}
"""A picture, as Discord tells of an attachment."""


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


class Asked(NamedTuple):
    """A request: its method and path, with the places in the path filled in, what it carries and its query."""

    method: str
    path: str
    json: Any
    files: list[File]
    params: Any


Answer = Callable[[Asked], Any]


class ScriptedApi(ApiClient):
    """``answers`` has what is answered, by method and path; an exception is raised."""

    def __init__(self, answers: dict[tuple[str, str], Any] | None = None) -> None:
        super().__init__("", SecretStr(""), Proxies())
        self.answers = answers or {}
        self.asked: list[Asked] = []

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        request = Asked(route.method, route.url.removeprefix(Route.BASE), json, files or [], options.get("params"))
        self.asked.append(request)
        answer = self.answers.get((request.method, request.path), {})
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def download(self, url: str, max_bytes: int) -> bytes:
        data: bytes = self.answers["GET", url]
        return data[: max_bytes + 1]


def names_of(commands: Sequence[Command] = COMMANDS) -> CommandNames:
    """What commands are called, as a bot with these has learnt."""
    names = CommandNames()
    names.learn(commands)
    return names
