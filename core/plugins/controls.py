"""An effect's options as people may set them, worked out from the pydantic model that declares them."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from core.model.base import Model


class Control(Model):
    """How an option is set: switched, chosen, or given as a number from ``low`` to ``high``, None where it has no end.

    ``choices`` are all the values of a switch or a choice, and those of a number that its effect recommends;
    ``offered`` are the values that get a button where there is nothing but buttons.
    """

    kind: Literal["switch", "choice", "number"]
    whole: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[Any, ...] = ()
    offered: tuple[Any, ...] = ()

    @property
    def listed(self) -> bool:
        """Whether it is best chosen from a list: whole numbers are, of which some are recommended."""
        return self.kind != "number" or (self.whole and bool(self.choices))

    def choices_with(self, value: Any) -> list[Any]:
        """The list to choose from where the option has this value now."""
        return sorted({*self.choices, value}) if self.kind == "number" else list(self.choices)


def control_of(schema: Mapping[str, Any]) -> Control | None:
    """The control of an option with this JSON Schema; None for what can't be drawn, such as a free text."""
    kind, named = schema.get("type"), tuple(schema.get("choices", ()))
    if kind == "boolean":
        return Control(kind="switch", choices=(False, True), offered=(False, True))
    if "enum" in schema:
        members = tuple(schema["enum"])
        return Control(kind="choice", choices=members, offered=named or members)
    if kind not in ("integer", "number"):
        return Control(kind="choice", choices=named, offered=named) if named else None
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    offered = named or _five_over_the_range(schema)
    return Control(kind="number", whole=kind == "integer", low=low, high=high, choices=named, offered=offered)


def _five_over_the_range(schema: Mapping[str, Any]) -> tuple[float, ...]:
    """Five values from end to end; none where there is no end that the option may have itself."""
    if "minimum" not in schema or "maximum" not in schema:
        return ()
    low, high = schema["minimum"], schema["maximum"]
    values = (low + (high - low) * step / 4 for step in range(5))
    return tuple(round(value) for value in values) if schema["type"] == "integer" else tuple(values)


@cache  # a schema takes milliseconds to make, and each button of the settings asks for it
def options_schema(options: type[Model]) -> dict[str, dict[str, Any]]:
    """The options that a person may set: for each its JSON Schema, with references resolved."""
    schema = options.model_json_schema()
    definitions = schema.get("$defs", {})
    found = {}
    for name, field in schema.get("properties", {}).items():
        reference = field.get("$ref", "").rpartition("/")[2]
        whole = {**definitions.get(reference, {}), **field}
        if "const" not in whole:
            found[name] = whole
    return found


def valid_options(options: type[Model], values: Mapping[str, Any]) -> Model:
    """Options out of stored values, leaving out those that the model no longer takes."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if fits(options, {**kept, name: value}):
            kept[name] = value
    return options.model_validate(kept)


def fits(options: type[Model], values: Mapping[str, Any]) -> bool:
    """Whether a model of options takes these values."""
    try:
        options.model_validate(values)
    except Exception:  # noqa: BLE001 - an effect's own checks may raise anything
        return False
    return True
