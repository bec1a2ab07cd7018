"""The JSON Schema lets editors complete what the program takes, and complain about what it refuses."""

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from config import operator_config
from config.checks import ConfigError, validate
from config.schema import schema
from config.secrets import Secrets
from effects.style_transfer.options import StyleTransferConfig
from tests.config.harness import VALUES


class Inner(BaseModel):
    words: list[str] = []


class Settings(BaseModel):
    """Named as the program's own, as a plugin's model may be."""

    token: SecretStr
    spare: SecretStr | None = None
    inner: Inner = Inner()


class Web(BaseModel):
    host: str = "127.0.0.1"
    port: int = 8080


SECRET = {"env": "TOKEN"}
ADAPTERS = {"chat": Settings, "web": Web}
EFFECTS = {"style-transfer": StyleTransferConfig}
SCHEMA = schema(ADAPTERS, EFFECTS)


def complaints(values: dict[str, Any]) -> list[str]:
    checker = jsonschema.Draft202012Validator(SCHEMA)
    return [error.message for error in checker.iter_errors(values)]


def test_it_is_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"database": "sqlite+aiosqlite:///x.db"},
        {"database": {"env": "DATABASE_URL"}},
        {"adapters": {"chat": {"token": SECRET}}},
        {"adapters": {"chat": {"token": {"file": "token.txt"}, "spare": SECRET, "inner": {"words": ["a"]}}}},
        {"adapters": {"chat": {"token": SECRET}, "family": {"plugin": "chat", "token": SECRET}}},
        {"adapters": {"mine": {"plugin": "my_module:Adapter", "whatever": 1}}},
        {"effects": {"style-transfer": {"encoder": "vgg19", "plugin": "style-transfer"}}},
    ],
)
def test_it_takes_what_the_program_takes(values: dict[str, Any]) -> None:
    assert not complaints(values)
    validate(operator_config.OperatorConfig, values, "here", Secrets({"DATABASE_URL": "sqlite+aiosqlite:///x.db"}))


@pytest.mark.parametrize(
    "values",
    [
        {"date": "x"},
        {"limits": {"max_waiting": 0}},
        {"limits": {"max_wating": 3}},
        {"keep_hours": "long"},
        {"database": {"env": "A", "file": "b"}},
        {"adapters": {"chat": {"token": "123:abc"}}},
        {"adapters": {"chat": {"spare": "123:abc", "token": SECRET}}},
        {"adapters": {"chat": {}}},
        {"adapters": {"chat": {"token": SECRET, "tokn": 1}}},
        {"adapters": {"family": {"plugin": "chat"}}},
        {"adapters": {"unheard-of": {}}},
        {"adapters": {"a b": {"plugin": "chat", "token": SECRET}}},
        {"effects": {"style-transfer": {"encodr": "vgg19"}}},
        {"effects": {"style-transfer": {"device": "tpu"}}},
    ],
)
def test_it_refuses_what_is_wrong(values: dict[str, Any]) -> None:
    assert complaints(values)


@given(st.dictionaries(st.sampled_from(["data", "database", "keep_hours", "limits"]), VALUES))
def test_what_it_refuses_the_program_refuses(values: dict[str, Any]) -> None:
    if complaints(values):
        with pytest.raises(ConfigError):
            validate(operator_config.OperatorConfig, values, "here", Secrets({}))


def test_it_knows_every_plugins_options() -> None:
    chat = SCHEMA["properties"]["adapters"]["properties"]["chat"]
    assert set(chat["properties"]) == {"token", "spare", "inner", "plugin"}
    assert SCHEMA["title"] == "Atelier's plugins.toml"
