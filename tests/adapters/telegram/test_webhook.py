"""The webhook: only Telegram is let in, and it hears that an update came when that is kept."""

import asyncio
import io
import shutil
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.telegram.adapter import Telegram
from adapters.telegram.api_client import ApiClient
from adapters.telegram.errors import Conflict
from adapters.telegram.options import WebhookOptions
from adapters.telegram.webhook import HEADER, LOOK_EVERY, Webhook, WebhookLimits, secret_of
from core.model.errors import StorageError
from core.plugins.proxies import Proxies
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import TOKEN, EmulatedBot, RecordingEngine, StillClock, play, spec, telegram
from tests.adapters.telegram.test_polling import running
from tests.attacks.harness import strangers
from tests.platforms.telegram import Server
from tests.platforms.telegram_spec import Upload

SECRET = secret_of(SecretStr(TOKEN))


async def up(adapter: Telegram) -> str:
    """Where an adapter listens, once it does."""
    async with asyncio.timeout(TIMEOUT):
        while adapter.webhook is None:
            await asyncio.sleep(0.005)
        await adapter.webhook.ready.wait()
    return f"http://127.0.0.1:{adapter.webhook.port}/hook"


def listen(port: int, scenario: Callable[[Server, RecordingEngine, str], Awaitable[None]], **more: Any) -> None:
    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            options = {"webhook": {"url": f"http://127.0.0.1:{port}/hook", "port": port}}
            adapter, engine = telegram(server, options=options, **more), RecordingEngine()
            async with running(adapter, engine):
                await scenario(server, engine, await up(adapter))

    asyncio.run(plays())


async def post(url: str, body: Any, secret: str | None = SECRET) -> int:
    headers = {HEADER: secret} if secret is not None else {}
    data = io.BytesIO(body) if isinstance(body, bytes) else None
    async with (
        ClientSession(headers=headers) as session,
        session.post(url, json=None if data is not None else body, data=data) as answer,
    ):
        return answer.status


async def at_once() -> None:
    """No other process is there."""


