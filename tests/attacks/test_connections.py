"""Connections that are only held: they end, and keep nobody out meanwhile."""

import asyncio
import logging
import os
import resource
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from adapters.web.limits import Limits
from core.plugins.listener import ConnectionLimits
from tests.adapters.web.harness import PageHarness, play
from tests.attacks.harness import CONNECTIONS, MALLORY, Stranger, enter, request, status, strangers

TOKEN = "an-access-token-long-enough"
SHORT = 0.3
SOON = {"limits": Limits(post_seconds=SHORT, upload_seconds=SHORT)}
PATIENT = ConnectionLimits(head_seconds=SHORT, unread_seconds=SHORT)

Hold = Callable[[Stranger], Awaitable[None]]


async def say_nothing(_: Stranger) -> None:
    """A connection and no more."""


async def half_a_head(one: Stranger) -> None:
    await one.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")


async def half_a_body(one: Stranger) -> None:
    await one.send(
        b"POST /enter HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nContent-Length: 9\r\n\r\nto"
    )


async def an_idle_rest(one: Stranger) -> None:
    await one.send(b"GET /static/icon.svg HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")


HOLDS = pytest.mark.parametrize("hold", [say_nothing, half_a_head, half_a_body, an_idle_rest])


class TestHeldConnections:
    @HOLDS
    @pytest.mark.parametrize("address", [MALLORY, "127.0.0.1"])
    def test_others_are_answered_those_at_the_same_address_too(
        self, tmp_path: Path, hold: Hold, address: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            async with strangers(port, CONNECTIONS, address) as held:
                for one in held:
                    await hold(one)
                for path in ("/enter", "/static/css/enter.css", "/healthz"):
                    assert await status(port, f"GET {path}", address="127.0.0.1") == 200

        with caplog.at_level(logging.WARNING):
            play(tmp_path, scenario, token=TOKEN)
        assert len(caplog.records) <= 2, [record.getMessage() for record in caplog.records]

    def test_those_of_many_addresses_together_keep_nobody_out(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            async with (
                strangers(port, 8, "127.0.0.66"),
                strangers(port, 8, "127.0.0.67"),
                strangers(port, 8, "127.0.0.68"),
            ):
                assert await status(port, "GET /", address="127.0.0.1") == 200

        play(tmp_path, scenario, connections=ConnectionLimits(total=12))

    def test_who_is_busy_stays_when_the_quiet_have_to_go(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            async with strangers(port, 4) as (first, second, *_):
                await half_a_head(first)
                async with strangers(port, 1):
                    assert await second.is_closed()
                    await first.send(b"a: b\r\nConnection: close\r\n\r\n")
                    assert await first.status() == 200

        play(tmp_path, scenario, connections=ConnectionLimits(per_address=4))

    @pytest.mark.parametrize("hold", [say_nothing, half_a_head])
    def test_one_that_brings_no_whole_head_is_closed(self, tmp_path: Path, hold: Hold) -> None:
        async def scenario(site: PageHarness) -> None:
            async with strangers(site.options["port"]) as (one,):
                await hold(one)
                assert await one.is_closed()

        play(tmp_path, scenario, connections=PATIENT)

    def test_nor_may_the_second_head_take_longer(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            async with strangers(site.options["port"]) as (one,):
                await an_idle_rest(one)
                assert await one.status() == 200
                await half_a_head(one)
                assert await one.answer()

        play(tmp_path, scenario, connections=PATIENT)


class TestHalfBodies:
    def test_a_post_that_does_not_end_is_answered(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            cookie = await enter(port)
            async with strangers(port) as (one,):
                await one.send(
                    request("POST /api/say", cookie, "Content-Type: application/json", "Content-Length: 99", body=b"{")
                )
                assert await one.status() == 408

        play(tmp_path, scenario, **SOON)

    def test_nor_does_the_door_wait_for_a_token_for_ever(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            async with strangers(site.options["port"]) as (one,):
                await half_a_body(one)
                assert await one.status() == 408

        play(tmp_path, scenario, token=TOKEN, **SOON)

    def test_a_photo_that_stops_coming_is_answered_and_leaves_nothing(self, tmp_path: Path) -> None:
        async def scenario(site: PageHarness) -> None:
            port = site.options["port"]
            cookie = await enter(port)
            async with strangers(port) as (one,):
                await one.send(request("PUT /api/photo/ann-photo-1", cookie, "Content-Length: 99", body=b"abc"))
                assert await one.status() == 408
            assert [path.name for path in tmp_path.iterdir()] == ["cookie-key"]

        play(tmp_path, scenario, **SOON)


class TestFewFiles:
    FILES = 256

    def test_more_connections_than_files_neither_close_the_page_nor_fill_the_log(
        self, tmp_path: Path, unused_port: int
    ) -> None:
        async def scenario() -> int:
            (tmp_path / "plugins.toml").write_text(
                f'data = "{tmp_path}/data"\n[monitoring]\nport = 0\n[adapters.web]\nport = {unused_port}\n'
            )
            with (tmp_path / "log").open("wb") as log:
                program = await asyncio.create_subprocess_exec(
                    *(sys.executable, "main.py", "run", "--config", str(tmp_path / "plugins.toml")),
                    cwd=Path(__file__).parents[2],
                    env=dict(os.environ),
                    stdout=log,
                    stderr=log,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (self.FILES, self.FILES)),
                )
                try:
                    await self._until_it_listens(unused_port)
                    async with strangers(unused_port, self.FILES + 44):
                        for path in ("/", "/static/js/main.js", "/healthz"):
                            assert await status(unused_port, f"GET {path}", address="127.0.0.1") == 200
                finally:
                    program.terminate()
                    await program.wait()
            return (tmp_path / "log").stat().st_size

        assert asyncio.run(scenario()) < 2000

    async def _until_it_listens(self, port: int) -> None:
        async with asyncio.timeout(60):
            while True:
                try:
                    assert await status(port, "GET /healthz") in (200, 503)
                except ConnectionError:
                    await asyncio.sleep(0.1)
                else:
                    return
