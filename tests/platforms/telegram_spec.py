"""Checks requests and answers against the published description of the Bot API: names, types, lengths."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")
RANGE = re.compile(r"Values between (\d+)-(\d+)")
CONSTANT = re.compile(r"(?:must be|always) “?\"?([a-z_]+)”?\"?$")
PLAIN_NAME = "only lowercase English letters, digits and underscores"


class Upload(NamedTuple):
    """A file in a multipart request."""

    name: str
    data: bytes


Fields = Mapping[str, str | Upload]


class Spec:
    """The description; its types and methods by name."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self._methods, self._types = description["methods"], description["types"]

    @classmethod
    def load(cls, path: Path) -> "Spec":
        return cls(json.loads(path.read_text(encoding="utf-8")))

    def request(self, method: str, fields: Fields) -> list[str]:
        """What is wrong with a request."""
        if method not in self._methods:
            return [f"{method}: there is no such method"]
        known = {field["name"]: field for field in self._methods[method].get("fields", ())}
        attached = {name for text in fields.values() if isinstance(text, str) for name in _attachments(text)}
        problems = [f"{method}: {name} is missing" for name in _missing(known.values(), fields)]
        for name, given in fields.items():
            if name in known:
                problems += self._given(known[name], given, f"{method}.{name}")
            elif name not in attached:
                problems.append(f"{method}: {name} is unknown")
        return problems + [f"{method}: nothing is attached as {name}" for name in attached - fields.keys()]

    def answer(self, method: str, result: Any) -> list[str]:
        """What is wrong with the result of a method."""
        return self.value(self._methods[method]["returns"], result, f"{method}'s result")

    def value(self, types: Iterable[str], value: Any, place: str) -> list[str]:
        """What keeps a value from being of one of these types; nothing if it is."""
        tries = [self._of_type(type, value, place) for type in types]
        return min(tries, key=len)

    def _given(self, field: Mapping[str, Any], given: str | Upload, place: str) -> list[str]:
        """A field of a form: everything that isn't a text or a file is written as JSON."""
        types = field["types"]
        if isinstance(given, Upload):
            return [] if "InputFile" in types else [f"{place}: no file belongs here"]
        tries = []
        for type in types:
            value = _read(type, given)
            tries.append(self._of_type(type, value, place) or _limits(field, value, place))
        return min(tries, key=len)

    def _of_type(self, type: str, value: Any, place: str) -> list[str]:
        if type.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{place}: {_short(value)} is no array"]
            inner = type.removeprefix("Array of ")
            return [problem for i, one in enumerate(value) for problem in self._of_type(inner, one, f"{place}[{i}]")]
        basic = BASIC.get(type)
        if basic is not None:
            right = isinstance(value, basic) and (bool in basic or not isinstance(value, bool))
            return [] if right else [f"{place}: {_short(value)} is no {type}"]
        if type == "InputFile":
            return [f"{place}: {_short(value)} is no file"]
        return self._object(type, value, place)

    def _object(self, name: str, value: Any, place: str) -> list[str]:
        type = self._types[name]
        if "subtypes" in type:
            return self.value(type["subtypes"], value, place)
        if not isinstance(value, dict):
            return [f"{place}: {_short(value)} is no {name}"]
        known = {field["name"]: field for field in type.get("fields", ())}
        problems = [f"{place}: {name} needs {missing}" for missing in _missing(known.values(), value)]
        for key, one in value.items():
            if key not in known:
                problems.append(f"{place}: {name} has no {key}")
                continue
            inner = f"{place}.{key}"
            problems += self.value(known[key]["types"], one, inner) or _limits(known[key], one, inner)
        return problems


BASIC: Mapping[str, tuple[type, ...]] = {
    "Integer": (int,),
    "Float": (float, int),
    "Boolean": (bool,),
    "True": (bool,),
    "String": (str,),
}


def _missing(fields: Iterable[Mapping[str, Any]], given: Mapping[str, Any]) -> list[str]:
    return [field["name"] for field in fields if field["required"] and field["name"] not in given]


def _read(type: str, text: str) -> Any:
    """A form's text as a value of a type, or as it is if it is none."""
    if type in ("String", "InputFile"):
        return text
    if type in ("Boolean", "True"):
        return {"true": True, "false": False}.get(text.lower(), text)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _limits(field: Mapping[str, Any], value: Any, place: str) -> list[str]:
    """What a field's description says of lengths, ranges and constants."""
    said = field["description"]
    problems = []
    if isinstance(value, str) and (found := LENGTH.search(said)):
        low, high, transaction = int(found[1]), int(found[2]), found[3]
        size = len(value.encode()) if transaction == "bytes" else len(value)
        if not low <= size <= high:
            problems.append(f"{place}: {size} {transaction}, not {low} to {high}")
    if isinstance(value, int) and (found := RANGE.search(said)) and not int(found[1]) <= value <= int(found[2]):
        problems.append(f"{place}: {value} is not within {found[0]}")
    if isinstance(value, str) and (found := CONSTANT.search(said)) and value != found[1]:
        problems.append(f"{place}: {value!r} should be {found[1]}")
    if isinstance(value, str) and PLAIN_NAME in said and not re.fullmatch("[a-z0-9_]+", value):
        problems.append(f"{place}: {value!r} has other characters than it may")
    return problems


def _attachments(text: str) -> list[str]:
    return re.findall(r'attach://([^"]+)', text)


def _short(value: Any) -> str:
    return repr(value)[:60]
