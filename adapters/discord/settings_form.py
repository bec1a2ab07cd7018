"""The settings as a form: at most five fields, chosen from lists or typed in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atelier_bot import PersonSettings, Texts

FORM: Final = "settings-form"
FIELDS: Final = 5
LIST, TEXT, LABEL = 3, 4, 18
LABEL_LENGTH, ABOUT_LENGTH, TITLE_LENGTH = 45, 100, 45
YES_NO: Final = {"true": True, "false": False}


def form(settings: PersonSettings, texts: Texts) -> dict[str, Any] | None:
    """The form of a person's settings; None where there is nothing to set."""
    fields = [
        field
        for name, schema in settings.options.items()
        if (field := _field(name, schema, settings.values[name], texts, settings.language)) is not None
    ]
    if not fields:
        return None
    title = texts.say(settings.language, "form-title")
    return {"custom_id": FORM, "title": title[:TITLE_LENGTH], "components": fields[:FIELDS]}


def values_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """The options that a form was sent with; what can't be read goes on as it was written, and is refused there."""
    found: dict[str, Any] = {}
    for field in _fields_of(data.get("components", [])):
        name = str(field["custom_id"])
        text = str(field["values"][0]) if field.get("values") else str(field.get("value", ""))
        if text:
            found[name] = value_of(text)
    return found


def value_of(text: str) -> bool | int | float | str:
    """A value as it was written or chosen; a decimal comma will do."""
    text = text.strip()
    if text in YES_NO:
        return YES_NO[text]
    for kind in (int, float):
        try:
            return kind(text.replace(",", "."))
        except ValueError:
            continue
    return text


def name_of(texts: Texts, language: str, kind: str, name: str) -> str | None:
    """What an option or its value is called, if there is a text for it."""
    key = f"{kind}-{name}".replace("_", "-")
    return texts.say(language, key) if texts.knows(language, key) else None


def _fields_of(components: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        if "component" in component:
            yield from _fields_of([component["component"]])
        yield from _fields_of(component.get("components", []))


def _field(name: str, schema: Mapping[str, Any], value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    title = name_of(texts, language, "option", name) or name.replace("_", " ").capitalize()
    about = name_of(texts, language, "about", name) or str(schema.get("description", ""))
    component = _list(name, schema, value, texts, language) or _text(name, schema, value)
    if component is None:
        return None
    label: dict[str, Any] = {"type": LABEL, "label": title[:LABEL_LENGTH], "component": component}
    return label | ({"description": about[:ABOUT_LENGTH]} if about else {})


def _list(name: str, schema: Mapping[str, Any], value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    """A list to choose from, where there are few values."""
    if schema.get("type") == "boolean":
        labels = {"false": texts.say(language, "no"), "true": texts.say(language, "yes")}
        current = str(value).lower()
    elif "enum" in schema:
        labels = {one: name_of(texts, language, f"{name}-is", one) or one for one in map(str, schema["enum"])}
        current = str(value)
    elif schema.get("type") == "integer" and "choices" in schema:
        labels = {str(one): str(one) for one in sorted({*schema["choices"], value})}
        current = str(value)
    else:
        return None
    options = [
        {"label": label, "value": one} | ({"default": True} if one == current else {}) for one, label in labels.items()
    ]
    return {"type": LIST, "custom_id": name, "options": options}


def _text(name: str, schema: Mapping[str, Any], value: Any) -> dict[str, Any] | None:
    """A line to write a number in."""
    low, high = schema.get("minimum"), schema.get("maximum")
    if schema.get("type") not in ("integer", "number") or low is None or high is None:
        return None
    return {
        "type": TEXT,
        "custom_id": name,
        "style": 1,
        "value": str(value) if schema["type"] == "integer" else f"{value:g}",
        "placeholder": f"{low:g} … {high:g}",
        "min_length": 1,
        "max_length": 12,
    }
