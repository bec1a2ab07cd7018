"""What an operator may choose, and what is refused before anything is opened."""

import pytest
from pydantic import ValidationError

from adapters.web.options import WebOptions

TOKEN = "an-access-token-long-enough"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_this_machine_needs_no_token(host: str) -> None:
    assert WebOptions(host=host).token is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "atelier.example.org", "localhost.example.org"])
def test_any_other_address_needs_a_token_and_the_message_says_what_to_do(host: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WebOptions(host=host)
    (problem,) = refused.value.errors()
    assert "without an access token" in problem["msg"]
    assert "127.0.0.1" in problem["msg"]
    assert "\n" not in problem["msg"]
    assert WebOptions.model_validate({"host": host, "token": TOKEN}).host == host


@pytest.mark.parametrize(
    "origin", ["https://paint.example.org", "http://192.168.1.5:8080", "http://localhost.evil.example"]
)
def test_so_does_a_public_origin_even_where_the_page_listens_on_this_machine_alone(origin: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WebOptions(origin=origin)
    (problem,) = refused.value.errors()
    assert f"won't be shown at {origin} without an access token" in problem["msg"]
    assert "WEB_TOKEN" in problem["msg"]
    assert "\n" not in problem["msg"]
    assert WebOptions.model_validate({"origin": origin, "token": TOKEN}).is_public


@pytest.mark.parametrize("origin", ["http://localhost:9000", "https://127.0.0.1"])
def test_an_origin_on_this_machine_needs_none(origin: str) -> None:
    assert not WebOptions(origin=origin).is_public


@pytest.mark.parametrize("token", ["hunter2", "x" * 19])
def test_a_token_that_could_be_guessed_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WebOptions.model_validate({"token": token})
    assert token not in str(refused.value)
    assert "at least 20 characters" in str(refused.value)


def test_proxies_are_addresses_or_networks() -> None:
    assert len(WebOptions.model_validate({"proxies": ["127.0.0.1", "10.0.0.0/8", "fd00::/8"]}).proxies) == 3
    with pytest.raises(ValidationError):
        WebOptions.model_validate({"proxies": ["proxy.example.org"]})


def test_the_default_is_to_serve_this_machine_alone() -> None:
    assert WebOptions().host == "127.0.0.1"


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", "ftp://example.org", "https://a b"])
def test_an_origin_is_a_scheme_and_a_name(origin: str) -> None:
    with pytest.raises(ValidationError):
        WebOptions(origin=origin)
    options = WebOptions.model_validate({"origin": "https://example.org:8443", "token": TOKEN})
    assert options.origin == "https://example.org:8443"
