"""What monitors are answered, and that a port that somebody else has stops nobody."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestClient, TestServer

from core.monitoring.metrics import Metrics
from core.monitoring.server import application, serve_monitors
from core.plugins.health import Condition, Health
from tests.core.monitoring.test_observed_store import Bot

ILL = Health(name="disk", kind="part", condition=Condition.TROUBLED, since=5.0, reason="data: 3 MB are free")


class Looked(Bot):
    """A bot whose parts fall ill when they are looked at."""

    async def look(self) -> None:
        self.health = (ILL,)


def ask(bot: Bot, folder: Path, scenario: Callable[[TestClient], Awaitable[None]]) -> None:  # type: ignore[type-arg]
    async def asked() -> None:
        async with TestClient(TestServer(application(bot, Metrics(folder, "1")))) as client:
            await scenario(client)

    asyncio.run(asked())


def test_a_bot_that_is_well(tmp_path: Path) -> None:
    async def scenario(client: TestClient) -> None:  # type: ignore[type-arg]
        answer = await client.get("/healthz")
        assert (answer.status, await answer.json()) == (
            200,
            {"well": True, "parts": [], "adapters": [], "effects": []},
        )

    ask(Bot(), tmp_path, scenario)


def test_one_that_is_not_is_looked_at_first_and_told_with_the_reason(tmp_path: Path) -> None:
    async def scenario(client: TestClient) -> None:  # type: ignore[type-arg]
        answer = await client.get("/healthz")
        told = await answer.json()
        assert (answer.status, told["well"], told["parts"]) == (503, False, [ILL.model_dump(mode="json")])

    ask(Looked(), tmp_path, scenario)


def test_it_lives_however_it_is(tmp_path: Path) -> None:
    async def scenario(client: TestClient) -> None:  # type: ignore[type-arg]
        answer = await client.get("/livez")
        assert (answer.status, await answer.text()) == (200, "ok\n")

    ask(Looked(), tmp_path, scenario)


def test_metrics_come_as_prometheus_reads_them(tmp_path: Path) -> None:
    async def scenario(client: TestClient) -> None:  # type: ignore[type-arg]
        answer = await client.get("/metrics")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        assert 'atelier_well{kind="part",name="disk"} 0.0' in await answer.text()

    ask(Looked(), tmp_path, scenario)


def test_a_port_that_another_program_has_is_said_once_and_tried_again(
    tmp_path: Path, unused_port: int, caplog: pytest.LogCaptureFixture
) -> None:
    pauses: list[float] = []

    async def scenario() -> None:
        other = socket.socket()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", unused_port))
        other.listen()

        async def sleep(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                other.close()

        serving = serve_monitors(Bot(), Metrics(tmp_path, "1"), "127.0.0.1", unused_port, sleep=sleep)
        task = asyncio.create_task(serving)
        async with asyncio.timeout(30), ClientSession() as session:
            while len(pauses) < 3:
                await asyncio.sleep(0)
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{unused_port}/livez") as answer:
                        assert answer.status == 200
                        break
                except OSError:
                    await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(scenario())
    (line,) = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert line.startswith(f"monitors can't ask on port {unused_port} of 127.0.0.1: ")
    assert line.endswith("put another number at monitoring.port in plugins.toml")


def test_nor_does_a_host_that_is_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        tried = asyncio.Event()

        async def sleep(_seconds: float) -> None:
            tried.set()
            await asyncio.Event().wait()

        task = asyncio.create_task(serve_monitors(Bot(), Metrics(tmp_path, "1"), "a" * 70, 1, sleep=sleep))
        await asyncio.wait_for(tried.wait(), 30)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(scenario())
    assert "monitors can't ask on port 1 of aaa" in caplog.text


def test_where_the_data_folder_is_not_there_yet_there_is_as_much_room_as_where_it_would_be(tmp_path: Path) -> None:
    async def scenario(client: TestClient) -> None:  # type: ignore[type-arg]
        answer = await client.get("/metrics")
        assert answer.status == 200
        assert "atelier_disk_free_bytes 0.0" not in await answer.text()

    ask(Bot(), tmp_path / "not" / "there", scenario)
