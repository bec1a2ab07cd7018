"""kill -9 of the whole program while it downloads a photo: nothing is lost, and nothing is said twice."""

import asyncio
import signal
import time
from pathlib import Path
from typing import Any

from tests.adapters.harness import picture
from tests.adapters.program import TIMEOUT, Program
from tests.adapters.telegram.harness import TOKEN, buttons_of, spec, text_of
from tests.platforms.telegram import Server
from tests.platforms.telegram_state import User


def texts(server: Server, person: User) -> list[str]:
    return [text_of(message) for message in server.state.shown(person["id"])]


def test_while_a_photo_is_downloaded(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            ann = server.state.person("Ann")

            async def until(condition: Any) -> None:
                await server.state.until(condition, TIMEOUT)

            async with Program(tmp_path, "telegram", server.url, TOKEN) as program:
                server.flow.clear()
                server.state.photo(ann, picture("teal"))
                await until(lambda: server.downloads)
                await until(lambda: server.confirmed)
                await program.end(signal.SIGKILL)
            server.flow.set()
            async with Program(tmp_path, "telegram", server.url, TOKEN) as program:
                await until(lambda: texts(server, ann))
                server.state.photo(ann, picture("gold"))
                await until(lambda: texts(server, ann)[-1].startswith("Here it is"))
                assert [text.split()[0] for text in texts(server, ann)] == ["Got", "Here"]
                assert "As a file" in buttons_of(server.state.shown(ann["id"])[-1])
                assert await program.end(signal.SIGTERM) == 0
                assert "Atelier is on Telegram as @AtelierBot" in program.log
                assert TOKEN not in program.log

    asyncio.run(scenario())
