"""Through a proxy: the operator's or the environment's, for every connection, and in a line what is wrong with it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from adapters.discord.adapter import Discord
from adapters.discord.rest_client import RestClient
from core.plugins.proxies import Proxies
from tests.adapters.discord.wire.harness import TEAL, TOKEN, Clock, discord, spec
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import RecordingEngine
from tests.platforms.discord import API, Server
from tests.platforms.proxy import Proxy

ELSEWHERE = "http://discord.test"
"""What only the proxy can reach: the API, the gateway, and the files."""


def meet(scenario: Callable[[Server, Proxy], Awaitable[None]], **of_proxy: Any) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), Clock()) as server, Proxy(server.port, **of_proxy) as proxy:
            server.state.base = ELSEWHERE
            await scenario(server, proxy)

    asyncio.run(plays())


async def hears_and_fetches(server: Server, proxy: Proxy, adapter: Discord) -> None:
    engine = RecordingEngine()
    running = asyncio.create_task(adapter.run(engine))
    try:
        await server.state.until(lambda: server.gateway.connected, TIMEOUT)
        server.people.say(server.state.person("Ann"), files=(TEAL,))
        (event,) = await engine.heard(1)
        assert await adapter.fetch(event.photo, 1_000_000) == TEAL.data
        for place in ("GET {}/api/v10/users/@me", "GET {}/gateway/", "GET {}/attachments/"):
            where = place.format(ELSEWHERE)
            assert proxy.passed(where) or proxy.passed(where.replace("http", "ws")), (place, proxy.asked)
    finally:
        running.cancel()
        await asyncio.wait([running], timeout=TIMEOUT)


class TestAllThatGoesOut:
    def test_goes_through_the_operators(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            adapter = discord(server, options={"api_url": ELSEWHERE + API, "proxy": proxy.url})
            await hears_and_fetches(server, proxy, adapter)

        meet(scenario)

    def test_goes_through_the_environments(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("http://", "http://ann:hunter2@"))
            await hears_and_fetches(server, proxy, discord(server, options={"api_url": ELSEWHERE + API}))

        meet(scenario, password="ann:hunter2")

    def test_is_tunnelled_where_it_is_encrypted(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:  # noqa: ARG001
            client = RestClient("https://discord.test/api/v10", Proxies(None, {"HTTPS_PROXY": proxy.url}))
            client.open()
            with pytest.raises(OSError, match=f"Discord can't be reached through the proxy {proxy.url}: .*SSL"):
                await client.ws_connect("wss://gateway.discord.test/?v=10")
            assert proxy.asked == ["CONNECT gateway.discord.test:443 HTTP/1.1"]
            await client.close()

        meet(scenario)


class TestWhatIsWrongWithIt:
    def test_it_lets_nobody_through(self) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:
            options = {"api_url": "https://discord.test/api/v10", "proxy": proxy.url}
            with pytest.raises(OSError, match="can't be reached") as failed:
                await discord(server, options=options).run(RecordingEngine())
            assert str(failed.value) == f"Discord can't be reached through the proxy {proxy.url}: the answer was 403"

        meet(scenario, status=403)

    def test_it_is_not_there(self, unused_port: int) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:  # noqa: ARG001
            there = f"http://127.0.0.1:{unused_port}"
            with pytest.raises(OSError, match=f"through the proxy {there}: ClientProxyConnectionError"):
                await discord(server, options={"proxy": there}).run(RecordingEngine())

        meet(scenario)

    def test_it_does_not_answer(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(server: Server, proxy: Proxy) -> None:  # noqa: ARG001
            client = RestClient("https://discord.test/api/v10", Proxies(proxy.url))
            client.open()
            with pytest.raises(OSError, match=f"through the proxy {proxy.url}: TimeoutError"):
                await client.ws_connect("wss://gateway.discord.test/?v=10")
            await client.close()

        monkeypatch.setattr("adapters.discord.rest_client.CONNECT_TIMEOUT", 0.1)
        meet(scenario, silent=True)
