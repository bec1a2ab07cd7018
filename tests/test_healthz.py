"""The whole program's health: what keeps a bot from being heard is on ``/healthz``, and passes with its cause."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.adapters.telegram.booth import TOKEN, spec
from tests.platforms.telegram import Server, Trouble
from tests.test_main import ROOT

PATIENCE = 60.0
CONFIG = """
[adapters.web]
port = {port}

[adapters.telegram]
token = {{ env = "TELEGRAM_TOKEN" }}
api_url = "{url}"
"""


async def until(port: int, wanted: Callable[[int, dict[str, Any]], bool]) -> dict[str, Any]:
    """What ``/healthz`` says of Telegram once it is as wanted, a status and an adapter's health."""
    told: Any = None
    try:
        async with asyncio.timeout(PATIENCE), ClientSession() as session:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                        told = answer.status, {each["name"]: each for each in (await answer.json())["adapters"]}
                        assert told[1]["web"]["condition"] == "running"
                        if wanted(told[0], told[1]["telegram"]):
                            found: dict[str, Any] = told[1]["telegram"]
                            return found
                except ClientError as error:  # it begins
                    told = error
                await asyncio.sleep(0.1)
    except TimeoutError:
        raise AssertionError(told) from None


def watch(folder: Path, port: int, scene: Callable[[Server], Awaitable[None]]) -> str:
    """Plays a scene while the program runs; all that it said."""

    async def plays() -> str:
        async with Server(TOKEN, spec(), time.time) as server:
            (folder / "plugins.toml").write_text(CONFIG.format(port=port, url=server.url))
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, str(ROOT / "main.py"), "run"),
                cwd=folder,
                env={**os.environ, "TELEGRAM_TOKEN": TOKEN},
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                await scene(server)
            finally:
                process.terminate()
                _, said = await process.communicate()
            assert process.returncode == 0
            return said.decode()

    return asyncio.run(plays())


def test_a_token_that_telegram_does_not_know(tmp_path: Path, unused_port: int) -> None:
    async def scene(server: Server) -> None:
        server.troubles.append(Trouble.answer("getMe", 401, "Unauthorized"))
        sick = await until(unused_port, lambda status, telegram: status == 503 and telegram["condition"] == "waiting")
        assert "Telegram doesn't know this token: get the right one from @BotFather" in sick["reason"]
        await until(unused_port, lambda status, telegram: status == 200 and telegram["restarts"] == 1)

    said = watch(tmp_path, unused_port, scene)
    assert "adapter telegram: BadToken: Telegram doesn't know this token" in said
    assert TOKEN not in said
    assert "Traceback" not in said


def test_another_poller(tmp_path: Path, unused_port: int) -> None:
    async def scene(server: Server) -> None:
        taken = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
        server.troubles.append(Trouble.answer("getUpdates", 409, taken))
        sick = await until(unused_port, lambda status, telegram: status == 503 and telegram["condition"] == "waiting")
        assert "another program polls with this bot's token" in sick["reason"]
        await until(unused_port, lambda status, telegram: status == 200 and telegram["restarts"] == 1)

    assert "stop the other" in watch(tmp_path, unused_port, scene)


def test_a_network_that_is_gone_while_the_adapter_runs(tmp_path: Path, unused_port: int) -> None:
    async def scene(server: Server) -> None:
        await until(unused_port, lambda status, _: status == 200 and server.polls > 0)
        await server.stop()
        sick = await until(unused_port, lambda status, telegram: telegram["condition"] == "troubled" and status == 503)
        assert "Telegram can't be reached" in sick["reason"]
        await server.start()
        await until(unused_port, lambda status, telegram: status == 200 and telegram["restarts"] == 0)

    assert "Telegram can't be reached" in watch(tmp_path, unused_port, scene)
