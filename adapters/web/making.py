"""How a picture was made: from which pictures, by which effect, and with which options."""

from typing import Any

from adapters.web.view import slot_title
from atelier_bot import InstalledEffect, Job, Slot, option_title, value_text


def making(job: Job, effect: InstalledEffect, language: str) -> dict[str, Any]:
    """What a result says of itself, in JSON: the effect's name, its pictures but for the first, and changed options.

    Options are changed where they aren't the effect's defaults; their values are numbers, or else words.
    """
    _, *others = inputs(job, effect)
    defaults = effect.options().model_dump(mode="json")
    changed = {name: value for name, value in job.order.options.items() if value != defaults.get(name)}
    return {
        "effect": effect.title(language),
        "pictures": [_picture(job, effect, slot, language) for slot in others],
        "options": [_option(effect, name, changed[name], language) for name in effect.schema if name in changed],
    }


def inputs(job: Job, effect: InstalledEffect) -> list[Slot]:
    """The slots that the job has pictures for, in the effect's order."""
    return [slot for slot in effect.slots if slot.name in job.order.inputs]


def _picture(job: Job, effect: InstalledEffect, slot: Slot, language: str) -> dict[str, str]:
    return {"title": slot_title(effect, slot, language), "picture": f"api/blob/{job.order.inputs[slot.name]}"}


def _option(effect: InstalledEffect, name: str, value: Any, language: str) -> dict[str, Any]:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    shown = value if is_number else value_text(effect.texts, language, name, value)
    return {"title": option_title(effect.texts, language, name), "value": shown}
