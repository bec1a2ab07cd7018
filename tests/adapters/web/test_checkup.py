"""What doctor is told of the page: that it is served, that it could be, or who is in its way."""

import asyncio
import socket
from pathlib import Path

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from core.plugins.finding import Finding, Severity
from tests.adapters.web.harness import PageHarness, play


async def looked_at(port: int, **options: str) -> Finding:
    page = WebPage("home", WebOptions.model_validate({"port": port, **options}), Path())
    (finding,) = await page.check()
    return finding


def test_one_that_is_served(tmp_path: Path) -> None:
    async def scenario(site: PageHarness) -> None:
        finding = await looked_at(site.options["port"])
        assert (finding.severity, finding.what[:18]) == (Severity.OK, "the page is served")
        everywhere = await looked_at(site.options["port"], host="0.0.0.0", token="t" * 20)
        assert everywhere.what.startswith("the page is served")

    play(tmp_path, scenario)


def test_one_that_could_be(unused_port: int) -> None:
    finding = asyncio.run(looked_at(unused_port))
    assert finding == Finding(what=f"port {unused_port} on 127.0.0.1 is free; the page isn't served just now")


def test_a_port_that_another_program_has() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        other.settimeout(0)
        finding = asyncio.run(looked_at(port))
    assert (finding.severity, finding.what) == (
        Severity.ERROR,
        f"port {port} on 127.0.0.1 can't be had (address already in use)",
    )
    assert "adapters.home.port in plugins.toml" in finding.remedy
