"""Who may ask what, told from the request alone."""

from typing import Any

import pytest

from adapters.web.client_address import ClientAddresses
from adapters.web.cookies import CookieSigner
from adapters.web.guard import Guard
from adapters.web.limits import Limits
from adapters.web.options import WebOptions

TOKEN = "an-access-token-long-enough"


def guard(**options: Any) -> Guard:
    chosen = WebOptions.model_validate(options)
    return Guard(chosen, CookieSigner(b"key"), ClientAddresses(chosen), Limits())


HERE = guard()
PROXIED = guard(origin="https://paint.example.org", token=TOKEN)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8080", "localhost:8080", "localhost", "LOCALHOST", "[::1]:8080", "[::1]", "192.168.1.5:9000"]
)
def test_numbers_and_our_own_name_are_ours(host: str) -> None:
    assert HERE.is_our_host(host)


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8080", "", "[", ":"]
)
def test_other_names_are_not_so_that_no_name_server_can_lead_a_browser_here(host: str) -> None:
    assert not HERE.is_our_host(host)


def test_behind_a_proxy_its_name_is_ours() -> None:
    assert PROXIED.is_our_host("paint.example.org")
    assert guard(origin="http://paint.example.org:8443", token=TOKEN).is_our_host("paint.example.org:8443")
    for foreign in ("example.org", "paint.example.org.evil.example", "evil-paint.example.org", "paint.example.or"):
        assert not PROXIED.is_our_host(foreign)


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://127.0.0.1:8081", False),
        ("https://127.0.0.1:8080", True),
        ("http://127.0.0.1:80801", False),
        ("http://127.0.0.1:8080.evil.example", False),
        ("http://127.0.0.1:8080@evil.example", False),
        ("http://evil.example/127.0.0.1:8080", False),
        ("http://evil.example?http://127.0.0.1:8080", False),
        ("http://9127.0.0.1:8080", False),
        ("ftp://127.0.0.1:8080", False),
        ("http://localhost:8080", False),
        ("http://evil.example", False),
        ("null", False),
        ("", False),
        (None, False),
    ],
)
def test_only_the_page_itself_may_change_something(origin: str | None, ours: bool) -> None:
    assert HERE.is_our_origin(origin, "127.0.0.1:8080") == ours


def test_behind_a_proxy_its_origin_is_ours_whatever_host_it_asks_for() -> None:
    assert PROXIED.is_our_origin("https://paint.example.org", "127.0.0.1:8080")
    for foreign in (
        "http://paint.example.org",
        "https://paint.example.org.evil.example",
        "https://paint.example.org:444",
    ):
        assert not PROXIED.is_our_origin(foreign, "127.0.0.1:8080")
