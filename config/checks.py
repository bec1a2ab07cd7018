"""Checks values against a pydantic model, and says in one line each what is wrong with them and what would be right."""

import difflib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from config.secrets import Secrets, fill, members, spellings
from core.model.errors import AtelierError

M = TypeVar("M", bound=BaseModel)

Place = Sequence[int | str]

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
SHOWN_LENGTH = 40
CHOICES = ("literal_error", "enum", "int_parsing", "float_parsing", "bool_parsing")
"""Problems whose value is shown though it is a text. Any other text may be a secret in the wrong place."""
SIMILAR, VERY_SIMILAR = 0.6, 0.8
"""How much of an unknown key another has to have in common with it to be what was meant, here or elsewhere."""
KEY = ("[key]",)
"""What pydantic ends a place with where a table's key is wrong and not its value."""
WORDS = {
    "missing": "it is needed",
    "dict_type": "should be a table",
    "model_type": "should be a table",
    "model_attributes_type": "should be a table",
    "list_type": "should be a list",
    "tuple_type": "should be a list",
    "frozen_set_type": "should be a list",
    "string_type": "should be a text in quotes",
    "path_type": "should be a path in quotes",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
}


class ConfigError(AtelierError, ValueError):
    """Settings that can't be read or don't make sense; the message names the file, the key and the remedy."""

    code = "config"


def validate(
    model: type[M], values: Mapping[str, Any], where: str | Callable[[Place], str], secrets: Secrets | None = None
) -> M:
    """``values`` as a model, secrets read. Raises ConfigError with a line for each problem.

    A line begins with ``where``, such as the file, and the key, or with what ``where`` makes of the key's place.
    """
    secrets = Secrets(os.environ) if secrets is None else secrets
    filled, problems = fill(model, values, secrets)
    lines = [(problem.place, problem.text) for problem in problems]
    ignored = [(key,) for key in _ignored(model, values)]
    lines += [(place, _unknown(model, place)) for place in ignored]
    try:
        checked = model.model_validate(filled)
    except ValidationError as error:
        # The errors' URLs and contexts may hold values, so only what is asked for is taken.
        found = error.errors(include_url=False)
        unknown = [*ignored, *(problem["loc"] for problem in found if problem["type"] == "extra_forbidden")]
        explained = {place for place, _ in lines}
        misspelt = {(*place[:-1], _meant(model, place)) for place in unknown}
        for problem in found:
            if problem["type"] == "missing" and problem["loc"] in misspelt:
                continue
            if problem["loc"] not in explained and problem["type"] != "default_factory_not_called":
                lines.append((problem["loc"][:-1] if _is_of_key(problem) else problem["loc"], _explain(problem, model)))
    else:
        if not lines:
            return checked
    # Raised out here: with the ValidationError as its context, a traceback would show what was in the file.
    begin = where if callable(where) else lambda place: f"{where}{_dotted(place)}"
    raise ConfigError("\n".join(secrets.hide(f"{begin(place)}: {text}") for place, text in lines))


def _explain(problem: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, value = problem["type"], problem["input"]
    if kind == "extra_forbidden":
        return _unknown(model, problem["loc"])
    if _is_of_key(problem):
        return "a name has letters, digits, - and _ in it, and no more than 64"
    text = WORDS.get(kind) or " ".join(problem["msg"].split())
    text = text.removeprefix("Value error, ").removeprefix("Assertion failed, ")
    text = text[:1].lower() + text[1:]
    shown = isinstance(value, int | float) or (isinstance(value, str) and kind in CHOICES)
    return f"{text}, not {_cut(repr(value))}" if shown else text


def _is_of_key(problem: Mapping[str, Any]) -> bool:
    """Whether a key is wrong and not its value; one that is itself called ``[key]`` may be unknown, too."""
    return bool(problem["loc"][-1:] == KEY) and problem["type"] != "extra_forbidden"


def _unknown(model: type[BaseModel], place: Place) -> str:
    meant = _meant(model, place)
    if meant is not None:
        return f"no such key; did you mean {meant}?"
    known = _keys(_models_at(model, place[:-1]))
    there_are = f"there are {', '.join(known)}" if known else "there are none to set"
    return f"no such key; {there_are}"


def _meant(model: type[BaseModel], place: Place) -> str | None:
    """The key that an unknown one is like: of the same table, or else of a table within it."""
    models = _models_at(model, place[:-1])
    here = {key.lower(): key for key in _keys(models)}
    within = {key.lower(): f"{table}.{key}" for table, keys in _tables(models).items() for key in keys}
    for known, cutoff in ((here, SIMILAR), (within, VERY_SIMILAR)):
        similar = difflib.get_close_matches(str(place[-1]).lower(), known, n=1, cutoff=cutoff)
        if similar:
            return known[similar[0]]
    return None


def _ignored(model: type[BaseModel], values: Mapping[str, Any]) -> list[str]:
    """Unknown keys that the model itself would say nothing about."""
    if model.model_config.get("extra", "ignore") != "ignore":
        return []
    known = {key for name, field in model.model_fields.items() for key in spellings(name, field)}
    return [key for key in values if key not in known]


def _models_at(model: type[BaseModel], place: Place) -> list[type[BaseModel]]:
    """What a table at a place inside a model may be."""
    models = [model]
    for step in place:
        inner = [one for outer in models for one in _models(_field(outer, step))]
        models = inner or models  # a list's index or a union's tag leads nowhere
    return models


def _keys(models: Iterable[type[BaseModel]]) -> list[str]:
    """The keys that these models have, sorted."""
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _tables(models: Iterable[type[BaseModel]]) -> dict[str, list[str]]:
    """The keys of the tables in these models; where any may be given, those that there are by default."""
    found = {}
    for model in models:
        for name, field in model.model_fields.items():
            inner = [one for one in members(field.annotation) if isinstance(one, type) and issubclass(one, BaseModel)]
            found[field.alias or name] = [*_keys(inner), *(field.default if isinstance(field.default, dict) else ())]
    return found


def _field(model: type[BaseModel], key: int | str) -> Any:
    for name, field in model.model_fields.items():
        if key in spellings(name, field):
            return field.annotation
    return None


def _models(annotation: Any) -> list[type[BaseModel]]:
    """The models in a type, such as those of a list's items."""
    found = []
    for member in members(annotation):
        if isinstance(member, type) and issubclass(member, BaseModel):
            found.append(member)
        else:
            found += [model for argument in get_args(member) for model in _models(argument)]
    return found


def _dotted(place: Place) -> str:
    """A place as TOML writes it, on one line whatever is in the keys, behind a colon."""
    quoted = (key if BARE_KEY.fullmatch(key) else json.dumps(key) for key in map(str, place))
    return "".join(f"{'.' if number else ': '}{_cut(key)}" for number, key in enumerate(quoted))


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}..."
