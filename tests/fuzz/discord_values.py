"""Values made up by Discord's specification, with any of their optional fields, and some unheard of."""

from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from tests.fuzz.harness import word
from tests.fuzz.telegram_values import ODD
from tests.platforms.discord_schema import REF, Schema

DEEPEST = 3
Json = dict[str, Any]


class Values:
    """Makes up values of ``schemas``, which are known by name; ``luck`` decides."""

    def __init__(self, schemas: Mapping[str, Schema], luck: Random) -> None:
        self._schemas, self._luck = schemas, luck

    def named(self, name: str, depth: int = 0) -> Any:
        """A value of what the specification calls so."""
        return self.of(self._schemas[name], depth)

    def of(self, schema: Schema, depth: int = 0) -> Any:
        """A value of a schema."""
        luck = self._luck
        if "$ref" in schema:
            return self.named(schema["$ref"].removeprefix(REF), depth)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return luck.choice(schema["enum"])
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self.of(luck.choice(schema[several]), depth)
        if "allOf" in schema:
            return self.of(schema["allOf"][0], depth)
        types = schema.get("type", "object")
        kind = luck.choice(types) if isinstance(types, list) else types
        return self._basic(kind, schema, depth)

    def _basic(self, kind: str, schema: Schema, depth: int) -> Any:
        luck = self._luck
        match kind:
            case "null":
                return None
            case "boolean":
                return luck.random() < 0.5
            case "integer" | "number":
                return luck.randrange(10**6)
            case "array":
                count = 0 if depth > DEEPEST else luck.randint(0, 2)
                return [self.of(schema.get("items", {}), depth + 1) for _ in range(count)]
            case "string":
                formats = {"snowflake": str(luck.randrange(1, 10**18)), "date-time": "2026-01-01T00:00:00+00:00"}
                return formats.get(schema.get("format", ""), word(luck))
        return self._object(schema, depth)

    def _object(self, schema: Schema, depth: int) -> Json:
        needed = schema.get("required", ())
        optional = 0.0 if depth > DEEPEST else 0.3
        return {
            key: self.of(one, depth + 1)
            for key, one in schema.get("properties", {}).items()
            if key in needed or self._luck.random() < optional
        }

    def odd(self, thing: Json, kept: Collection[str]) -> Json:
        """An object as Discord may one day send it: with something new, and something other than it was."""
        luck = self._luck
        changed = {key: luck.choice(ODD) if key not in kept and luck.random() < 0.1 else thing[key] for key in thing}
        return changed | ({"hologram": luck.choice(ODD)} if luck.random() < 0.3 else {})
