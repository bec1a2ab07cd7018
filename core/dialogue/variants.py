"""Variants: what may be tried small, side by side, and the buttons that ask for them and choose among them."""

from collections.abc import Mapping
from typing import Any

from core.dialogue.context import TurnContext
from core.model.job import Job, Order
from core.model.reply import Button
from core.plugins.controls import fits, valid_options
from core.plugins.effect import Variant, variants_of
from core.plugins.installed_effect import InstalledEffect

CHOSEN = "variant-"


def offered(effect: InstalledEffect | None, options: Mapping[str, Any]) -> list[Variant]:
    """The variants that an effect offers of a picture with these options; none of one that is gone."""
    if effect is None:
        return []
    found = variants_of(effect.effect, valid_options(effect.options, options))
    return [variant for variant in found if _fits(effect, {**options, **variant.changes}, variant.draft)]


def small_ones(effect: InstalledEffect, options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The options of each variant's small picture, by its name."""
    return {variant.name: {**options, **variant.changes, **variant.draft} for variant in offered(effect, options)}


def status_buttons(context: TurnContext, order: Order, *, numbered: bool = True) -> tuple[Button, ...]:
    """To stop an order that waits or is worked on, and to see variants of it meanwhile.

    Those that aren't ``numbered`` are given as commands where there are no buttons.
    """
    keys = ["cancel", *_variants_key(context, order)]
    typed = {} if numbered else {key: f"/{key}" for key in keys}
    buttons = (context.button(key, f"{key}:{order.id}") for key in keys)
    return tuple(
        button.model_copy(update={"typed": typed.get(key, "")}) for key, button in zip(keys, buttons, strict=True)
    )


def variants_buttons(context: TurnContext, job: Job) -> list[Button]:
    """The button under a picture that asks for variants of it, where its effect has any."""
    return [context.button(key, f"{key}:{job.id}") for key in _variants_key(context, job.order)]


def choice_buttons(context: TurnContext, job: Job) -> tuple[Button, ...]:
    """Under the small pictures, one for each from left to right."""
    return tuple(Button(id=f"{CHOSEN}{name}:{job.id}", label=_title(context, name)) for name in job.order.variants)


def _variants_key(context: TurnContext, order: Order) -> list[str]:
    effect = context.rules.effects.get(order.effect)
    return ["variants"] if not order.variants and offered(effect, order.options) else []


def _title(context: TurnContext, name: str) -> str:
    return context.texts.name_of(context.language, "variant", name) or context.name_of("tweak", name)


def _fits(effect: InstalledEffect, options: Mapping[str, Any], draft: Mapping[str, Any]) -> bool:
    return fits(effect.options, options) and fits(effect.options, {**options, **draft})
