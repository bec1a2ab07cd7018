"""Finds the plugins that plugins.toml asks for: built-in ones by name, others by ``module:Class`` or entry point.

A plugin is a class. It says in ``config_model`` which pydantic model checks its options; without it there are none.
"""

import difflib
import importlib
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, distributions, entry_points
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from core.model.base import Model
from core.plugins.conformance import check_class
from core.plugins.contract import foreign_group, group_of
from core.plugins.errors import PluginError, reason
from core.plugins.trial import survive

log = logging.getLogger(__name__)

GALLERY = "gallery"

T = TypeVar("T")


class CheckOptions(Protocol):
    """Checks options by a model. Raises ValueError with a line, begun with ``where``, for each problem."""

    def __call__(self, model: type[BaseModel], values: Mapping[str, Any], where: str) -> BaseModel:
        """The options as a model."""


class NoOptions(Model):
    """The options of a plugin that has none."""


@dataclass(frozen=True)
class Catalogue:
    """Where plugins of a kind are found.

    ``kind`` is ``adapter`` or ``effect``, ``contract`` the protocol that such a class must keep, ``built_in`` has
    ``module:Class`` by name. Packages offer theirs in the entry point group ``atelier_bot.adapters.v1`` or
    ``atelier_bot.effects.v1``. One plugin may be asked for more than once, under
    names of its accounts or of its configurations.
    """

    kind: str
    contract: type
    built_in: Mapping[str, str]

    def installed(self) -> dict[str, EntryPoint]:
        """The plugins that installed packages offer, by name."""
        return {point.name: point for point in entry_points(group=group_of(self.kind))}

    def foreign(self) -> Iterator[tuple[EntryPoint, str]]:
        """The plugins that installed packages offer for other contracts, each with what is to be done about it."""
        for distribution in distributions():
            for point in distribution.entry_points:
                if what := foreign_group(point.group, self.kind):
                    yield point, what

    def offers(self) -> list["Offer"]:
        """All plugins that have a name, those for other contracts last."""
        own = [Offer(name, path) for name, path in self.built_in.items()]
        others = [
            *((point, "") for name, point in self.installed().items() if name not in self.built_in),
            *self.foreign(),
        ]
        for point, unusable in others:
            package = (point.dist.name, point.dist.version) if point.dist is not None else ("", "")
            own.append(Offer(point.name, point.value, *package, unusable))
        return own

    def names(self) -> list[str]:
        """All plugins that have a name, sorted."""
        return sorted({*self.built_in, *self.installed()})


@dataclass(frozen=True)
class Offer:
    """A plugin that there is: ``path`` is ``module:Class``; without a package it is built in.

    ``unusable`` says what is to be done about one for another contract.
    """

    name: str
    path: str
    package: str = ""
    version: str = ""
    unusable: str = ""


@dataclass(frozen=True)
class Plugin:
    """A plugin that was found: ``name`` is its table's in plugins.toml, ``options`` are checked.

    ``gallery`` are the folders of pictures that the operator offers for an effect's slots, by slot.
    """

    name: str
    type: Any
    options: BaseModel
    gallery: Mapping[str, str] = field(default_factory=dict)


def discover(
    tables: Mapping[str, Mapping[str, Any]],
    catalogue: Catalogue,
    check: CheckOptions,
    make: Callable[[Plugin], T],
    where: str,
    hide: Callable[[str], str] = str,
) -> tuple[dict[str, T], dict[str, str]]:
    """The plugins that tables ask for, by table, and what keeps the others from being used.

    A table's ``plugin`` says which it is, else its name does; an effect's ``gallery`` has folders of pictures by slot;
    the rest are options. ``make`` makes a plugin of a class
    and options. A reason has a line, begun with ``where`` and the table, for each problem; ``hide`` takes out secrets.
    """
    made: dict[str, T] = {}
    broken: dict[str, str] = {}
    for name, table in tables.items():
        place = f"{where}.{name}"
        try:
            made[name] = _make(name, table, catalogue, check, make, place)
        except ValueError as error:
            broken[name] = hide(str(error))
        except PluginError as error:
            broken[name] = " ".join(hide(f"{place}: {error}").split())
            log.info("%s", broken[name], exc_info=error.__cause__)
    return made, broken


