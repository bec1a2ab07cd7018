"""An effect's options as people may set them, worked out from the pydantic model that declares them."""

from functools import cache
from typing import Any

from core.model.base import Model
from core.plugins.effect import Effect


def options_schema(effect: Effect) -> dict[str, dict[str, Any]]:
    """The options that a person may set: for each its JSON Schema, with references resolved."""
    return _schema(effect.options)


@cache  # a schema takes milliseconds to make, and each button of the settings asks for it
def _schema(options: type[Model]) -> dict[str, dict[str, Any]]:
    schema = options.model_json_schema()
    definitions = schema.get("$defs", {})
    found = {}
    for name, field in schema["properties"].items():
        reference = field.get("$ref", "").rpartition("/")[2]
        whole = {**definitions.get(reference, {}), **field}
        if "const" not in whole:
            found[name] = whole
    return found


def option_values(field: dict[str, Any]) -> list[Any]:
    """The values that buttons offer for an option: those that it names, its members, or five over its range."""
    if "choices" in field:
        return list(field["choices"])
    if field.get("type") == "boolean":
        return [False, True]
    if "enum" in field:
        return list(field["enum"])
    if "minimum" in field and "maximum" in field:
        low, high = field["minimum"], field["maximum"]
        values = [low + (high - low) * step / 4 for step in range(5)]
        return [round(value) for value in values] if field["type"] == "integer" else values
    return []


def valid_options(effect: Effect, values: dict[str, Any]) -> Model:
    """Options out of stored values, leaving out those that the model no longer takes."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if fits(effect, {**kept, name: value}):
            kept[name] = value
    return effect.options.model_validate(kept)


def fits(effect: Effect, values: dict[str, Any]) -> bool:
    """Whether the effect's options take these values."""
    try:
        effect.options.model_validate(values)
    except ValueError:
        return False
    return True
