"""Through a proxy: the operator's or the environment's, for every connection, and in a line what is wrong with it."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.telegram.adapter import Telegram
from core.model.event import Photo
from tests.adapters.harness import TIMEOUT, picture
from tests.adapters.telegram.harness import TOKEN, RecordingEngine, spec, telegram
from tests.platforms.proxy import Proxy
from tests.platforms.telegram import Server

ELSEWHERE = "http://telegram.test"
"""What only the proxy can reach."""


def meet(scenario: Callable[[Server, Proxy], Awaitable[None]], **of_proxy: Any) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server, Proxy(server.port, **of_proxy) as proxy:
            await scenario(server, proxy)

    asyncio.run(plays())


async def hears_and_fetches(server: Server, adapter: Telegram) -> None:
    engine = RecordingEngine()
    running = asyncio.create_task(adapter.run(engine))
    server.state.photo(server.state.person("Ann"), picture())
    (event,) = await engine.heard(1)
    assert await adapter.fetch(event.photo, 1_000_000) == picture()
    running.cancel()
    await asyncio.wait([running], timeout=TIMEOUT)


async def failure(adapter: Telegram) -> str:
    try:
        with pytest.raises(OSError) as failed:  # noqa: PT011 - what it says is looked at
            await adapter.fetch(Photo(reference="x"), 100)
        return str(failed.value)
    finally:
        await adapter._client.close()


class TestAllThatGoesOut:
    def test_goes_through_the_operators(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            await hears_and_fetches(server, telegram(server, options={"api_url": ELSEWHERE, "proxy": proxy.url}))
            assert proxy.passed(f"GET {ELSEWHERE}/file/bot{TOKEN}/") == 1
            for method in ("getMe", "getUpdates", "getFile"):
                assert proxy.passed(f"GET {ELSEWHERE}/bot{TOKEN}/{method}")

        meet(scenario)

    def test_goes_through_the_environments(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("http://", "http://ann:hunter2@"))
            monkeypatch.setenv("NO_PROXY", "example.org")
            await hears_and_fetches(server, telegram(server, options={"api_url": ELSEWHERE}))
            assert proxy.asked

        meet(scenario, password="ann:hunter2")

    def test_is_tunnelled_where_it_is_encrypted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            adapter = telegram(server, options={"api_url": "https://telegram.test"})
            for request in (adapter._client.ask("get_me"), adapter._client.download("photos/x.jpg", 100)):
                with pytest.raises(OSError, match=f"through the proxy {proxy.url}: .*SSL"):
                    await request
            assert proxy.asked == ["CONNECT telegram.test:443 HTTP/1.1"] * 2
            await adapter._client.close()

        meet(scenario)


class TestWhatIsWrongWithIt:
    def test_it_lets_nobody_through(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            options = {"api_url": "https://telegram.test", "proxy": proxy.url}
            said = await failure(telegram(server, options=options))
            assert said == f"Telegram can't be reached through the proxy {proxy.url}: the answer was 407"

        meet(scenario, password="ann:hunter2")

    def test_it_is_not_there(self, unused_port: int) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:  # noqa: ARG001
            there = f"127.0.0.1:{unused_port}"
            said = await failure(telegram(server, options={"proxy": f"http://{there}"}))
            assert said == f"Telegram can't be reached through the proxy http://{there}: ClientProxyConnectionError"

        meet(scenario)

    def test_it_does_not_answer(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            adapter = telegram(server, options={"api_url": "https://telegram.test", "proxy": proxy.url})
            with pytest.raises(OSError, match=f"through the proxy {proxy.url}: TimeoutError"):
                await adapter._client.ask("get_me", time_limit=0.1)
            await adapter._client.close()

        meet(scenario, silent=True)
