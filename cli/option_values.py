"""An effect's options as a command line has them, ``NAME=VALUE``."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from cli.parameters import UsageError
from config.checks import validate
from core.model.base import Model
from core.plugins.controls import control_of, options_schema


def option_values(options: type[Model], given: Sequence[str]) -> Model:
    """Options out of ``NAME=VALUE``; the others have their defaults. Raises UsageError and ConfigError."""
    schema = options_schema(options)
    values: dict[str, Any] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"--option {text}: should be NAME=VALUE")
        if name in values:
            raise UsageError(f"--option {name}: is given twice")
        values[name] = _value(schema.get(name, {}), value)
    return validate(options, values, lambda place: f"--option {place[0]}")


def _value(schema: Mapping[str, Any], text: str) -> Any:
    """A number, or one of the choices, where the option is one; else the text, which the model reads or refuses."""
    control = control_of(schema)
    if control is not None and control.kind == "number":
        with suppress(ValueError):
            return int(text) if control.whole else float(text)
    choices = control.choices if control is not None and control.kind == "choice" else ()
    return next((choice for choice in choices if str(choice) == text), text)
