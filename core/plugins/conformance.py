"""Whether a class keeps its contract, found out when it is loaded: what is wrong is one line, not a fault later."""

import inspect
import math
import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, create_model
from pydantic.fields import FieldInfo

from core.plugins.adapter import Adapter
from core.plugins.capabilities import Capabilities
from core.plugins.contract import check_contract
from core.plugins.controls import control_of, options_schema
from core.plugins.effect import Effect, Slot, variants_of
from core.plugins.errors import PluginError, reason
from core.plugins.gallery import pictures_in
from core.plugins.texts import Texts

MAX_NAME_LENGTH = 64
OPTION_NAME = re.compile(r"[a-z0-9_]{1,32}")
"""What every platform takes for an option's name: Discord's are the strictest."""
MAX_BUTTON_BYTES = 57
"""A button's id holds the option's name and value; Telegram takes 64 bytes, of which seven say whose it is."""
DEFAULTED = frozenset(["check", "direct", "forget", "variants"])
"""Methods that a class which inherits nothing needn't have: the contract's own do for it."""
TAKEN = frozenset(["effect"])
"""What the settings choose beside the options."""


def check_class(found: Any, contract: type) -> None:
    """Raises PluginError for what is no class that keeps ``contract``, Adapter or Effect, as far as a class can."""
    if not isinstance(found, type):
        raise PluginError("it is no class")
    check_contract(found)
    methods = [name for name, member in vars(contract).items() if callable(member) and not name.startswith("_")]
    attributes = ["name", "slots", "options"] if contract is Effect else ["name"]
    kind = contract.__name__.lower()
    lacks = [
        *(name for name in attributes if getattr(found, name, None) is None),
        *(name for name in methods if name not in DEFAULTED and not callable(getattr(found, name, None))),
    ]
    if lacks:
        raise PluginError(f"it is no {kind}: it has no {', '.join(lacks)}")
    _check_name(getattr(found, "name", None))
    for method in methods:
        if method in DEFAULTED and not hasattr(found, method):
            continue
        _check_signature(found, method, getattr(contract, method))
    if contract is Effect:
        _check_slots(getattr(found, "slots", None))
        check_options(found)


def check_adapter(adapter: Adapter, account: str) -> None:
    """Raises PluginError for an adapter that, made for an account, doesn't keep its contract."""
    _check_name(getattr(adapter, "name", None))
    said = getattr(adapter, "account", None)
    if said != account:
        raise PluginError(f"its account is {said!r} and should be what it was made with, {account!r}")
    _check_capabilities(getattr(adapter, "capabilities", None))


def _check_capabilities(able: object) -> None:
    if not isinstance(able, Capabilities):
        raise PluginError("its capabilities should be Capabilities")
    if min(able.text_limit, able.caption_limit, able.picture_limit, able.file_limit) < 1:
        raise PluginError("its capabilities have a limit that lets nothing through")
    if not (able.pictures or able.downloads):
        raise PluginError("its capabilities have neither pictures nor downloads, so nothing could be shown")
    interval = able.edit_interval
    if interval is not None and not 0 <= interval < math.inf:
        raise PluginError(f"its capabilities have an edit_interval of {interval:g} s, and should have seconds or None")


def check_effect(effect: Effect[Any], make: Callable[[], Effect[Any]]) -> None:
    """Raises PluginError for an effect that can't go to a compute child, and whatever its offers raise."""
    try:
        pickle.loads(pickle.dumps(make))  # noqa: S301 - ours, just made
    except Exception as error:
        raise PluginError(f"it can't be handed to the process that computes: {reason(error)}") from error
    texts = getattr(effect, "texts", None)
    if texts is not None:
        try:
            Texts.load(texts)
        except (ValueError, OSError) as error:
            raise PluginError(f"its texts can't be read: {reason(error)}") from error
    for slot in effect.slots:
        _check_gallery(slot)
    effect.tweaks(effect.options())
    variants_of(effect, effect.options())


