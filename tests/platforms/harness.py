"""A harness for tests of the emulator: a small bot of discord.py, as the library is, connected to it."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.adapters.harness import picture
from tests.conftest import SHARED
from tests.platforms.discord import Server
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_people import File, People
from tests.platforms.discord_spec import Spec
from tests.platforms.discord_state import DiscordState, Object, Place

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.emulated"
DESCRIPTION = SHARED / "specs" / "discord-openapi.json"
TIMEOUT = 30.0
TEAL = File("teal.jpg", picture("teal"))


class Clock:
    """The real time, and as much more as a test adds."""

    def __init__(self) -> None:
        self.more = 0.0

    def __call__(self) -> float:
        return time.time() + self.more


class Painter(discord.Client):
    """A bot with a command that takes a photo and gives it back, with a button, and one that is only for its person."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, dm_messages=True), max_messages=None)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.pressed: list[str] = []
        self.errors: list[int] = []
        self.interactions: list[discord.Interaction] = []
        self.tree.add_command(self._paint())
        self.tree.add_command(app_commands.Command(name="secret", description="tells a secret", callback=self._tell))
        self.tree.add_command(app_commands.Command(name="form", description="asks a question", callback=self._ask))
        self.tree.add_command(app_commands.ContextMenu(name="Use as photo", callback=self._use))

    def _paint(self) -> app_commands.Command[Any, Any, Any]:
        async def paint(interaction: discord.Interaction, photo: discord.Attachment, size: int = 256) -> None:
            self.interactions.append(interaction)
            await interaction.response.defer(thinking=True)
            data = await photo.read()
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="Again", custom_id="again:1"))
            file = discord.File(io.BytesIO(data), "painting.jpg", spoiler=photo.is_spoiler())
            await interaction.edit_original_response(content=f"{size} px", attachments=[file], view=view)

        paint.__annotations__ = {"interaction": discord.Interaction, "photo": discord.Attachment, "size": int}
        command = app_commands.Command[Any, Any, Any](name="paint", description="paints", callback=paint)
        command.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
        command.allowed_installs = app_commands.AppInstallationType(guild=True, user=True)
        return command

    async def _tell(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message("42", ephemeral=True)

    async def _ask(self, interaction: discord.Interaction) -> None:
        form = discord.ui.Modal(title="Settings", custom_id="settings", timeout=None)
        form.add_item(discord.ui.TextInput(label="Size", custom_id="size", max_length=4, default="256"))
        await interaction.response.send_modal(form)

    async def _use(self, interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"{len(message.attachments)} files of {message.author.name}")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """The library would wait five seconds before a second IDENTIFY."""

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        if message.author.id != self.user.id:  # type: ignore[union-attr]
            self.heard.append(message)
            await message.channel.send(f"I heard {message.content} and {len(message.attachments)} files")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions.append(interaction)
        if interaction.type is discord.InteractionType.component:
            self.pressed.append(interaction.data["custom_id"])  # type: ignore[index, typeddict-item]
            await interaction.response.defer()
            await interaction.followup.send("pressed")
        elif interaction.type is discord.InteractionType.modal_submit:
            (row,) = interaction.data["components"]  # type: ignore[index, typeddict-item]
            await interaction.response.send_message(row["components"][0]["value"])  # type: ignore[typeddict-item]

    async def on_error(self, event: str, /, *arguments: Any, **more: Any) -> None:
        raise AssertionError(event)


@dataclass
class EmulatorHarness:
    """A server, and a client that is connected to it."""

    server: Server
    painter: Painter
    clock: Clock

    @property
    def state(self) -> DiscordState:
        return self.server.state

    @property
    def people(self) -> People:
        return self.server.people

    @property
    def gateway(self) -> Gateway:
        return self.server.gateway

    async def shown(self, user: Object, place: Place, count: int) -> list[Object]:
        """The bot's messages, when there are so many."""
        await self.state.until(lambda: len(self.state.shown(user, place)) >= count, TIMEOUT)
        return self.state.shown(user, place)

    async def first(self) -> discord.Interaction:
        """The first interaction that the client heard of."""
        await self.state.until(lambda: self.painter.interactions, TIMEOUT)
        return self.painter.interactions[0]


@asynccontextmanager
async def running(server: Server, painter: Painter) -> AsyncIterator[Painter]:
    task = asyncio.create_task(painter.start(TOKEN))
    try:
        await server.state.until(lambda: server.gateway.connected, TIMEOUT)
        yield painter
    finally:
        await painter.close()
        await asyncio.wait([task], timeout=TIMEOUT)
        assert task.done()


def play(scenario: Callable[[EmulatorHarness], Awaitable[None]], patch: pytest.MonkeyPatch, **more: Any) -> None:
    """Plays a scenario with a server and a client that is connected to it."""

    async def whole() -> None:
        clock = Clock()
        spec = Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None
        async with Server(TOKEN, spec, clock, **more) as server:
            patch.setattr(Route, "BASE", server.url)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(f"{server.state.base}/gateway/"))
            async with running(server, Painter()) as painter:
                await scenario(EmulatorHarness(server, painter, clock))

    asyncio.run(whole())
