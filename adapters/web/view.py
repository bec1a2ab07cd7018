"""The page and what it needs beside the chat: its labels, the commands, the slots, and the options as controls."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from math import floor, log10
from pathlib import Path
from typing import Any

from aiohttp import web

from adapters.web.items import gallery_address, small_address
from atelier_bot import (
    LANGUAGES,
    Command,
    GalleryChoice,
    InstalledEffect,
    PersonSettings,
    Slot,
    Texts,
    control_of,
    option_about,
    option_title,
    value_text,
)

STATIC = Path(__file__).with_name("static")
STEPS = 50
"""A slider over real numbers has at least so many steps, each a round number."""


@cache
def labels(language: str) -> Mapping[str, str]:
    """The page's own few texts."""
    found: Mapping[str, str] = json.loads((STATIC.parent / "locales" / f"{language}.json").read_text("utf-8"))
    return found


@cache
def _template(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def page(name: str, language: str, problem: str = "", **more: str) -> web.Response:
    """A page of the folder with static files in a language, with ``more`` words; 401 with the label of a problem."""
    words = labels(language)
    text = fill(_template(name), {**words, **more, "language": language, "problem": words[problem] if problem else ""})
    return web.Response(text=text, content_type="text/html", status=401 if problem else 200)


def fill(template: str, words: Mapping[str, str]) -> str:
    """A page with each ``{{key}}`` replaced by its text, escaped. A missing key raises KeyError."""
    return re.sub(r"\{\{([a-z-]+)\}\}", lambda found: escape(words[found[1]]), template)


def welcome(effect: InstalledEffect, language: str) -> dict[str, str]:
    """What a page says to who comes for the first time."""
    return {key: effect.texts.say(language, key) for key in ("welcome", "welcome-more")}


def view(
    settings: PersonSettings, effects: Mapping[str, InstalledEffect], commands: Sequence[Command], upload_limit: int
) -> dict[str, Any]:
    """Everything but the chat, in JSON: commands by name with their help, what can be made, its slots and options."""
    language, effect = settings.language, settings.effect
    controls = [
        to_control(name, field, settings.values[name], effect.texts, language) for name, field in effect.schema.items()
    ]
    return {
        "language": language,
        "languages": LANGUAGES,
        "labels": {**labels(language), **welcome(effect, language)},
        "commands": {command.name: command.about(language) for command in commands},
        "effects": {one.name: one.title(language) for one in effects.values()},
        "effect": effect.name,
        "slots": [_slot(slot, settings) for slot in effect.slots],
        "options": [control for control in controls if control is not None],
        "upload_limit": upload_limit,
    }


def _slot(slot: Slot, settings: PersonSettings) -> dict[str, Any]:
    effect, language = settings.effect, settings.language
    blob = settings.photos.get(slot.name)
    return {
        "name": slot.name,
        "title": slot_title(effect, slot, language),
        "hint": effect.texts.name_of(language, "slot-hint", slot.name) or "",
        "optional": slot.optional,
        "picture": f"api/blob/{blob}" if blob is not None else None,
        "gallery": _gallery(settings, slot.name),
    }


def _gallery(settings: PersonSettings, slot: str) -> dict[str, Any] | None:
    """The pictures that are offered for a slot, the person's own first, and what to say of them; None without any."""
    effect, language = settings.effect, settings.language
    own = [
        {"own": one.blob, "title": one.name, "picture": small_address(one.blob)}
        for one in effect.own(slot, settings.kept)
    ]
    pictures = [
        {
            "name": picture.name,
            "title": effect.picture_title(language, picture.name),
            "picture": gallery_address(GalleryChoice(effect=effect.name, slot=slot, name=picture.name)),
        }
        for picture in effect.gallery(slot)
    ]
    if not pictures:
        return None
    return {"title": effect.slot_text(language, "button-gallery", slot), "pictures": [*own, *pictures]}


def slot_title(effect: InstalledEffect, slot: Slot, language: str) -> str:
    """What a slot is called, as a heading."""
    title = effect.slot_text(language, "slot-title", slot.name)
    return title[:1].upper() + title[1:]


def to_control(name: str, field: Mapping[str, Any], value: Any, texts: Texts, language: str) -> dict[str, Any] | None:
    """An option as the page draws it, in JSON; None for what can't be drawn, such as a free text or an endless number.

    Its ``kind`` is a switch, a choice or a number; it has ``choices``, each with what it is called, or goes from
    ``low`` to ``high`` in steps.
    """
    control = control_of(field)
    if control is None:
        return None
    title, about = option_title(texts, language, name), option_about(texts, language, name, field)
    shown = {"name": name, "title": title, "about": about, "kind": control.kind, "value": value}
    if control.listed:
        labelled = [(one, value_text(texts, language, name, one)) for one in control.choices_with(value)]
        return {**shown, "choices": labelled}
    if control.low is None or control.high is None:
        return None
    step = 1 if control.whole else round_step(control.high - control.low)
    return {**shown, "low": control.low, "high": control.high, "step": step}


def round_step(width: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that divides a range into at least 50 steps."""
    finest = width / STEPS
    power = 10.0 ** floor(log10(finest))
    return float(f"{max(factor for factor in (1, 2, 5) if factor * power <= finest * 1.000001) * power:g}")
