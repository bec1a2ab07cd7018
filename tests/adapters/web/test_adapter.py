"""The adapter's start."""

import asyncio
import socket
from pathlib import Path

import pytest

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from core.plugins.errors import PortTaken
from tests.adapters.web.harness import PageHarness, play
from tests.adapters.web.memory_engine import MemoryEngine


def test_a_port_that_is_taken_is_named_with_its_key_and_the_remedy(tmp_path: Path, unused_port: int) -> None:
    page = WebPage("gallery", WebOptions.model_validate({"port": unused_port}), tmp_path)
    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_port))
        other.listen()
        with pytest.raises(PortTaken, match=rf"port {unused_port} on 127.0.0.1 .*adapters\.gallery\.port"):
            asyncio.run(page.run(MemoryEngine()))


def test_a_page_that_was_served_before_waits_for_its_port(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        await site.close()
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", site.options["port"]))
            other.listen()
            again = WebPage("home", WebOptions.model_validate(site.options), tmp_path)
            again.ready.set()
            with pytest.raises(OSError, match="in use"):
                await again.run(site.engine)

    play(tmp_path, scenario)
