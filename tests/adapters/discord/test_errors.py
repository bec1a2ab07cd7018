"""Whatever Discord answers is one of few kinds of errors, and none of them tells a token."""

import asyncio
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import web
from discord.http import Route
from pydantic import SecretStr

from adapters.discord.api_client import ApiClient
from adapters.discord.errors import (
    IdentifyLimitReached,
    InteractionExpired,
    NotAllowedToConnect,
    NotFound,
    closed,
    translated,
)
from core.model.errors import Lost, Refusal
from core.plugins.adapter import PhotoLost, RateLimited
from core.plugins.answers import Forbidden, InvalidToken, Refused
from core.plugins.proxies import Proxies

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.a-secret-of-ours"
JSON = {"Content-Type": "application/json"}
"""Just so; with anything more in it the library takes an answer for a text."""


def answer(status: int, code: int = 0, text: str = "why", **headers: str) -> discord.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="", headers=headers)
    return discord.HTTPException(response, {"code": code, "message": text})


@pytest.mark.parametrize(
    ("error", "kind", "text"),
    [
        (answer(400, 50035), Refused, "why"),
        (answer(401), InvalidToken, "Discord doesn't know this token"),
        (answer(403, 50013), Forbidden, "why"),
        (answer(404, 10008), NotFound, "why"),
        (answer(413), Refused, "why"),
        (answer(429, **{"Retry-After": "7"}), RateLimited, "wait for 7 s"),
        (answer(429), RateLimited, "wait for 60 s"),
        (answer(503), ConnectionError, "Discord has trouble of its own (503)"),
        (discord.RateLimited(31.0), RateLimited, "wait for 31 s"),
        (discord.LoginFailure("no"), InvalidToken, "Discord doesn't know this token"),
        (discord.GatewayNotFound(), ConnectionError, "Discord doesn't say where its gateway is"),
        (aiohttp.ClientPayloadError(TOKEN), ConnectionError, "Discord can't be reached: ClientPayloadError"),
        (TimeoutError(), ConnectionError, "Discord can't be reached: TimeoutError"),
    ],
)
def test_kinds(error: Exception, kind: type[Exception], text: str) -> None:
    found = translated(error)
    assert type(found) is kind
    assert str(found).startswith(text)


@pytest.mark.parametrize(("status", "code"), [(401, 0), (401, 50027), (404, 10015), (404, 10062), (400, 50027)])
def test_an_interactions_token_is_gone(status: int, code: int) -> None:
    assert isinstance(translated(answer(status, code), open=True), InteractionExpired)


def test_a_file_too_large_is_known_as_such_whoever_says_so() -> None:
    found = [translated(answer(413)), translated(answer(400, 40005))]
    assert [error.number for error in found if isinstance(error, Refused)] == [40005, 40005]


def test_mistakes_of_ones_own_are_none_of_discords() -> None:
    error = KeyError("x")
    assert translated(error) is error


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        (4004, InvalidToken, "Discord doesn't know this token"),
        (4014, NotAllowedToConnect, "Discord disallows the intents"),
        (4013, NotAllowedToConnect, "Discord doesn't know the intents"),
        (4011, NotAllowedToConnect, "the bot is in more guilds"),
        (4000, ConnectionError, "Discord's gateway closed the connection with 4000"),
        (None, ConnectionError, "Discord's gateway closed the connection with None"),
    ],
)
def test_a_connection_that_was_closed_for_good(code: int | None, kind: type[Exception], text: str) -> None:
    assert type(closed(code)) is kind
    assert str(closed(code)).startswith(text)


def test_spent_identifications_are_waited_for() -> None:
    error = IdentifyLimitReached(3, 3600.0)
    assert isinstance(error, RateLimited)
    assert error.retry_after == 3600.0
    assert str(error) == "only 3 of the day's connections to Discord are left; more come in 3600 s"


