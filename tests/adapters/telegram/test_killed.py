"""kill -9 of the whole program while it downloads a photo: nothing is lost, and nothing is said twice."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from tests.adapters.telegram.booth import TOKEN, buttons_of, picture, spec, text_of
from tests.platforms.telegram import Server
from tests.platforms.telegram_world import User

ROOT = Path(__file__).parents[3]
PATIENCE = 60.0
CONFIG = """
data = "{folder}/data"

[adapters.telegram]
token = {{ env = "TELEGRAM_TOKEN" }}
api_url = "{url}"

[effects.easel]
plugin = "tests.chaos.easel:Easel"
"""


class Program:
    """``python main.py run``; what it says goes to a file."""

    def __init__(self, folder: Path, url: str) -> None:
        self._config = folder / "plugins.toml"
        self._config.write_text(CONFIG.format(folder=folder, url=url))
        self._log = folder / "log"

    async def __aenter__(self) -> "Program":
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TELEGRAM_TOKEN": TOKEN}
        command = [sys.executable, "main.py", "run", "--verbose", "--config", str(self._config)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._process.returncode is None:
            await self.end(signal.SIGKILL)

    async def end(self, by: signal.Signals) -> int:
        self._process.send_signal(by)
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    @property
    def log(self) -> str:
        return self._log.read_text()


def texts(server: Server, person: User) -> list[str]:
    return [text_of(message) for message in server.world.shown(person["id"])]


def test_while_a_photo_is_downloaded(tmp_path: Path) -> None:
    async def scene() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            ann = server.world.person("Ann")

            async def until(condition: Any) -> None:
                await server.world.until(condition, PATIENCE)

            async with Program(tmp_path, server.url) as program:
                server.flow.clear()
                server.world.photo(ann, picture("teal"))
                await until(lambda: server.downloads)
                await until(lambda: server.confirmed)
                await program.end(signal.SIGKILL)
            server.flow.set()
            async with Program(tmp_path, server.url) as program:
                await until(lambda: texts(server, ann))
                server.world.photo(ann, picture("gold"))
                await until(lambda: texts(server, ann)[-1].startswith("Here it is"))
                assert [text.split()[0] for text in texts(server, ann)] == ["Got", "Here"]
                assert "As a file" in buttons_of(server.world.shown(ann["id"])[-1])
                assert await program.end(signal.SIGTERM) == 0
                assert "Atelier is on Telegram as @AtelierBot" in program.log
                assert TOKEN not in program.log

    asyncio.run(scene())
