"""All that doctor looks at, one after another; each finding with what it is about."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from cli.loading import Loaded, load, switched_on, variables_for_effects
from config import operator_config
from config.checks import ConfigError
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.jobs import confinement
from core.jobs.effect_check import check_effect
from core.model.errors import StorageError
from core.model.people import People
from core.plugins.checkup import findings_of_adapter
from core.plugins.finding import Finding, Severity
from storage import checkup
from storage.lock import is_held

MEGABYTE = 1_000_000
ROOM, LITTLE_ROOM = 1000 * MEGABYTE, 100 * MEGABYTE
"""Bytes of disk: with less than the first it is time to see to it, with less than the second little works."""


class Looked(NamedTuple):
    """A finding, and the part of Atelier that it is about."""

    about: str
    finding: Finding


async def look(config: Path | None, secrets: Secrets) -> AsyncIterator[Looked]:
    """Looks at everything; what can't be looked at because of something else is left out."""
    try:
        path = operator_config.find(config)
        operator, off = switched_on(operator_config.load(path, secrets), path, secrets)
        loaded = load(operator, path, secrets)
        environment = variables_for_effects(operator, path, secrets)
    except ConfigError as error:
        for line in str(error).splitlines():
            yield Looked("configuration", _error(line, "correct it; an editor that knows the schema helps"))
        return
    yield Looked("configuration", Finding(what=f"{path} can be read"))
    accounts = {*operator.adapters, *(name for kind, name in off if kind == "adapters")}
    people = _people(operator.people, accounts)
    for found in (*people, *_plugins(loaded, off.values()), *_machine(operator), _database(operator)):
        yield found
    for name, adapter in loaded.adapters.items():
        for finding in await asyncio.to_thread(findings_of_adapter, adapter):
            yield Looked(f"adapter {name}", finding)
    for name, (effect, make) in loaded.effects.items():
        for finding in await check_effect(effect, make, environment):
            yield Looked(f"effect {name}", finding)


def _people(people: People, accounts: Collection[str]) -> Iterator[Looked]:
    for person in sorted(people.named):
        if person.account not in accounts:
            what = f"people names {person}, and there is no table [adapters.{person.account}]"
            remedy = "write the id as that person is told it by /whoami"
            yield Looked("people", Finding(severity=Severity.WARNING, what=what, remedy=remedy))


def _plugins(loaded: Loaded, off: Iterable[str]) -> Iterator[Looked]:
    broken: tuple[Mapping[str, str], ...] = loaded.broken_adapters, loaded.broken_effects
    for why in (why for table in broken for why in table.values()):
        yield Looked("plugins", _error("; ".join(why.splitlines()), "correct it, or take its table out of the file"))
    for line in off:
        yield Looked("plugins", Finding(what=line))
    for kind, made in (("adapter", loaded.adapters), ("effect", loaded.effects)):
        if not made:
            yield Looked("plugins", _error(f"there is no {kind} that can be used", "correct one, or switch one on"))


def _machine(operator: OperatorConfig) -> Iterator[Looked]:
    yield Looked("program", Finding(what="the bot runs" if is_held(operator.data) else "the bot doesn't run just now"))
    yield Looked("disk", _disk(operator.data))
    for line in confinement.missing():
        yield Looked("confinement", Finding(severity=Severity.WARNING, what=line, remedy="run it on such a machine"))
    if not confinement.missing():
        yield Looked("confinement", Finding(what="effects and the photo decoder are kept from the network"))


def _disk(folder: Path) -> Finding:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        return _error(f"{there} can't be written to", "let this user write there")
    free = shutil.disk_usage(there).free
    what = f"{free // MEGABYTE} MB are free for {folder}"
    if free >= ROOM:
        return Finding(what=what)
    severity = Severity.WARNING if free >= LITTLE_ROOM else Severity.ERROR
    return Finding(severity=severity, what=what, remedy="make room, or move the data folder to a larger disk")


def _database(operator: OperatorConfig) -> Looked:
    try:
        return Looked("database", Finding(what=checkup.look_at(operator.database_url)))
    except (StorageError, OSError) as error:
        return Looked("database", _error(str(error), "see docs/operating.md: backup, restore and upgrade"))


def _error(what: str, remedy: str) -> Finding:
    return Finding(severity=Severity.ERROR, what=what, remedy=remedy)