def options_of(catalogue: Catalogue) -> tuple[dict[str, type[BaseModel]], dict[str, str]]:
    """The option models of all plugins that have a name, and the reasons, a line each, of those that don't load."""
    models, broken = {}, {}
    for name in catalogue.names():
        try:
            if name not in catalogue.built_in:
                survive(lambda name=name: find(name, catalogue))  # type: ignore[misc]
            models[name] = config_model_of(find(name, catalogue))
        except PluginError as error:
            broken[name] = str(error)
    return models, broken


def find(plugin: str, catalogue: Catalogue) -> Any:
    """The class that goes by a name or is ``module:Class`` and keeps the contract. Raises PluginError."""
    found = _guarded(PluginError, _importer(plugin, catalogue))
    try:
        _guarded(PluginError, lambda: check_class(found, catalogue.contract))
    except PluginError as error:
        raise PluginError(f"{plugin!r} can't be used: {error}") from error.__cause__
    return found


def config_model_of(found: Any) -> type[BaseModel]:
    """The model of a plugin's table in plugins.toml. Raises PluginError."""
    model = getattr(found, "config_model", NoOptions)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise PluginError(f"{found.__name__}.config_model is no pydantic model")
    return model


def _make(
    name: str,
    table: Mapping[str, Any],
    catalogue: Catalogue,
    check: CheckOptions,
    make: Callable[[Plugin], T],
    place: str,
) -> T:
    options = dict(table)
    plugin = options.pop("plugin", name)
    if not isinstance(plugin, str):
        raise PluginError("plugin should be a text in quotes")
    _importer(plugin, catalogue)
    gallery = _gallery(options.pop(GALLERY, {})) if catalogue.kind == "effect" else {}

    def build() -> T:
        found = find(plugin, catalogue)
        model = config_model_of(found)
        checked = _guarded(ValueError, lambda: check(model, options, place))
        return _guarded(PluginError, lambda: make(Plugin(name, found, checked, gallery)))

    if plugin not in catalogue.built_in:  # those are known not to end the process, and a trial doubles their imports
        survive(build)
    return build()


def _gallery(said: object) -> dict[str, str]:
    """The folders of a table. Raises PluginError."""
    if not isinstance(said, dict) or not all(isinstance(folder, str) for folder in said.values()):
        raise PluginError(f'{GALLERY} should be a table of folders by slot, such as {{ style = "styles" }}')
    return said


def _importer(plugin: str, catalogue: Catalogue) -> Callable[[], Any]:
    """Imports what goes by a name or is ``module:Class``. Raises PluginError where there is nothing to import."""
    path = catalogue.built_in.get(plugin)
    if path is None and ":" in plugin:
        path = plugin
    if path is not None:
        module, _, attribute = path.partition(":")
        return lambda: getattr(importlib.import_module(module), attribute)
    installed = catalogue.installed()
    if plugin in installed:
        return installed[plugin].load
    for point, what in catalogue.foreign():
        if point.name == plugin:
            raise PluginError(f"{plugin!r} can't be used: {what}")
    names = catalogue.names()
    similar = difflib.get_close_matches(plugin, names, n=1)
    remedy = f"did you mean {similar[0]}?" if similar else f"there are {', '.join(names)}, and module:Class"
    raise PluginError(f"there is no {catalogue.kind} called {plugin!r}; {remedy}")


def _guarded(through: type[Exception], call: Callable[[], T]) -> T:
    """Calls a plugin's code, which may raise anything; all but ``through`` becomes a PluginError."""
    try:
        return call()
    except through:
        raise
    except BaseException as error:  # whatever is wrong with it, the others run
        raise PluginError(reason(error)) from error
