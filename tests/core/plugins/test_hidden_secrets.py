"""What a plugin's own checks say of its options is told without the secrets in them, wherever it is told."""

from functools import partial
from typing import Any, Self

import pytest
from pydantic import BaseModel, SecretStr, field_validator, model_validator

from config.checks import ConfigError, validate
from config.secrets import HIDDEN, Secrets
from core.plugins.adapter import Adapter
from core.plugins.discovery import Catalogue, Plugin, discover
from core.plugins.errors import PluginError

TOKEN = "4242:AAF-Example"
TABLE = {"token": {"env": "BOT_TOKEN"}}
WHERE = "plugins.toml: adapters"
CATALOGUE = Catalogue("adapter", Adapter, {"chat": f"{__name__}:Chat"})


class ChecksField(BaseModel):
    """Options whose check of one of them repeats it."""

    token: SecretStr

    @field_validator("token")
    @classmethod
    def _check(cls, token: SecretStr) -> SecretStr:
        raise ValueError(f"{token.get_secret_value()!r} is no token")


class ChecksAll(BaseModel):
    """Options whose check of them all does."""

    token: SecretStr

    @model_validator(mode="after")
    def _check(self) -> Self:
        raise ValueError(f"https://host/bot{self.token.get_secret_value()} doesn't answer")


class Asserts(BaseModel):
    """Options that are asserted."""

    token: SecretStr

    @model_validator(mode="after")
    def _check(self) -> Self:
        token = self.token.get_secret_value()
        assert not token, f"{token} is one too many"
        return self


class Takes(BaseModel):
    """Options that are all right."""

    token: SecretStr


class Chat:
    """An adapter that is found; what it is made of is the tests' business."""

    name, account, trouble, capabilities = "chat", "chat", "", None
    config_model: type[BaseModel] = Takes

    async def run(self, engine: Any) -> None: ...
    async def fetch(self, photo: Any, limit: int) -> bytes: ...
    async def send(self, address: Any, message: Any) -> str: ...
    async def edit(self, address: Any, reference: str, message: Any) -> str: ...


def secrets() -> Secrets:
    return Secrets({"BOT_TOKEN": TOKEN})


def told(make: Any, check: Any, hide: Any) -> str:
    """Why the adapter can't be used."""
    made, broken = discover({"chat": TABLE}, CATALOGUE, check, make, WHERE, hide)
    assert not made
    return broken["chat"]


@pytest.mark.parametrize("model", [ChecksField, ChecksAll, Asserts])
def test_of_its_options_own_check(model: type[BaseModel], monkeypatch: pytest.MonkeyPatch) -> None:
    known = secrets()
    with pytest.raises(ConfigError) as refused:
        validate(model, TABLE, WHERE, known)
    assert TOKEN not in str(refused.value)
    assert HIDDEN in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__context__ is None
    monkeypatch.setattr(Chat, "config_model", model)
    reason = told(lambda plugin: plugin, partial(validate, secrets=known), known.hide)
    assert TOKEN not in reason
    assert HIDDEN in reason


def test_of_whatever_checks_them() -> None:
    known = secrets()

    def check(model: type[BaseModel], values: Any, where: str) -> BaseModel:
        raise ValueError(f"{where}: {known.read(values['token']).get_secret_value()} of {model.__name__} is odd")

    assert told(lambda plugin: plugin, check, known.hide) == f"{WHERE}.chat: {HIDDEN} of Takes is odd"


@pytest.mark.parametrize("error", [PluginError, RuntimeError, ValueError])
def test_of_a_plugin_that_can_not_be_made(error: type[Exception], caplog: pytest.LogCaptureFixture) -> None:
    known = secrets()

    def make(plugin: Plugin) -> None:
        assert isinstance(plugin.options, Takes)
        raise error(f"{plugin.options.token.get_secret_value()} was refused")

    reason = told(make, partial(validate, secrets=known), known.hide)
    assert TOKEN not in reason
    assert f"{HIDDEN} was refused" in reason
    assert TOKEN not in "".join(caplog.messages)
