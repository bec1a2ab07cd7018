"""Finds the plugins that plugins.toml asks for: built-in ones by name, others by ``module:Class`` or entry point.

A plugin is a class. It says in ``config_model`` which pydantic model checks its options; without it there are none.
"""

import difflib
import importlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from core.model.base import Model

log = logging.getLogger(__name__)

T = TypeVar("T")


class PluginError(Exception):
    """A plugin that can't be used; the message is one line without its name. A plugin's class may raise it too."""


class CheckOptions(Protocol):
    """Checks options by a model. Raises ValueError with a line, begun with ``where``, for each problem."""

    def __call__(self, model: type[BaseModel], values: Mapping[str, Any], where: str) -> BaseModel:
        """The options as a model."""


class NoOptions(Model):
    """The options of a plugin that has none."""


@dataclass(frozen=True)
class Catalogue:
    """Where plugins of a kind are found.

    ``kind`` is ``adapter`` or ``effect``, ``contract`` the protocol whose methods such a class must have, ``built_in``
    has ``module:Class`` by name. Packages offer theirs in the entry point group ``atelier.adapters`` or
    ``atelier.effects``. If ``several``, one plugin may be asked for more than once, under names of its accounts.
    """

    kind: str
    contract: type
    built_in: Mapping[str, str]
    several: bool

    def installed(self) -> dict[str, EntryPoint]:
        """The plugins that installed packages offer, by name."""
        return {point.name: point for point in entry_points(group=f"atelier.{self.kind}s")}

    def names(self) -> list[str]:
        """All plugins that have a name, sorted."""
        return sorted({*self.built_in, *self.installed()})


@dataclass(frozen=True)
class Plugin:
    """A plugin that was found: ``name`` is its table's in plugins.toml, ``options`` are checked."""

    name: str
    type: Any
    options: BaseModel


def discover(
    tables: Mapping[str, Mapping[str, Any]],
    catalogue: Catalogue,
    check: CheckOptions,
    make: Callable[[Plugin], T],
    where: str,
    hide: Callable[[str], str] = str,
) -> tuple[dict[str, T], dict[str, str]]:
    """The plugins that tables ask for, by table, and what keeps the others from being used.

    A table's ``plugin`` says which it is, else its name does; the rest are options. ``make`` makes a plugin of a class
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
            broken[name] = hide(f"{place}: {error}")
            log.info("%s", broken[name], exc_info=error.__cause__)
    return made, broken


def options_of(catalogue: Catalogue) -> tuple[dict[str, type[BaseModel]], dict[str, str]]:
    """The option models of all plugins that have a name, and the reasons, a line each, of those that don't load."""
    models, broken = {}, {}
    for name in catalogue.names():
        try:
            models[name] = _options(find(name, catalogue))
        except PluginError as error:
            broken[name] = str(error)
    return models, broken


def find(plugin: str, catalogue: Catalogue) -> Any:
    """The class that goes by a name or is ``module:Class``. Raises PluginError."""
    found = _import(plugin, catalogue)
    if not isinstance(found, type):
        raise PluginError(f"{plugin!r} is no class")
    lacks = [name for name in _methods(catalogue.contract) if not callable(getattr(found, name, None))]
    if lacks:
        raise PluginError(f"{plugin!r} is no {catalogue.kind}: it has no {', '.join(lacks)}")
    return found


def reason(error: BaseException) -> str:
    """What an exception says, in one line; of a group, what the first one in it says."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


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
    found = find(plugin, catalogue)
    called = getattr(found, "name", None)
    if not catalogue.several and isinstance(called, str) and called != name:
        raise PluginError(f"{plugin!r} is called {called}, so its table is {catalogue.kind}s.{called}")
    model = _options(found)
    checked = _guarded(ValueError, lambda: check(model, options, place))
    return _guarded(PluginError, lambda: make(Plugin(name, found, checked)))


def _import(plugin: str, catalogue: Catalogue) -> Any:
    path = catalogue.built_in.get(plugin)
    if path is None and ":" in plugin:
        path = plugin
    if path is not None:
        module, _, attribute = path.partition(":")
        return _guarded(PluginError, lambda: getattr(importlib.import_module(module), attribute))
    installed = catalogue.installed()
    if plugin in installed:
        return _guarded(PluginError, installed[plugin].load)
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
    except (Exception, SystemExit) as error:  # whatever is wrong with it, the others run
        raise PluginError(reason(error)) from error


def _options(found: Any) -> type[BaseModel]:
    model = getattr(found, "config_model", NoOptions)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        raise PluginError(f"{found.__name__}.config_model is no pydantic model")
    return model


def _methods(contract: type) -> list[str]:
    return [name for name, member in vars(contract).items() if callable(member) and not name.startswith("_")]
