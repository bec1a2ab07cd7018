"""The settings: an effect's options as buttons, worked out from the pydantic model that declares them."""

from typing import Any

from core.dialogue.context import TurnContext
from core.dialogue.option_texts import value_text
from core.dialogue.turn import TurnResult
from core.model.reply import Button, Reply
from core.plugins.controls import control_of, fits, options_schema

MAX_COLUMNS = 4


def show_settings(context: TurnContext, turn: TurnResult) -> TurnResult:
    """All options with their values; a button for each leads to its choices."""
    effect = context.effect(turn.session)
    values = context.options(turn.session).model_dump(mode="json")
    offered = {name: field for name, field in options_schema(effect).items() if _offered(field)}
    lines = [f"{context.name_of('option', name)}: {_value_text(context, name, values[name])}" for name in offered]
    buttons = [Button(id=f"set:{name}", label=context.name_of("option", name)) for name in offered]
    if len(context.rules.effects) > 1:
        lines.insert(0, f"{context.say('option-effect')}: {context.name_of('effect', effect.name)}")
        buttons.insert(0, Button(id="set:effect", label=context.say("option-effect")))
    rows = _rows([*buttons, context.button("defaults", "set-defaults")], 2)
    return turn.say(Reply(text=context.say("settings", values="\n".join(lines)), buttons=rows, private=True))


def show_choices(context: TurnContext, turn: TurnResult, name: str) -> TurnResult:
    """What an option may be; the one that is chosen is marked."""
    effect = context.effect(turn.session)
    if name == "effect":
        current: Any = effect.name
        values: list[Any] = list(context.rules.effects)
        texts = [context.name_of("effect", value) for value in values]
    else:
        field = options_schema(effect).get(name, {})
        current = context.options(turn.session).model_dump(mode="json").get(name)
        values = list(_offered(field))
        texts = [_value_text(context, name, value) for value in values]
    if not values:
        return show_settings(context, turn)
    buttons = [
        Button(id=f"set:{name}:{value}", label=f"• {text}" if value == current else text)
        for value, text in zip(values, texts, strict=True)
    ]
    about = context.name_of("about", name) if name != "effect" else context.say("about-effect")
    return turn.say(Reply(text=about, buttons=_rows(buttons, MAX_COLUMNS), private=True))


def set_option(context: TurnContext, turn: TurnResult, name: str, text: str) -> TurnResult:
    """Sets an option to what a button or a person says, if that is one of its values, and shows the settings."""
    if name == "effect" and text in context.rules.effects:
        return show_settings(context, turn.remember(effect=text, options={}))
    effect = context.effect(turn.session)
    value = next((value for value in _offered(options_schema(effect).get(name, {})) if str(value) == text), text)
    return change_options(context, turn, {name: value})


def change_options(context: TurnContext, turn: TurnResult, changes: dict[str, Any]) -> TurnResult:
    """Remembers changed options; nothing changes where one is out of its range."""
    effect = context.effect(turn.session)
    changed = {**turn.session.options, **changes}
    known = options_schema(effect)
    if not all(name in known for name in changes) or not fits(effect, changed):
        return show_settings(context, turn.say(context.reply("settings-refused").model_copy(update={"private": True})))
    kept = effect.options.model_validate(changed).model_dump(mode="json", exclude_defaults=True)
    return show_settings(context, turn.remember(options={k: v for k, v in kept.items() if k in known}))


def _offered(field: dict[str, Any]) -> tuple[Any, ...]:
    """The values of an option that have buttons; none of one that is for other platforms to draw."""
    control = control_of(field)
    return control.offered if control is not None else ()


def _value_text(context: TurnContext, name: str, value: Any) -> str:
    return value_text(context.texts, context.language, name, value)


def _rows(buttons: list[Button], columns: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
