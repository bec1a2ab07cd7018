"""The settings as a form: at most five fields, chosen from lists or typed in."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from atelier_bot import Control, PersonSettings, Texts, control_of, option_about, option_title, value_text

FORM: Final = "settings-form"
FIELDS: Final = 5
LIST, TEXT, LABEL = 3, 4, 18
LABEL_LENGTH, ABOUT_LENGTH, TITLE_LENGTH = 45, 100, 45
YES_NO: Final = {"true": True, "false": False}


def form(settings: PersonSettings) -> dict[str, Any] | None:
    """The form of a person's settings; None where there is nothing to set."""
    texts = settings.effect.texts
    fields = [
        field
        for name, schema in settings.effect.schema.items()
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


def _fields_of(components: list[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if "custom_id" in component:
            yield component
        if "component" in component:
            yield from _fields_of([component["component"]])
        yield from _fields_of(component.get("components", []))


def _field(name: str, schema: Mapping[str, Any], value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    control = control_of(schema)
    if control is None:
        return None
    draw = _list if control.listed else _number
    component = draw(name, control, value, texts, language)
    if component is None:
        return None
    about = option_about(texts, language, name, schema)
    title = option_title(texts, language, name)[:LABEL_LENGTH]
    label: dict[str, Any] = {"type": LABEL, "label": title, "component": component}
    return label | ({"description": about[:ABOUT_LENGTH]} if about else {})


def _list(name: str, control: Control, value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    """A list to choose from."""
    options = [
        {"label": value_text(texts, language, name, one), "value": _written(one)}
        | ({"default": True} if one == value else {})
        for one in control.choices_with(value)
    ]
    return {"type": LIST, "custom_id": name, "options": options}


def _number(name: str, control: Control, value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    """A line to write a number in."""
    if control.low is None or control.high is None:
        return None
    now, low, high = (value_text(texts, language, name, number) for number in (value, control.low, control.high))
    return {
        "type": TEXT,
        "custom_id": name,
        "style": 1,
        "value": now,
        "placeholder": f"{low} … {high}",
        "min_length": 1,
        "max_length": 12,
    }


def _written(value: Any) -> str:
    """A value as ``value_of`` reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
