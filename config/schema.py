"""The JSON Schema of plugins.toml, which editors complete and check by: the settings' and all plugins' options."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from config.operator_config import NAME_PATTERN, OperatorConfig

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SECRET = {
    "description": "Where a secret is read from; it is never written here itself.",
    "type": "object",
    "properties": {
        "env": {"type": "string", "description": "A variable of the environment.", "pattern": "^[A-Z][A-Z0-9_]*$"},
        "file": {"type": "string", "description": "The path of a text file."},
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}

GALLERY = {
    "description": "Folders of JPEG, PNG and WebP pictures by slot; they join those that the effect offers for it.",
    "type": "object",
    "additionalProperties": {"type": "string"},
}

Options = Mapping[str, type[BaseModel]]


def schema(adapters: Options, effects: Options) -> dict[str, Any]:
    """The schema, given the plugins' option models by the plugins' names."""
    models: list[type[BaseModel]] = [OperatorConfig, *adapters.values(), *effects.values()]
    references, shared = models_json_schema([(model, "validation") for model in models])
    definitions = _with_secrets(shared["$defs"])
    names = {model: references[(model, "validation")]["$ref"].rpartition("/")[2] for model in models}

    whole = definitions.pop(names[OperatorConfig])
    properties = dict(whole["properties"])
    for kind, plugins in (("adapters", adapters), ("effects", effects)):
        options = {plugin: definitions[names[model]] for plugin, model in plugins.items()}
        framework = {"gallery": GALLERY} if kind == "effects" else {}
        properties[kind] = {**properties[kind], **_tables(options, framework)}
        del properties[kind]["patternProperties"]
    return {"$schema": DIALECT, **whole, "properties": properties, "$defs": definitions}


def _tables(options: Mapping[str, dict[str, Any]], framework: dict[str, Any]) -> dict[str, Any]:
    """What the tables of a kind of plugin may hold: a plugin's own, and those that name their plugin.

    ``framework`` are keys that are the same for all of them.
    """
    options = {
        name: {**found, "properties": {**found.get("properties", {}), **framework}} for name, found in options.items()
    }
    others = {"type": "object", "properties": {"plugin": {"not": {"enum": sorted(options)}}}, "required": ["plugin"]}
    return {
        "propertyNames": {"pattern": NAME_PATTERN, "maxLength": 64},
        "properties": {name: _table(name, found) for name, found in options.items()},
        "additionalProperties": {
            "anyOf": [
                *(
                    {**_table(name, found), "required": [*found.get("required", ()), "plugin"]}
                    for name, found in options.items()
                ),
                others,
            ]
        },
    }


def _table(name: str, options: dict[str, Any]) -> dict[str, Any]:
    plugin = {"const": name, "description": "The plugin that this table is for."}
    strict = options.get("additionalProperties", False)
    return {
        **options,
        "additionalProperties": strict,
        "properties": {**options.get("properties", {}), "plugin": plugin},
    }


def _with_secrets(schema: Any) -> Any:
    """A schema in which every secret is a place to read it from."""
    if isinstance(schema, list):
        return [_with_secrets(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "password" and schema.get("writeOnly"):
        return {**SECRET, **{key: schema[key] for key in ("title", "description") if key in schema}}
    return {key: _with_secrets(one) for key, one in schema.items()}
