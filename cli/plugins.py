"""``plugins``: which plugins there are, and what keeps those that plugins.toml asks for from being used."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cli.console import start_log
from cli.parameters import ConfigFile, Verbose
from cli.version import DISTRIBUTION, version
from config import operator_config
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.plugins.contract import CONTRACT
from core.plugins.discovery import Catalogue, Offer


class Row(NamedTuple):
    """A plugin in the list; ``why`` it is in this state may be empty."""

    kind: str
    name: str
    state: str
    where: str
    why: str = ""


def plugins(config: ConfigFile = None, verbose: Verbose = False) -> int:
    """List the plugins: where they are from, and whether those of plugins.toml can be used.

    ready: it can run. off: it waits for a variable. broken: plugins.toml asks for it and it can't be used, and why;
    then the exit code is 1. offered: plugins.toml doesn't ask for it. unusable: nor could it.
    """
    secrets = Secrets(os.environ)
    start_log(verbose, secrets)
    rows = list(asyncio.run(_rows(operator_config.find(config), secrets)))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        start = "  ".join(text.ljust(width) for text, width in zip(row[:3], widths, strict=True))
        print(f"{start}  {row.where}{f': {row.why}' if row.why else ''}")
    return 1 if any(row.state == "broken" for row in rows) else 0


async def _rows(config: Path, secrets: Secrets) -> list[Row]:
    from cli.loading import ADAPTERS, EFFECTS, load, switched_on  # what other commands needn't wait for

    operator = operator_config.load(config, secrets)
    on, off = switched_on(operator, config, secrets)
    loaded = load(on, config, secrets)
    broken = {
        **{("adapters", name): why for name, why in loaded.broken_adapters.items()},
        **{("effects", name): why for name, why in loaded.broken_effects.items()},
    }
    return [row for catalogue in (ADAPTERS, EFFECTS) for row in _of_a_kind(catalogue, operator, off, broken)]


def _of_a_kind(
    catalogue: Catalogue,
    operator: OperatorConfig,
    off: Mapping[tuple[str, str], str],
    broken: Mapping[tuple[str, str], str],
) -> Iterator[Row]:
    """What plugins.toml asks for, in its order, then what else is offered."""
    kind = f"{catalogue.kind}s"
    tables: Mapping[str, Mapping[str, Any]] = operator.adapters if kind == "adapters" else operator.effects
    found = catalogue.offers()
    known = {offer.name: offer for offer in reversed(found)}
    asked = {name: str(table.get("plugin", name)) for name, table in tables.items()}
    for name, plugin in asked.items():
        where = _where(known[plugin]) if plugin in known else f"{plugin}, contract {CONTRACT}"
        why = broken.get((kind, name)) or off.get((kind, name)) or ""
        state = "broken" if (kind, name) in broken else "off" if (kind, name) in off else "ready"
        yield Row(catalogue.kind, name, state, where, "; ".join(why.splitlines()))
    for offer in found:
        if offer.name not in asked.values():
            yield Row(
                catalogue.kind, offer.name, "unusable" if offer.unusable else "offered", _where(offer), offer.unusable
            )


def _where(offer: Offer) -> str:
    package = f"{offer.package} {offer.version}" if offer.package else f"{DISTRIBUTION} {version()}"
    return f"{package} ({offer.path}){'' if offer.unusable else f', contract {CONTRACT}'}"
