"""Variants on Discord: one message with the pictures side by side, by a command that brings the photos along."""

import asyncio
import time
from pathlib import Path

from tests import golden
from tests.adapters.discord.wire.harness import TOKEN, discord, spec
from tests.adapters.harness import TIMEOUT
from tests.golden_effect import VariedMixture
from tests.platforms.discord import Server
from tests.platforms.discord_people import File
from tests.platforms.discord_state import Object


def labels(message: Object) -> list[str]:
    return [button["label"] for row in message["components"] for button in row["components"]]


def test_a_command_with_the_switch_shows_them_instead_of_a_painting(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            golden.bot(tmp_path, {"discord": discord(server)}, VariedMixture),
        ):
            people, state = server.people, server.state
            ann, bob, studio = state.person("Ann"), state.person("Bob"), state.guild("Studio")
            await state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
            photos = {name: File(f"{name}.jpg", golden.photo("teal")) for name in ("photo", "style")}
            people.slash(ann, "style", {**photos, "variants": True}, studio)

            def shown(label: str) -> list[Object]:
                return [message for message in state.shown(bob, studio) if label in labels(message)]

            (tried,) = await state.until(lambda: shown("Bolder"), TIMEOUT)
            assert [(file["width"], file["height"]) for file in tried["attachments"]] == [(780, 288)]
            assert labels(tried) == ["Lighter", "Bolder"]
            people.press(ann, tried, "Bolder")
            (painting,) = await state.until(lambda: shown("Softer"), TIMEOUT)
            assert [(file["width"], file["height"]) for file in painting["attachments"]] == [golden.SIZE]
            assert not server.interactions.missed()

    asyncio.run(scenario())