class TestLine:
    """Over real sockets, to a server that answers as a test likes."""

    def rest(self, handler: Any, act: Any) -> None:
        async def scenario() -> None:
            application = web.Application()
            application.router.add_route("*", "/{path:.*}", handler)
            runner = web.AppRunner(application)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            api = ApiClient(f"http://127.0.0.1:{runner.addresses[0][1]}/api", SecretStr(TOKEN), Proxies())
            try:
                await act(api)
            finally:
                await api.close()
                await runner.cleanup()

        asyncio.run(scenario())

    def test_the_bots_token_goes_with_its_own_requests_only(self) -> None:
        heads: list[tuple[str, str | None]] = []

        async def handler(request: web.Request) -> web.Response:
            heads.append((request.path, request.headers.get("Authorization")))
            return web.Response(body=b"{}", headers=JSON)

        async def act(api: ApiClient) -> None:
            await api.ask(Route("GET", "/channels/{channel_id}", channel_id="1"))
            place: Any = {"webhook_id": "1", "webhook_token": "t"}
            await api.ask(Route("POST", "/interactions/{webhook_id}/{webhook_token}/callback", **place), json={})

        self.rest(handler, act)
        assert heads == [("/api/channels/1", f"Bot {TOKEN}"), ("/api/interactions/1/t/callback", None)]

    def test_each_bot_has_its_own_server_and_the_library_stays_as_it_is(self) -> None:
        paths: list[str] = []

        async def handler(request: web.Request) -> web.Response:
            paths.append(request.path)
            return web.Response(body=b"{}", headers=JSON)

        async def act(api: ApiClient) -> None:
            other = ApiClient(f"{api._url}/of-another", SecretStr(TOKEN), Proxies())
            route = Route("GET", "/users/@me")
            for _ in range(2):
                await asyncio.gather(api.ask(route), other.ask(route))
            await other.close()
            assert Route.BASE == "https://discord.com/api/v10"

        self.rest(handler, act)
        assert sorted(paths) == ["/api/of-another/users/@me"] * 2 + ["/api/users/@me"] * 2

    def test_no_error_holds_what_a_request_was_made_of(self) -> None:
        async def handler(request: web.Request) -> web.Response:
            assert request.transport is not None
            request.transport.close()
            return web.Response()

        async def act(api: ApiClient) -> None:
            place: Any = {"webhook_id": "1", "webhook_token": "interaction-token"}
            with pytest.raises(ConnectionError) as found:
                await api.ask(Route("POST", "/webhooks/{webhook_id}/{webhook_token}", **place), json={})
            assert found.value.__context__ is None
            assert "interaction-token" not in str(found.value)

        self.rest(handler, act)

    def test_a_closed_line_says_so_and_opens_again(self) -> None:
        async def handler(request: web.Request) -> web.Response:  # noqa: ARG001
            return web.Response(body=b'{"id": "1"}', headers=JSON)

        async def act(api: ApiClient) -> None:
            route = Route("GET", "/users/@me")
            await api.ask(route)
            await api.close()
            with pytest.raises(ConnectionError, match="stopped"):
                await api.ask(Route("GET", "/users/@me"))
            with pytest.raises(ConnectionError, match="stopped"):
                await api.download("http://127.0.0.1:1/", 1)
            api.open()
            assert await api.ask(Route("GET", "/users/@me")) == {"id": "1"}

        self.rest(handler, act)

    def test_a_page_of_somebody_elses_is_no_answer(self) -> None:
        async def handler(request: web.Request) -> web.Response:  # noqa: ARG001
            return web.Response(text="<html>Log in to the network</html>", content_type="text/html")

        async def act(api: ApiClient) -> None:
            with pytest.raises(ConnectionError, match="no answer that can be read"):
                await api.ask(Route("GET", "/users/@me"))

        self.rest(handler, act)

    @pytest.mark.parametrize(
        ("status", "why"), [(403, Lost.EXPIRED), (404, Lost.EXPIRED), (410, Lost.EXPIRED), (415, Lost.UNAVAILABLE)]
    )
    def test_a_photo_that_cannot_be_had(self, status: int, why: Lost) -> None:
        async def handler(request: web.Request) -> web.Response:  # noqa: ARG001
            return web.Response(status=status)

        async def act(api: ApiClient) -> None:
            with pytest.raises(PhotoLost) as lost:
                await api.download(f"{api._url}/a.jpg", 10)
            assert lost.value.why is why

        self.rest(handler, act)

    @pytest.mark.parametrize(
        ("said", "wait"), [("7", 7.0), ("Wed, 21 Oct 2026 07:28:09 GMT", 9.0), ("soon", 5.0), (None, 5.0)]
    )
    def test_a_photo_that_is_to_be_waited_for(self, said: str | None, wait: float) -> None:
        async def handler(request: web.Request) -> web.Response:  # noqa: ARG001
            headers = {"Date": "Wed, 21 Oct 2026 07:28:00 GMT"} | ({} if said is None else {"Retry-After": said})
            return web.Response(status=429, headers=headers)

        async def act(api: ApiClient) -> None:
            with pytest.raises(RateLimited) as limited:
                await api.download(f"{api._url}/a.jpg", 10)
            assert limited.value.retry_after == wait

        self.rest(handler, act)

    def test_a_photo_that_is_larger_than_it_said(self) -> None:
        async def handler(request: web.Request) -> web.Response:  # noqa: ARG001
            return web.Response(body=b"x" * 100)

        async def act(api: ApiClient) -> None:
            assert await api.download(f"{api._url}/a.jpg", 100) == b"x" * 100
            with pytest.raises(PhotoLost) as lost:
                await api.download(f"{api._url}/a.jpg", 99)
            assert lost.value.why is Refusal.TOO_LARGE

        self.rest(handler, act)
