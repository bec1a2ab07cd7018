"""Values made up by the description of the Bot API, with any of their optional fields, and some unheard of."""

from collections.abc import Collection, Mapping
from random import Random
from typing import Any

from tests.fuzz.harness import word
from tests.platforms.telegram_spec import CONSTANT

DEEPEST = 3
"""Objects inside of so many others have only what they need."""
ODD: tuple[Any, ...] = (None, 5, "x", [], {}, True, {"type": "hologram"}, [{}])
"""What stands where a newer Bot API has something else."""
Json = dict[str, Any]


class Values:
    """Makes up values of the types of a description; ``luck`` decides."""

    def __init__(self, types: Mapping[str, Any], luck: Random) -> None:
        self._types, self._luck = types, luck

    def of(self, type: str, depth: int = 0) -> Any:
        """A value of a type."""
        if type.startswith("Array of "):
            count = self._luck.randint(1, 2)
            return [self.of(type.removeprefix("Array of "), depth) for _ in range(count)]
        luck = self._luck
        match type:
            case "Integer":
                return luck.choice([0, 1, 7, 10**9, luck.randrange(10**12)])
            case "Float":
                return luck.uniform(-180, 180)
            case "Boolean":
                return luck.random() < 0.5
            case "True":
                return True
            case "String":
                return word(luck)
        described = self._types[type]
        if "subtypes" in described:
            return self.of(luck.choice(described["subtypes"]), depth)
        return self.some(type, (), depth)

    def some(self, type: str, without: Collection[str], depth: int = 0) -> Json:
        """An object with some of its optional fields, but not these."""
        optional = 0.15 if depth == 0 else 0.3 if depth < DEEPEST else 0.0
        made = {}
        for field in self._types[type].get("fields", ()):
            if field["name"] not in without and (field["required"] or self._luck.random() < optional):
                made[field["name"]] = self._field(field, depth + 1)
        return made

    def _field(self, field: Mapping[str, Any], depth: int) -> Any:
        if found := CONSTANT.search(field["description"]):
            return found[1]
        return self.of(self._luck.choice(field["types"]), depth)

    def odd(self, thing: Json, kept: Collection[str]) -> Json:
        """An object as a newer Bot API might have it: with something new, and something other than it was."""
        luck = self._luck
        changed = {key: luck.choice(ODD) if key not in kept and luck.random() < 0.15 else thing[key] for key in thing}
        return changed | ({"hologram_id": luck.choice(ODD)} if luck.random() < 0.3 else {})
