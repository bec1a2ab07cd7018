"""Where a request comes from."""

from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from adapters.web.client_address import FORWARDED, ClientAddresses
from adapters.web.options import WebOptions

PUBLIC = {"origin": "https://paint.example.org", "token": "an-access-token-long-enough"}
PROXIES = ["10.0.0.0/8", "::1"]


def request(peer: str, *forwarded: str) -> web.Request:
    """One that comes by a connection from ``peer``, with these headers."""
    headers = [(FORWARDED, line) for line in forwarded]
    return make_mocked_request("GET", "/", headers=headers).clone(remote=peer)  # type: ignore[arg-type]


def of(peer: str, *forwarded: str, **options: Any) -> str | None:
    return ClientAddresses(WebOptions.model_validate(options)).of(request(peer, *forwarded))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.1", ("203.0.113.5",), "203.0.113.5"),
        ("10.0.0.1", ("198.51.100.1, 203.0.113.5",), "203.0.113.5"),
        ("10.0.0.1", ("198.51.100.1", "203.0.113.5, 10.0.0.2"), "203.0.113.5"),
        ("::1", ("2001:db8::7",), "2001:db8::/64"),
        ("203.0.113.9", ("198.51.100.1",), "203.0.113.9"),
        ("10.0.0.1", (), None),
        ("10.0.0.1", ("10.0.0.2",), None),
        ("10.0.0.1", ("unknown",), None),
        ("10.0.0.1", ("198.51.100.1, ",), None),
    ],
)
def test_it_is_the_last_that_is_no_proxy(peer: str, forwarded: tuple[str, ...], address: str | None) -> None:
    assert of(peer, *forwarded, proxies=PROXIES) == address


def test_without_proxies_it_is_the_connections_other_end() -> None:
    assert of("203.0.113.9", "198.51.100.1") == "203.0.113.9"


def test_behind_one_that_is_not_named_it_can_not_be_known() -> None:
    assert of("127.0.0.1", "198.51.100.1", **PUBLIC) is None
    assert ClientAddresses(WebOptions.model_validate(PUBLIC)).is_proxy("203.0.113.9")


def test_only_those_who_are_named_bring_other_peoples_requests() -> None:
    addresses = ClientAddresses(WebOptions.model_validate({**PUBLIC, "proxies": PROXIES}))
    assert addresses.is_proxy("10.0.0.9")
    assert not addresses.is_proxy("203.0.113.9")
