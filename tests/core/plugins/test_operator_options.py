"""Options of chat platforms: what can't be right is refused, and no secret told."""

from typing import Annotated

import pytest
from pydantic import ConfigDict, SecretStr, ValidationError

from core.model.base import Model
from core.plugins.operator_options import ServerUrl, looks_like


class Options(Model):
    model_config = ConfigDict(hide_input_in_errors=True)

    token: Annotated[SecretStr, looks_like("[0-9]+:[a-z]+", "that's no token")] = SecretStr("1:a")
    url: ServerUrl = "https://example.org"


@pytest.mark.parametrize("token", ["", "secret", "1:secret!", " 1:secret"])
def test_a_secret_that_cannot_be_right_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(ValidationError, match="that's no token") as found:
        Options.model_validate({"token": token})
    assert "secret" not in str(found.value)


def test_one_that_can_is_kept() -> None:
    assert Options.model_validate({"token": "12:secret"}).token.get_secret_value() == "12:secret"


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("http://127.0.0.1:8081", True),
        ("https://example.org/api/v10", True),
        ("https://example.org/", False),
        ("https://example.org/api?x=1", False),
        ("example.org", False),
        ("ftp://example.org", False),
    ],
)
def test_the_address_of_a_server(url: str, good: bool) -> None:
    if good:
        assert Options.model_validate({"url": url}).url == url
        return
    with pytest.raises(ValidationError):
        Options.model_validate({"url": url})
