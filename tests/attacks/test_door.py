"""Guessing the access token: by whom it is known who asks, and by whom it isn't."""

import asyncio
from pathlib import Path

import pytest

from adapters.web.limits import Limits
from tests.adapters.web.harness import PageHarness, play
from tests.attacks.harness import status

TOKEN = "an-access-token-long-enough"
HOST = "paint.example.org"
PUBLIC = {"origin": f"https://{HOST}", "token": TOKEN}


async def guess(site: PageHarness, *headers: str, token: str = "wrong") -> int:
    """The status of the answer to a try, which comes by the proxy on this machine."""
    port = site.options["port"]
    return await status(port, f"GET /enter?token={token}", *headers, address="127.0.0.1", host=HOST)


class TestKnownProxy:
    OPTIONS = {**PUBLIC, "proxies": ["127.0.0.0/8"]}

    def test_one_strangers_tries_lock_nobody_else_out(self, tmp_path: Path, unused_port: int) -> None:
        async def scenario(site: PageHarness) -> None:
            tries = [await guess(site, "X-Forwarded-For: 203.0.113.5") for _ in range(7)]
            assert tries == [401] * 5 + [429] * 2
            assert await guess(site, "X-Forwarded-For: 203.0.113.6", token=TOKEN) == 303

        play(tmp_path, scenario, port=unused_port, **self.OPTIONS)

    def test_who_pretends_to_come_from_elsewhere_is_counted_all_the_same(
        self, tmp_path: Path, unused_port: int
    ) -> None:
        async def scenario(site: PageHarness) -> None:
            tries = [await guess(site, f"X-Forwarded-For: 198.51.100.{n}, 203.0.113.5, 127.0.0.9") for n in range(7)]
            assert tries == [401] * 5 + [429] * 2

        play(tmp_path, scenario, port=unused_port, **self.OPTIONS)

    def test_a_whole_network_of_the_newer_kind_is_one_client(self, tmp_path: Path, unused_port: int) -> None:
        async def scenario(site: PageHarness) -> None:
            tries = [await guess(site, f"X-Forwarded-For: 2001:db8:1:2::{n}") for n in range(7)]
            assert tries == [401] * 5 + [429] * 2
            assert await guess(site, "X-Forwarded-For: 2001:db8:1:3::1", token=TOKEN) == 303

        play(tmp_path, scenario, port=unused_port, **self.OPTIONS)


@pytest.mark.parametrize("headers", [(), ("X-Forwarded-For: 203.0.113.5",)])
class TestUnknownProxy:
    def test_nobody_is_locked_out(self, tmp_path: Path, unused_port: int, headers: tuple[str, ...]) -> None:
        async def scenario(site: PageHarness) -> None:
            assert [await guess(site, *headers) for _ in range(8)] == [401] * 8
            assert await guess(site, *headers, token=TOKEN) == 303

        play(tmp_path, scenario, limits=Limits(guess_pause=0.01), port=unused_port, **PUBLIC)

    def test_wrong_tries_are_slow_and_the_right_one_is_not(
        self, tmp_path: Path, unused_port: int, headers: tuple[str, ...]
    ) -> None:
        async def scenario(site: PageHarness) -> None:
            wrong = asyncio.create_task(guess(site, *headers))
            assert await guess(site, *headers, token=TOKEN) == 303
            assert not wrong.done()
            wrong.cancel()

        play(tmp_path, scenario, limits=Limits(guess_pause=3600), port=unused_port, **PUBLIC)


def test_without_a_proxy_the_header_is_nobodys_word(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        port = site.options["port"]
        tries = [await status(port, "GET /enter?token=x", f"X-Forwarded-For: 203.0.113.{n}") for n in range(7)]
        assert tries == [401] * 5 + [429] * 2
        assert await status(port, f"GET /enter?token={TOKEN}", address="127.0.0.1") == 303

    play(tmp_path, scenario, token=TOKEN)
