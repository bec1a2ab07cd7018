"""plugins.toml says what is true: its settings are the defaults, and what it has switched off works too."""

import re
import tomllib
from functools import partial
from pathlib import Path

import jsonschema
import pytest

from adapters.discord.options import DiscordOptions
from adapters.telegram.options import TelegramOptions, WebhookOptions
from adapters.web.options import WebOptions
from cli.loading import BUILT_IN, BUILT_IN_EFFECTS, option_models
from config import operator_config
from config.checks import validate
from config.schema import schema
from config.secrets import Secrets
from core.model.retention import Retention
from core.plugins.adapter import Adapter
from core.plugins.discovery import Catalogue, Plugin, discover
from core.plugins.effect import Effect
from effects.style_transfer.options import StyleTransferConfig

SHIPPED = Path(__file__).parents[2] / "plugins.toml"
BOTS = ("telegram", "discord")
DATABASE = "postgresql+psycopg://atelier:password@localhost/atelier"
SECRETS = Secrets(
    {
        "DATABASE_URL": DATABASE,
        "WEB_TOKEN": "A" * 20,
        "TELEGRAM_TOKEN": f"4242:{'A' * 35}",
        "DISCORD_TOKEN": f"{'A' * 24}.{'B' * 6}.{'C' * 38}",
    }
)


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """The file with all lines switched on."""
    path = tmp_path / "plugins.toml"
    path.write_text(re.sub(r"(?m)^#(?=[a-z\[])", "", SHIPPED.read_text()))
    return path


def test_its_settings_are_the_defaults() -> None:
    written, default = operator_config.load(SHIPPED), operator_config.OperatorConfig()
    assert written.model_dump(exclude={"adapters", "effects"}) == default.model_dump(exclude={"adapters", "effects"})
    assert list(written.adapters) == list(default.adapters)
    assert {name: written.adapters[name] for name in BOTS} == {name: default.adapters[name] for name in BOTS}
    assert list(written.effects) == list(default.effects)


def test_its_plugins_options_are_the_defaults() -> None:
    written = operator_config.load(SHIPPED)
    assert WebOptions.model_validate(written.adapters["web"]) == WebOptions()
    assert StyleTransferConfig.model_validate(written.effects["style-transfer"]) == StyleTransferConfig()


def test_editors_find_no_fault_with_it(everything: Path) -> None:
    (adapters, _), (effects, _) = option_models()
    checker = jsonschema.Draft202012Validator(schema(adapters, effects))
    for path in (SHIPPED, everything):
        assert not [error.message for error in checker.iter_errors(tomllib.loads(path.read_text()))]


def test_it_tells_of_every_setting() -> None:
    text = SHIPPED.read_text()
    models = (
        operator_config.OperatorConfig,
        operator_config.Limits,
        Retention,
        StyleTransferConfig,
        WebOptions,
        TelegramOptions,
        WebhookOptions,
        DiscordOptions,
    )
    for name in (name for model in models for name in model.model_fields):
        assert re.search(rf"(?m)^(#?{name} = |#?\[([a-z]+\.)*{name}[.\]])", text), name


def test_what_is_switched_off_works(everything: Path) -> None:
    found = operator_config.load(everything, SECRETS)
    assert found.database_url.startswith("postgresql+psycopg://")
    for tables, kind, contract, table in (
        (found.adapters, "adapter", Adapter, BUILT_IN),
        (found.effects, "effect", Effect, BUILT_IN_EFFECTS),
    ):
        catalogue = Catalogue(kind, contract, table)
        check = partial(validate, secrets=SECRETS)
        plugins, broken = discover(tables, catalogue, check, _as_it_is, str(everything))
        assert not broken
        assert list(plugins) == list(tables)


def _as_it_is(plugin: Plugin) -> Plugin:
    return plugin
