"""kill -9 of the whole program around the acknowledgement of a command: nothing is lost, and nothing is said twice."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.discord.wire.harness import GOLD, TEAL, TOKEN, buttons_of, spec
from tests.adapters.program import TIMEOUT, Program
from tests.platforms.discord import Server
from tests.platforms.discord_rest import CALLBACK, POSTS


@pytest.mark.parametrize("acknowledged", [False, True], ids=["before it is acknowledged", "before it is answered"])
def test_a_command_that_was_heard_is_obeyed(tmp_path: Path, *, acknowledged: bool) -> None:
    """A command is kept first and acknowledged then; the photos are fetched after that."""

    async def scenario() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            state = server.state
            ann, studio = state.person("Ann"), state.guild("Studio")

            async def until(condition: Any) -> None:
                await state.until(condition, TIMEOUT)

            async with Program(tmp_path, "discord", server.url, TOKEN) as program:
                await until(lambda: server.gateway.connected and server.commands.all)
                server.flow.clear()
                if not acknowledged:
                    server.acknowledging.clear()
                one = server.people.slash(ann, "style", {"photo": TEAL, "style": GOLD}, studio)
                await until(lambda: server.asked("POST", CALLBACK) and server.downloads)
                if acknowledged:
                    await until(lambda: one.taken is not None)
                await program.end(signal.SIGKILL)
            await until(lambda: not server.gateway.connected)
            assert (one.taken is not None) is acknowledged
            server.flow.set()
            server.acknowledging.set()
            async with Program(tmp_path, "discord", server.url, TOKEN) as program:
                await until(lambda: any("Here it is" in message["content"] for message in state.shown(ann, studio)))
                (painting,) = state.shown(ann, studio)
                posted = [request.body["content"] for request in server.asked("POST", POSTS)]
                if acknowledged:  # it fills what the person was shown meanwhile
                    assert posted == []
                else:
                    assert posted[0].startswith(f"<@{ann['id']}> ")
                assert "As a file" in buttons_of(painting)
                server.people.press(ann, painting, "As a file")
                await until(lambda: len(state.shown(ann, studio)) == 2)
                assert await program.end(signal.SIGTERM) == 0
                assert "Atelier is on Discord as" in program.log
                assert TOKEN not in program.log
                assert one.token not in program.log
                assert "interaction-token" not in program.log

    asyncio.run(scenario())
