"""Which plugins there are, and those that plugins.toml asks for, made."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from config.checks import ConfigError, validate
from config.operator_config import OperatorConfig
from config.secrets import SecretError, Secrets
from core.engine.bot import Plugins
from core.jobs.effect_run import MakeEffect
from core.plugins.adapter import Adapter
from core.plugins.conformance import check_adapter, check_effect
from core.plugins.discovery import Catalogue, Plugin, discover, options_of
from core.plugins.effect import Effect
from core.plugins.errors import PluginError
from core.plugins.installed_effect import Folders

BUILT_IN = {
    "web": "adapters.web.adapter:WebPage",
    "telegram": "adapters.telegram.adapter:Telegram",
    "discord": "adapters.discord.adapter:Discord",
}
ADAPTERS = Catalogue("adapter", Adapter, BUILT_IN)
BUILT_IN_EFFECTS = {
    "style-transfer": "effects.style_transfer.effect:StyleTransfer",
    "colour-transfer": "effects.colour_transfer.effect:ColourTransfer",
    "texture": "effects.texture.effect:Texture",
    "enlarge": "effects.enlarge.effect:Enlarge",
}
EFFECTS = Catalogue("effect", Effect, BUILT_IN_EFFECTS)

log = logging.getLogger(__name__)

Models = tuple[dict[str, type[BaseModel]], dict[str, str]]


@dataclass(frozen=True)
class Loaded:
    """What became of the tables, by table: plugins that were made, why others weren't, and the operator's galleries."""

    adapters: Mapping[str, Adapter]
    effects: Mapping[str, tuple[Effect[Any], MakeEffect]]
    broken_adapters: Mapping[str, str]
    broken_effects: Mapping[str, str]
    galleries: Mapping[str, Folders]


def option_models() -> tuple[Models, Models]:
    """The option models of all adapters and of all effects that have a name, each with why others don't load."""
    return options_of(ADAPTERS), options_of(EFFECTS)


def switched_on(
    operator: OperatorConfig, config: Path, secrets: Secrets
) -> tuple[OperatorConfig, dict[tuple[str, str], str]]:
    """The settings without plugins that wait for a variable, and for each of those a line that says for which.

    The lines are by kind, ``adapters`` or ``effects``, and table.
    """
    on, off = {}, {}
    for kind, tables in (("adapters", operator.adapters), ("effects", operator.effects)):
        unset = {name: secrets.unset(table) for name, table in tables.items()}
        on[kind] = {name: table for name, table in tables.items() if not unset[name]}
        for name, variables in unset.items():
            if variables:
                wanted = " and ".join(variables)
                off[kind, name] = f"{config}: {kind}.{name} is off until {wanted} is in the environment"
    return operator.model_copy(update=on), off


def load(operator: OperatorConfig, config: Path, secrets: Secrets) -> Loaded:
    """Makes what plugins.toml asks for, and finds out why the rest can't be had. A loop has to be running."""
    check = partial(validate, secrets=secrets)
    folder = operator.data
    galleries: dict[str, Folders] = {}

    def make_adapter(plugin: Plugin) -> Adapter:
        made: Adapter = plugin.type(plugin.name, plugin.options, folder / plugin.name)
        check_adapter(made, plugin.name)
        return made

    def make_effect(plugin: Plugin) -> tuple[Effect[Any], MakeEffect]:
        maker: MakeEffect = partial(plugin.type, plugin.options, folder / "weights")
        made = maker()
        check_effect(made, maker)
        galleries[plugin.name] = _folders(made, plugin.gallery)
        return made, maker  # one for the dialogue, the other for the child

    adapters, broken = discover(operator.adapters, ADAPTERS, check, make_adapter, f"{config}: adapters", secrets.hide)
    effects, others = discover(operator.effects, EFFECTS, check, make_effect, f"{config}: effects", secrets.hide)
    return Loaded(adapters, effects, broken, others, galleries)


def _folders(effect: Effect[Any], gallery: Mapping[str, str]) -> dict[str, Path]:
    """The operator's galleries by slot. Raises PluginError for a slot that there isn't."""
    slots = [slot.name for slot in effect.slots]
    for slot in gallery:
        if slot not in slots:
            raise PluginError(f"gallery.{slot}: there is no slot {slot}; there are {', '.join(slots)}")
    return {slot: Path(folder) for slot, folder in gallery.items()}


def variables_for_effects(operator: OperatorConfig, config: Path, secrets: Secrets) -> dict[str, str]:
    """The variables that effects get by plugins.toml, as far as they are set. Raises ConfigError for a secret.

    Asked for when plugins have been made: only then are all secrets known.
    """
    found = {}
    for name in operator.children.environment:
        try:
            value = secrets.shareable(name)
        except SecretError as error:
            raise ConfigError(
                f"{config}: children.environment: {error}, which no effect may see: take it out"
            ) from error
        if value is not None:
            found[name] = value
    return found


def without(loaded: Loaded, left_out: Mapping[str, str]) -> Loaded:
    """What was loaded, but for plugins that are to be done without; these are ``adapter NAME`` or ``effect NAME``."""
    adapters = {name: why for name in loaded.adapters if (why := left_out.get(f"adapter {name}"))}
    effects = {name: why for name in loaded.effects if (why := left_out.get(f"effect {name}"))}
    return Loaded(
        {name: adapter for name, adapter in loaded.adapters.items() if name not in adapters},
        {name: effect for name, effect in loaded.effects.items() if name not in effects},
        {**loaded.broken_adapters, **{name: f"adapters.{name}: {why}" for name, why in adapters.items()}},
        {**loaded.broken_effects, **{name: f"effects.{name}: {why}" for name, why in effects.items()}},
        loaded.galleries,
    )


def usable(loaded: Loaded, off: Sequence[str]) -> Plugins:
    """What a bot can be made of; what can't be had is logged, and where nothing is left that is a ConfigError.

    ``off`` says which plugins aren't asked for just now.
    """
    reasons = [*loaded.broken_adapters.values(), *loaded.broken_effects.values()]
    if not loaded.adapters or not loaded.effects:
        raise ConfigError("\n".join([*reasons, *off]))
    for reason in reasons:
        log.error("%s", reason)
    makers = {name: maker for name, (_, maker) in loaded.effects.items()}
    return Plugins(loaded.adapters, makers, loaded.broken_adapters, loaded.broken_effects)
