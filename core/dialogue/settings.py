"""The settings: an effect's options as buttons, worked out from the pydantic model that declares them."""

from collections.abc import Mapping
from typing import Any

from core.dialogue.context import TurnContext, with_options
from core.dialogue.option_texts import value_text
from core.dialogue.replies import in_rows
from core.dialogue.slots import carry_over, what_is_missing
from core.dialogue.turn import TurnResult
from core.model.reply import Button, Reply
from core.plugins.controls import control_of, fits
from core.plugins.installed_effect import InstalledEffect

MAX_COLUMNS = 4


def show_settings(context: TurnContext, turn: TurnResult) -> TurnResult:
    """All options with their values; a button for each leads to its choices."""
    effect = context.effect(turn.session)
    values = context.options(turn.session).model_dump(mode="json")
    offered = {name: field for name, field in effect.schema.items() if _offered(field)}
    lines = [f"{context.name_of('option', name)}: {_value_text(context, name, values[name])}" for name in offered]
    buttons = [Button(id=f"set:{name}", label=context.name_of("option", name)) for name in offered]
    if len(context.rules.effects) > 1:
        lines.insert(0, f"{context.say('effect')}: {effect.title(context.language)}")
        buttons.insert(0, Button(id="effects", label=context.say("effect")))
    rows = in_rows([*buttons, context.button("defaults", "set-defaults")])
    return turn.say(Reply(text=context.say("settings", values="\n".join(lines)), buttons=rows, private=True))


def show_choices(context: TurnContext, turn: TurnResult, name: str) -> TurnResult:
    """What an option may be; the one that is chosen is marked."""
    values = _offered(context.effect(turn.session).schema.get(name, {}))
    if not values:
        return show_settings(context, turn)
    current = context.options(turn.session).model_dump(mode="json")[name]
    buttons = [
        _choice(f"set:{name}:{value}", _value_text(context, name, value), chosen=value == current) for value in values
    ]
    return turn.say(Reply(text=context.name_of("about", name), buttons=in_rows(buttons, MAX_COLUMNS), private=True))


def show_effects(context: TurnContext, turn: TurnResult) -> TurnResult:
    """What can be made of pictures; the effect that is chosen is marked."""
    current = context.effect(turn.session).name
    effects = context.rules.effects.values()
    lines = [f"{effect.title(context.language)}: {effect.about(context.language)}" for effect in effects]
    buttons = [
        (_choice(f"effect:{effect.name}", effect.title(context.language), chosen=effect.name == current),)
        for effect in effects
    ]
    text = context.say("effects", effects="\n".join(lines))
    return turn.say(Reply(text=text, buttons=tuple(buttons), private=True))


def choose_effect(context: TurnContext, turn: TurnResult, name: str) -> TurnResult:
    """Chooses an effect, and says what it asks for next; what is in the slots is carried over."""
    effect = context.rules.effects.get(name)
    if effect is None:
        return show_effects(context, turn)
    turn = with_effect(turn, effect)
    return turn.say(what_is_missing(context.of(effect), turn.session))


def with_effect(turn: TurnResult, effect: InstalledEffect) -> TurnResult:
    """Makes an effect the one that is chosen, which asks for what it needs and no more."""
    return turn.remember(effect=effect.name, photos=carry_over(turn.session.photos, effect), awaited="", retry_at=None)


def set_option(context: TurnContext, turn: TurnResult, name: str, text: str) -> TurnResult:
    """Sets an option to what a button or a person says, if that is one of its values, and shows the settings."""
    schema = context.effect(turn.session).schema
    value = next((value for value in _offered(schema.get(name, {})) if str(value) == text), text)
    return change_options(context, turn, {name: value})


def change_options(context: TurnContext, turn: TurnResult, changes: dict[str, Any]) -> TurnResult:
    """Remembers changed options; nothing changes where one is out of its range."""
    effect = context.effect(turn.session)
    changed = with_changes(turn, effect, changes)
    if changed is None:
        refused = Reply(text=_refusal(context, effect, changes), private=True)
        return show_settings(context, turn.say(refused))
    return show_settings(context, changed)


def with_changes(turn: TurnResult, effect: InstalledEffect, changes: Mapping[str, Any]) -> TurnResult | None:
    """Remembers changed options of an effect; None where there is no such option, or one is out of its range."""
    changed = {**effect.lowered(turn.session.settings.options.get(effect.name, {})), **changes}
    if not all(name in effect.schema for name in changes) or not fits(effect.options, changed):
        return None
    kept = effect.options.model_validate(changed).model_dump(mode="json", exclude_defaults=True)
    known = {name: value for name, value in kept.items() if name in effect.schema}
    return turn.set(options=with_options(turn.session, effect, known))


def _refusal(context: TurnContext, effect: InstalledEffect, changes: dict[str, Any]) -> str:
    """That a value is out of range, and of the first number that is, what its range is."""
    for name, value in changes.items():
        control = control_of(effect.schema.get(name, {}))
        ends = (control.low, control.high) if control is not None else (None, None)
        if None not in ends and not fits(effect.options, {name: value}):
            low, high = (_value_text(context, name, end) for end in ends)
            option = context.name_of("option", name)
            return context.say("settings-out-of-range", option=option, low=low, high=high)
    return context.say("settings-refused")


def reset_options(context: TurnContext, turn: TurnResult) -> TurnResult:
    """Back to the effect's defaults; other effects keep theirs."""
    effect = context.effect(turn.session)
    return show_settings(context, turn.set(options=with_options(turn.session, effect, {})))


def _offered(field: dict[str, Any]) -> tuple[Any, ...]:
    """The values of an option that have buttons; none of one that is for other platforms to draw."""
    control = control_of(field)
    return control.offered if control is not None else ()


def _value_text(context: TurnContext, name: str, value: Any) -> str:
    return value_text(context.texts, context.language, name, value)


def _choice(id: str, label: str, *, chosen: bool) -> Button:
    return Button(id=id, label=f"• {label}" if chosen else label)