def certify(folder: Path) -> tuple[Path, Path]:
    """A self-signed certificate for this machine, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("needs openssl to make a certificate")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    wishes = ["-newkey", "rsa:2048", "-nodes", "-x509", "-days", "2", "-subj", "/CN=localhost"]
    name = ["-addext", "subjectAltName=DNS:localhost"]
    command = [openssl, "req", *wishes, *name, "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key


def test_updates_come_to_the_engine(unused_port: int) -> None:
    async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:
        assert server.webhook["url"] == url
        for text in ("one", "two", "three"):
            server.state.text(server.state.person("Ann"), text)
        await engine.heard(3)
        await server.state.until(lambda: server.confirmed == 1003)
        assert server.polls == 0

    listen(unused_port, scenario)


def test_it_is_told_that_one_came_only_when_it_is_kept(unused_port: int) -> None:
    async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
        engine.open.clear()
        server.state.text(server.state.person("Ann"), "hello")
        await asyncio.wait_for(engine.knocked.wait(), TIMEOUT)
        assert server.confirmed == 0
        engine.open.set()
        await server.state.until(lambda: server.confirmed == 1001)

    listen(unused_port, scenario)


def test_what_the_database_cannot_take_comes_again(unused_port: int) -> None:
    async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
        engine.troubles.extend([StorageError("locked"), StorageError("locked")])
        server.state.text(server.state.person("Ann"), "hello")
        assert len(await engine.heard(1)) == 1

    listen(unused_port, scenario)


class TestStrangers:
    @pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ключ"])
    def test_who_does_not_know_the_secret_is_turned_away(self, secret: str | None, unused_port: int) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:
            update = {"update_id": 1, "message": server.state.text(server.state.person("Ann"), "hello")}
            await engine.heard(1)
            assert await post(url, update, secret) == 403
            assert len(engine.events) == 1

        listen(unused_port, scenario)

    @pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"update_id": "1"}', b"\xff", b"5"])
    def test_what_is_no_update_is_refused(self, body: bytes, unused_port: int) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
            assert await post(url, body) == 400
            assert await post(url.replace("/hook", "/other"), {}) == 404
            assert await post(url, bytes(2_000_000)) == 413

        listen(unused_port, scenario)

    def test_bytes_that_are_no_text_or_too_deep_are_refused_and_fill_no_log(
        self, unused_port: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
            assert await post(url, b"[" * 100_000) == 400
            head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: ".encode()
            for odd in (b"\xff", b"x\r\nExpect: \xff", b"x\r\nContent-Length: -1", b"\x00"):
                async with strangers(unused_port) as (one,):
                    await one.send(head + odd + b"\r\nConnection: close\r\n\r\n")
                    assert await one.status() == 400
            assert not caplog.records

        listen(unused_port, scenario)

    def test_those_who_only_hold_connections_keep_telegram_out_no_longer(self, unused_port: int) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
            async with strangers(unused_port, 300) as held:
                for one in held:
                    await one.send(b"POST /hook HTTP/1.1\r\nHost: x\r\n")
                server.state.text(server.state.person("Ann"), "hello")
                await engine.heard(1)

        listen(unused_port, scenario)

    def test_an_update_that_does_not_end_is_waited_for_in_vain(self, unused_port: int) -> None:
        async def never(update: dict[str, Any]) -> None:
            raise AssertionError(update)

        async def scenario() -> None:
            async with Server(TOKEN, spec(), time.time) as server:
                client = ApiClient(server.url, SecretStr(TOKEN), Proxies())
                options = WebhookOptions(url=f"http://127.0.0.1:{unused_port}/hook", port=unused_port)
                webhook = Webhook(options, SECRET, never, {}, WebhookLimits(body_seconds=0.1))
                serving = asyncio.create_task(webhook.serve(client, asyncio.sleep, at_once))
                await asyncio.wait_for(webhook.ready.wait(), TIMEOUT)
                async with strangers(unused_port) as (one,):
                    head = f"POST /hook HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\nContent-Length: 9\r\n\r\n{{"
                    await one.send(head.encode())
                    assert await one.status() == 408
                serving.cancel()
                await asyncio.wait([serving])
                await client.close()

        asyncio.run(scenario())

    def test_the_secret_is_not_the_token_and_goes_with_it(self) -> None:
        assert TOKEN not in SECRET
        assert secret_of(SecretStr(TOKEN)) == SECRET
        assert secret_of(SecretStr(TOKEN + "x")) != SECRET


class TestWhereItListens:
    async def _nothing(self, update: dict[str, Any]) -> None:
        raise AssertionError(update)

    @pytest.mark.parametrize(
        ("chosen", "environment", "port"), [(9000, {"PORT": "5"}, 9000), (None, {"PORT": "5"}, 5), (None, {}, 8443)]
    )
    def test_the_port_is_the_operators_or_the_hosts(
        self, chosen: int | None, environment: dict[str, str], port: int
    ) -> None:
        options = WebhookOptions(url="https://bot.example.org/", port=chosen)
        assert Webhook(options, SECRET, self._nothing, environment).port == port

    def test_behind_a_proxy_the_address_is_another_one(self, unused_port: int) -> None:
        async def plays() -> None:
            async with Server(TOKEN, spec(), time.time) as server:
                options = {"webhook": {"url": "https://bot.example.org/hook", "port": unused_port}}
                adapter, engine = telegram(server, options=options), RecordingEngine()
                async with running(adapter, engine):
                    url = await up(adapter)
                    person = server.state.person("Ann")
                    assert await post(url, {"update_id": 1, "message": server.state.text(person, "hello")}) == 200
                    assert server.webhook["url"] == "https://bot.example.org/hook"
                    assert len(engine.events) == 1

        asyncio.run(plays())

    def test_with_a_certificate_of_its_own_no_proxy_is_needed(self, tmp_path: Path, unused_port: int) -> None:
        certificate, key = certify(tmp_path)

        async def plays() -> None:
            async with Server(TOKEN, spec(), time.time) as server:
                hook = {"url": f"https://localhost:{unused_port}/hook", "port": unused_port}
                options = {"webhook": {**hook, "certificate": str(certificate), "key": str(key)}}
                adapter, engine = telegram(server, options=options), RecordingEngine()
                async with running(adapter, engine):
                    await up(adapter)
                    upload = server.webhook["certificate"]
                    assert isinstance(upload, Upload)
                    assert upload.data == certificate.read_bytes()
                    server.state.text(server.state.person("Ann"), "hello")
                    await engine.heard(1)

        asyncio.run(plays())

    def test_a_port_that_is_taken_is_an_error(self, unused_port: int) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:  # noqa: ARG001
            options = {"webhook": {"url": f"http://127.0.0.1:{unused_port}/hook", "port": unused_port}}
            with pytest.raises(OSError, match="Address already in use"):
                await telegram(server, options=options).run(engine)

        listen(unused_port, scenario)


class TestSeveralProcesses:
    """They have one address, behind a balancer, and a port each."""

    def _second(self, server: Server, url: str) -> tuple[Telegram, RecordingEngine]:
        """One that stands by."""
        engine = RecordingEngine()
        engine.answering.clear()
        return telegram(server, options={"webhook": {"url": url, "port": 0}}), engine

    def test_all_are_called_and_the_one_that_answers_registers(self, unused_port: int) -> None:
        async def scenario(server: Server, engine: RecordingEngine, url: str) -> None:
            adapter, standby = self._second(server, url)
            async with running(adapter, standby), asyncio.timeout(TIMEOUT):
                while adapter.webhook is None or adapter.webhook.port == 0:
                    await asyncio.sleep(0.005)
                update = {"update_id": 1, "message": server.state.text(server.state.person("Ann"), "hello")}
                await engine.heard(1)
                assert await post(url.replace(str(unused_port), str(adapter.webhook.port)), update) == 200
                assert len(standby.events) == 1
                assert len(server.asked("setWebhook")) == 1

        listen(unused_port, scenario)

    def test_one_that_takes_over_registers_and_nobody_takes_the_address_back(self, unused_port: int) -> None:
        async def plays() -> None:
            async with Server(TOKEN, spec(), time.time) as server:
                url = f"http://127.0.0.1:{unused_port}/hook"
                first = telegram(server, options={"webhook": {"url": url, "port": unused_port}})
                adapter, standby = self._second(server, url)
                async with running(adapter, standby):
                    async with running(first, RecordingEngine()):
                        await up(first)
                    assert server.webhook["url"] == url
                    standby.answering.set()
                    await up(adapter)
                assert len(server.asked("setWebhook")) == 2
                assert server.asked("deleteWebhook") == []
                assert server.webhook["url"] == url

        asyncio.run(plays())


def test_another_program_that_takes_the_calls_is_found_out() -> None:
    async def scenario() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            still, client = StillClock(), ApiClient(server.url, SecretStr(TOKEN), Proxies())
            options = WebhookOptions(url="http://127.0.0.1:9/hook", port=0)

            async def sleep(seconds: float) -> None:
                server.webhook = {"url": "http://127.0.0.1:9/elsewhere"}
                await still.sleep(seconds)

            async def never(update: dict[str, Any]) -> None:
                raise AssertionError(update)

            with pytest.raises(Conflict, match="another program"):
                await Webhook(options, SECRET, never, {}).serve(client, sleep, at_once)
            assert still.pauses == [LOOK_EVERY]
            await client.close()

    asyncio.run(scenario())


def test_a_whole_conversation(tmp_path: Path, unused_port: int) -> None:
    async def scenario(bot: EmulatedBot) -> None:
        ann = bot.state.person("Ann")
        bot.state.text(ann, "/language")
        asked = await bot.said(ann, "Which language")
        bot.state.press(ann, asked[-1], "Русский")
        await bot.said(ann, "Хорошо")

    hook = {"url": f"http://127.0.0.1:{unused_port}/hook", "port": unused_port}
    play(tmp_path, scenario, options={"webhook": hook})
