"""What an operator may choose, and what is refused before anything is opened."""

import pytest
from pydantic import ValidationError

from adapters.web.options import WebOptions

TOKEN = "a-long-enough-token"


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


def test_a_token_that_could_be_guessed_is_refused_and_not_shown() -> None:
    with pytest.raises(ValidationError) as refused:
        WebOptions.model_validate({"token": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_the_default_is_to_serve_this_machine_alone() -> None:
    assert WebOptions().host == "127.0.0.1"


@pytest.mark.parametrize("origin", ["example.org", "https://example.org/", "ftp://example.org", "https://a b"])
def test_an_origin_is_a_scheme_and_a_name(origin: str) -> None:
    with pytest.raises(ValidationError):
        WebOptions(origin=origin)
    assert WebOptions(origin="https://example.org:8443").origin == "https://example.org:8443"
