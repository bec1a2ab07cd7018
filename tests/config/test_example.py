"""plugins.example.toml says what is true: its settings are the defaults, and what it has switched off works too."""

import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

from adapters.web.options import WebOptions
from config import settings
from config.secrets import Secrets
from core.nst.effect import StyleTransfer
from core.nst.options import Studio
from core.plugins.adapter import Adapter
from core.plugins.discovery import Catalogue, Plugin, discover
from core.plugins.effect import Effect
from serve import BUILT_IN

EXAMPLE = Path(__file__).parents[2] / "plugins.example.toml"
DATABASE = "postgresql+psycopg://atelier:password@localhost/atelier"
SECRETS = Secrets(
    {
        "DATABASE_URL": DATABASE,
        "TELEGRAM_TOKEN": f"4242:{'A' * 35}",
        "DISCORD_TOKEN": f"{'A' * 24}.{'B' * 6}.{'C' * 38}",
    }
)


@pytest.fixture
def everything(tmp_path: Path) -> Path:
    """The example with all lines switched on."""
    path = tmp_path / "plugins.toml"
    path.write_text(re.sub(r"(?m)^#(?=[a-z\[])", "", EXAMPLE.read_text()))
    return path


def test_its_settings_are_the_defaults() -> None:
    written = settings.load(EXAMPLE)
    default = settings.Settings()
    assert written.model_dump(exclude={"adapters", "effects"}) == default.model_dump(exclude={"adapters", "effects"})
    assert list(written.adapters) == list(default.adapters)
    assert list(written.effects) == list(default.effects)


def test_its_plugins_options_are_the_defaults() -> None:
    written = settings.load(EXAMPLE)
    assert WebOptions.model_validate(written.adapters["web"]) == WebOptions()
    assert Studio.model_validate(written.effects["style-transfer"]) == Studio()


def test_it_tells_of_every_setting() -> None:
    text = EXAMPLE.read_text()
    models = (settings.Settings, settings.Limits, Studio)
    for name in (name for model in models for name in model.model_fields):
        assert re.search(rf"(?m)^(#?{name} = |#?\[{name}[.\]])", text), name


def test_what_is_switched_off_works(everything: Path) -> None:
    found = settings.load(everything, SECRETS)
    assert found.database_url.startswith("postgresql+psycopg://")
    for tables, kind, contract, table in (
        (found.adapters, "adapter", Adapter, BUILT_IN),
        (found.effects, "effect", Effect, {"style-transfer": f"{StyleTransfer.__module__}:{StyleTransfer.__name__}"}),
    ):
        catalogue = Catalogue(kind, contract, table, several=kind == "adapter")
        check = partial(settings.validate, secrets=SECRETS)
        plugins, broken = discover(tables, catalogue, check, _as_it_is, str(everything))
        assert not broken
        assert list(plugins) == list(tables)


def test_every_line_is_a_setting_a_remark_or_switched_off() -> None:
    lines = [line for line in EXAMPLE.read_text().splitlines() if re.match(r"#[a-z\[]", line)]
    assert len(lines) == 8
    assert tomllib.loads("\n".join(line[1:] for line in lines))


def _as_it_is(plugin: Plugin) -> Plugin:
    return plugin
