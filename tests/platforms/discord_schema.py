"""JSON Schema as Discord's specification uses it, but strict: a field that no schema names is a problem.

Of a schema with several forms (oneOf, anyOf) the one counts that fits best, preferably one whose ``type`` is the same.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

Schema = Mapping[str, Any]

REF = "#/components/schemas/"
KNOWN = frozenset(
    [
        *(
            "$ref",
            "additionalProperties",
            "allOf",
            "anyOf",
            "const",
            "contentEncoding",
            "description",
            "enum",
            "format",
        ),
        *("items", "maxItems", "maxLength", "maxProperties", "maximum", "minItems", "minLength", "minProperties"),
        *("minimum", "oneOf", "pattern", "properties", "required", "title", "type", "uniqueItems"),
        "x-discord-union",
    ]
)
"""The keywords that are understood; another one in a schema is an error, so that none is passed over."""
BASIC: Mapping[str, Callable[[Any], bool]] = {
    "array": lambda value: isinstance(value, list),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "object": lambda value: isinstance(value, dict),
    "string": lambda value: isinstance(value, str),
}
SNOWFLAKES = 1 << 64
NONCE_CHARACTERS = 25


class Checker:
    """Checks values against ``schemas``, which are known by name."""

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas

    def problems(self, schema: Schema, value: Any, place: str) -> list[str]:
        """What keeps a value from being what a schema says; nothing if it is."""
        found = self._of(schema, value, place)
        if isinstance(value, dict) and not found:
            found += self._unknown(schema, value, place)
        return found

    def named(self, name: str, value: Any, place: str) -> list[str]:
        """The same by a schema's name."""
        return self.problems(self._schemas[name], value, place)

    def _of(self, schema: Schema, value: Any, place: str) -> list[str]:
        """Everything but unknown fields of the value itself, which other parts of an allOf may know."""
        assert KNOWN.issuperset(schema), KNOWN.symmetric_difference(schema) - KNOWN
        if "$ref" in schema:
            return self._of(self._resolved(schema), value, place)
        types = _types(schema)
        if types and not any(BASIC[type](value) for type in types):
            return [f"{place}: {_short(value)} is no {' or '.join(types)}"]
        if "enum" in schema and value not in schema["enum"]:
            return [f"{place}: {_short(value)} is none of {schema['enum']}"]
        if "const" in schema and value != schema["const"]:
            return [f"{place}: {_short(value)} is not {schema['const']}"]
        found = [problem for check in (_string, _number, _size) for problem in check(schema, value, place)]
        for part in schema.get("allOf", ()):
            found += self._of(part, value, place)
        for forms in (schema.get("oneOf"), schema.get("anyOf")):
            if forms:
                found += self._best(forms, value, place)
        if isinstance(value, list) and "items" in schema:
            found += [p for i, one in enumerate(value) for p in self.problems(schema["items"], one, f"{place}[{i}]")]
        if isinstance(value, dict):
            found += self._fields(schema, value, place)
        return found

    def _best(self, forms: list[Schema], value: Any, place: str) -> list[str]:
        alike = [form for form in forms if self._says_its_type(form, value)]
        alike = alike or [form for form in forms if self._is_basically(form, value)] or forms
        consts = [form["const"] for form in alike if "const" in form]
        if len(consts) == len(alike):
            return [] if value in consts else [f"{place}: {_short(value)} is none of {consts}"]
        return min((self.problems(form, value, place) for form in alike), key=len)

    def _says_its_type(self, form: Schema, value: Any) -> bool:
        """Whether a form names the ``type`` that an object has."""
        if not isinstance(value, dict):
            return False
        types = self._resolved(form).get("properties", {}).get("type", {}).get("enum", ())
        return value.get("type") in types

    def _is_basically(self, form: Schema, value: Any) -> bool:
        types = _types(self._resolved(form))
        return not types or any(BASIC[type](value) for type in types)

    def _fields(self, schema: Schema, value: dict[str, Any], place: str) -> list[str]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties")
        found = [f"{place}: {name} is missing" for name in schema.get("required", ()) if name not in value]
        for name, one in value.items():
            inner = known.get(name, others)
            if isinstance(inner, Mapping):
                found += self.problems(inner, one, f"{place}.{name}")
        return found

    def _unknown(self, schema: Schema, value: dict[str, Any], place: str) -> list[str]:
        """The fields that nothing says anything of."""
        parts = list(self._parts(schema))
        if not any(parts) or any(isinstance(part.get("additionalProperties"), Mapping) for part in parts):
            return []  # anything may be there
        if any(set(part) & {"oneOf", "anyOf"} for part in parts):
            return []  # the form that fits has looked for them
        names = {name for part in parts for name in part.get("properties", ())}
        return [f"{place}: {name} is unknown" for name in value if name not in names]

    def _parts(self, schema: Schema) -> Iterator[Schema]:
        """A schema and all that it is made of."""
        schema = self._resolved(schema)
        yield schema
        for part in schema.get("allOf", ()):
            yield from self._parts(part)

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._schemas[schema["$ref"].removeprefix(REF)]
        return schema


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else types


def _string(schema: Schema, value: Any, place: str) -> list[str]:
    if not isinstance(value, str):
        return []
    found = []
    low, high = schema.get("minLength", 0), schema.get("maxLength", math.inf)
    if not low <= len(value) <= high:
        found.append(f"{place}: {len(value)} characters, not {low} to {high}")
    if "pattern" in schema and not _pattern(schema["pattern"]).search(value):
        found.append(f"{place}: {_short(value)} doesn't match {schema['pattern']}")
    format = FORMATS.get(schema.get("format", ""))
    if format is not None and not format(value):
        found.append(f"{place}: {_short(value)} is no {schema['format']}")
    return found


def _number(schema: Schema, value: Any, place: str) -> list[str]:
    if not BASIC["number"](value):
        return []
    found = []
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    if not low <= value <= high:
        found.append(f"{place}: {value} is not within {low} and {high}")
    if schema.get("format") == "int32" and not -(1 << 31) <= value < 1 << 31:
        found.append(f"{place}: {value} is no int32")
    return found


def _size(schema: Schema, value: Any, place: str) -> list[str]:
    if isinstance(value, list):
        low, high, things = schema.get("minItems", 0), schema.get("maxItems", math.inf), "items"
        if schema.get("uniqueItems") and len({repr(one) for one in value}) < len(value):
            return [f"{place}: something is there twice"]
    elif isinstance(value, dict):
        low, high, things = schema.get("minProperties", 0), schema.get("maxProperties", math.inf), "fields"
    else:
        return []
    return [] if low <= len(value) <= high else [f"{place}: {len(value)} {things}, not {low} to {high}"]


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _is_uri(text: str) -> bool:
    parts = urlsplit(text)
    return bool(parts.scheme and (parts.netloc or parts.path))


FORMATS: Mapping[str, Callable[[str], bool]] = {
    "date-time": _is_time,
    "nonce": lambda text: len(text) <= NONCE_CHARACTERS,
    "snowflake": lambda text: text.isdecimal() and int(text) < SNOWFLAKES,
    "uri": _is_uri,
}
_pattern = cache(re.compile)


def _short(value: Any) -> str:
    return repr(value)[:60]