def _check_gallery(slot: Slot) -> None:
    if slot.gallery is None:
        return
    try:
        pictures, problems = pictures_in(slot.gallery)
    except Exception as error:
        raise PluginError(f"the gallery of its slot {slot.name} can't be read: {reason(error)}") from error
    if problems or not pictures:
        raise PluginError(f"the gallery of its slot {slot.name}: {problems[0] if problems else 'there is no picture'}")


def check_options(effect: type[Effect[Any]]) -> None:
    """Raises PluginError, with the field's name, for options that can't be drawn as controls on every platform."""
    options = effect.options
    if not (isinstance(options, type) and issubclass(options, BaseModel)):
        raise PluginError("its options are no pydantic model")
    for name, field in options.model_fields.items():
        if field.is_required():
            raise PluginError(f"its option {name} has no default")
        if field.alias or field.validation_alias or field.serialization_alias:
            raise PluginError(f"its option {name} has an alias, by which nobody would find it")
        # by itself first: what pydantic says of a whole model doesn't name the field
        _guarded(f"its option {name}", partial(_schema_alone, options.model_config, name, field))
    _guarded("its options' defaults", lambda: options.model_validate(options().model_dump(mode="json")))
    for name, schema in options_schema(options).items():
        if problem := _option_problem(name, schema):
            raise PluginError(f"its option {name} {problem}")


def _schema_alone(config: ConfigDict, name: str, field: FieldInfo) -> None:
    """Makes the JSON Schema of a model with this field and no other."""
    fields: dict[str, Any] = {name: (field.annotation, field)}
    create_model("Options", __config__=config, **fields).model_json_schema()


def _option_problem(name: str, schema: Mapping[str, Any]) -> str:
    """What keeps an option from being drawn, if anything does."""
    if name in TAKEN:
        return "has a name that Atelier needs itself"
    if not OPTION_NAME.fullmatch(name):
        return "has a name that not every platform takes: small letters, digits and _, at most 32"
    control = control_of(schema)
    if control is None:
        return "can't be drawn: it should be a switch, a choice or a number"
    if control.kind == "choice" and ({type(value) for value in control.choices} not in ({str}, {int}, {float})):
        return "has choices that aren't all texts or all numbers"
    for value in control.offered:
        if len(f"set:{name}:{value}".encode()) > MAX_BUTTON_BYTES:
            return f"has a choice that is too long for a button: {value!r}"
    return ""


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not 0 < len(name) <= MAX_NAME_LENGTH:
        raise PluginError(f"its name is {name!r} and should be a text of 1 to {MAX_NAME_LENGTH} characters")


def _check_slots(slots: object) -> None:
    fine = isinstance(slots, Sequence) and slots and all(isinstance(slot, Slot) for slot in slots)
    if not fine:
        raise PluginError(f"its slots are {slots!r} and should be one Slot or more")
    if all(slot.optional for slot in cast(Sequence[Slot], slots)):
        raise PluginError("its slots are all optional, and one has to be filled")
    names = [slot.name for slot in cast(Sequence[Slot], slots)]
    if len(set(names)) < len(names):
        raise PluginError(f"two of its slots have one name: {', '.join(names)}")


def _check_signature(found: type, name: str, contract: Callable[..., Any]) -> None:
    """Raises PluginError where a method can't be called with what the contract's is called with."""
    method = inspect.unwrap(getattr(found, name))
    wanted = list(inspect.signature(contract).parameters)
    bound = isinstance(inspect.getattr_static(found, name), staticmethod | classmethod)
    try:
        inspect.signature(method).bind(*wanted[1:] if bound else wanted)
    except TypeError as error:
        raise PluginError(f"its {name} takes other arguments: it is called {name}({', '.join(wanted[1:])})") from error
    except ValueError:  # of what is written in C nobody knows
        return
    if inspect.iscoroutinefunction(contract) != inspect.iscoroutinefunction(method):
        should = "should be async" if inspect.iscoroutinefunction(contract) else "shouldn't be async"
        raise PluginError(f"its {name} {should}")


def _guarded(what: str, call: Callable[[], object]) -> None:
    """Calls a plugin's code. Raises PluginError with ``what`` and its reason for whatever it raises."""
    try:
        call()
    except Exception as error:
        raise PluginError(f"{what}: {reason(error)}") from error
