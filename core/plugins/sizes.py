"""How large an effect's pictures may be: the operator's limits, and what takes less memory.

An effect whose pictures have a size that people may choose calls that option ``size``: a whole number of pixels, of
which smaller ones take less memory and time.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from annotated_types import Ge, Le
from pydantic import Field, JsonValue, create_model

from core.model.base import Model
from core.plugins.controls import Control, control_of

SIZE = "size"

Schema = Mapping[str, Mapping[str, Any]]
"""The JSON Schema of each option (see core.plugins.controls.options_schema)."""


class SizeLimits(Model):
    """The operator's largest size and the default one, in pixels; None where the effect's own holds."""

    largest: int | None = None
    default: int | None = None


def limited(options: type[Model], schema: Schema, limits: SizeLimits) -> type[Model]:
    """Options with the operator's limits, as far as the effect's own allow; the same class where they change nothing.

    The largest size and the default are among those that are recommended, and what is larger isn't any more.
    """
    control = _control(schema)
    if control is None or limits == SizeLimits():
        return options
    field = options.model_fields[SIZE]
    low, high = control.low or 1, control.high if limits.largest is None else limits.largest
    largest = high if control.high is None or high is None else max(low, min(high, control.high))
    wanted = field.default if limits.default is None else limits.default
    default = max(low, wanted if largest is None else min(wanted, largest))
    sizes = {int(size) for size in (*control.choices, default, largest) if size is not None}
    choices: list[JsonValue] = [size for size in sorted(sizes) if largest is None or size <= largest]
    bounds = [Ge(low), *([] if largest is None else [Le(largest)])]
    described = Field(int(default), description=field.description, json_schema_extra={"choices": choices})
    fields: dict[str, Any] = {SIZE: (Annotated[(int, *bounds)], described)}
    return create_model(options.__name__, __base__=options, **fields)


def lowered(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of options with a size that is too large made the largest."""
    control, size = _control(schema), values.get(SIZE)
    if control is None or control.high is None or not isinstance(size, int) or size <= control.high:
        return dict(values)
    return {**values, SIZE: int(control.high)}


def smaller(schema: Schema, values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Values of options at the next smaller size that is recommended; None where there is none."""
    control, size = _control(schema), values.get(SIZE)
    if control is None or not isinstance(size, int):
        return None
    sizes = [choice for choice in control.offered if choice < size]
    return {**values, SIZE: max(sizes)} if sizes else None


def _control(schema: Schema) -> Control | None:
    """How the size is chosen; None where an effect has none."""
    control = control_of(schema[SIZE]) if SIZE in schema else None
    return control if control is not None and control.kind == "number" and control.whole else None
