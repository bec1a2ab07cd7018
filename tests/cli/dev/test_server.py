"""Who may ask the page for what."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from cli.dev.effect_file import EffectFile
from cli.dev.page_state import PageState
from cli.dev.reloader import Reloader
from cli.dev.server import application
from tests.cli.dev.harness import EFFECT


def asked(folder: Path, method: str, path: str, headers: dict[str, str], body: bytes = b"{}") -> tuple[int, str]:
    """The status and the policy of the answer to a request; ``{host}`` in a header is the page's own."""

    async def ask() -> tuple[int, str]:
        (folder / "my_effect.py").write_text(EFFECT)
        page = PageState(status="working")
        reloader = Reloader(EffectFile.at(folder / "my_effect.py"), (), 0, page)
        page.keep("result", b"a picture")
        async with TestServer(application(page, reloader)) as server, ClientSession() as client:
            filled = {name: value.replace("{host}", f"127.0.0.1:{server.port}") for name, value in headers.items()}
            async with client.request(method, server.make_url(path), headers=filled, data=body) as answer:
                found = answer.status, answer.headers["Content-Security-Policy"]
        await reloader.close()
        return found

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("GET", "/", {"Host": "localhost:80"}, 200),
        ("GET", "/", {"Host": "rebound.example.org"}, 421),
        ("GET", "/pictures/result-0", {"Host": "rebound.example.org"}, 421),
        ("GET", "/pictures/result-0", {}, 200),
        ("GET", "/pictures/result-1", {}, 404),
        ("GET", "/reloader.py", {}, 404),
        ("POST", "/choice", {}, 403),
        ("POST", "/choice", {"Origin": "https://example.org"}, 403),
        ("POST", "/choice", {"Origin": "null"}, 403),
        ("POST", "/choice", {"Origin": "http://rebound.example.org", "Host": "rebound.example.org"}, 421),
        ("POST", "/choice", {"Origin": "http://{host}"}, 204),
    ],
)
def test_only_the_page_itself_is_served(
    tmp_path: Path, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    found, policy = asked(tmp_path, method, path, headers)
    assert found == status
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("body", [b"", b"[]", b'{"pictures": 1}', b'{"more": {}}'])
def test_what_is_no_choice_is_refused(tmp_path: Path, body: bytes) -> None:
    assert asked(tmp_path, "POST", "/choice", {"Origin": "http://{host}"}, body)[0] == 400
