"""The settings: an effect's options as buttons, worked out from the pydantic model that declares them."""

from functools import cache
from typing import Any

from core.conversation.replies import Button, Reply
from core.conversation.scene import Scene, fits
from core.conversation.turn import Turn
from core.model import Model
from core.plugins.effect import Effect

COLUMNS = 4


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


def choices(field: dict[str, Any]) -> list[Any]:
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


def show_settings(scene: Scene, turn: Turn) -> Turn:
    """All options with their values; a button for each leads to its choices."""
    effect = scene.effect(turn.session)
    values = scene.options(turn.session).model_dump(mode="json")
    offered = {name: field for name, field in options_schema(effect).items() if choices(field)}
    lines = [f"{scene.name_of('option', name)}: {value_text(scene, name, values[name])}" for name in offered]
    buttons = [Button(id=f"set:{name}", label=scene.name_of("option", name)) for name in offered]
    if len(scene.rules.effects) > 1:
        lines.insert(0, f"{scene.say('option-effect')}: {scene.name_of('effect', effect.name)}")
        buttons.insert(0, Button(id="set:effect", label=scene.say("option-effect")))
    rows = _rows([*buttons, scene.button("defaults", "set-defaults")], 2)
    return turn.say(Reply(text=scene.say("settings", values="\n".join(lines)), buttons=rows, private=True))


def show_choices(scene: Scene, turn: Turn, name: str) -> Turn:
    """What an option may be; the one that is chosen is marked."""
    effect = scene.effect(turn.session)
    if name == "effect":
        current: Any = effect.name
        values: list[Any] = list(scene.rules.effects)
        texts = [scene.name_of("effect", value) for value in values]
    else:
        field = options_schema(effect).get(name, {})
        current = scene.options(turn.session).model_dump(mode="json").get(name)
        values = choices(field)
        texts = [value_text(scene, name, value) for value in values]
    if not values:
        return show_settings(scene, turn)
    buttons = [
        Button(id=f"set:{name}:{value}", label=f"• {text}" if value == current else text)
        for value, text in zip(values, texts, strict=True)
    ]
    about = scene.name_of("about", name) if name != "effect" else scene.say("about-effect")
    return turn.say(Reply(text=about, buttons=_rows(buttons, COLUMNS), private=True))


def set_option(scene: Scene, turn: Turn, name: str, text: str) -> Turn:
    """Sets an option to what a button or a person says, if that is one of its values, and shows the settings."""
    if name == "effect" and text in scene.rules.effects:
        return show_settings(scene, turn.remember(effect=text, options={}))
    effect = scene.effect(turn.session)
    value = next((value for value in choices(options_schema(effect).get(name, {})) if str(value) == text), text)
    return change_options(scene, turn, {name: value})


def change_options(scene: Scene, turn: Turn, changes: dict[str, Any]) -> Turn:
    """Remembers changed options; nothing changes where one is out of its range."""
    effect = scene.effect(turn.session)
    changed = {**turn.session.options, **changes}
    known = options_schema(effect)
    if not all(name in known for name in changes) or not fits(effect, changed):
        return show_settings(scene, turn.say(scene.reply("settings-refused").model_copy(update={"private": True})))
    kept = effect.options.model_validate(changed).model_dump(mode="json", exclude_defaults=True)
    return show_settings(scene, turn.remember(options={k: v for k, v in kept.items() if k in known}))


def value_text(scene: Scene, name: str, value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return scene.say("yes") if value else scene.say("no")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str):
        return scene.name_of(f"{name}-is", value)
    return str(value)


def _rows(buttons: list[Button], columns: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
