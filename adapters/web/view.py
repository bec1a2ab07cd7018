"""The page and what it needs beside the chat: its labels, the commands, the slots, and the options as controls."""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from math import floor, log10
from pathlib import Path
from typing import Any

from aiohttp import web

from atelier_bot import COMMANDS, LANGUAGES, PersonSettings, Texts, control_of, option_about, option_title, value_text

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


def page(name: str, language: str, problem: str = "") -> web.Response:
    """A page of the folder with static files in a language, and as 401 with the label of a problem."""
    words = labels(language)
    text = fill(_template(name), {**words, "language": language, "problem": words[problem] if problem else ""})
    return web.Response(text=text, content_type="text/html", status=401 if problem else 200)


def fill(template: str, words: Mapping[str, str]) -> str:
    """A page with each ``{{key}}`` replaced by its text, escaped. A missing key raises KeyError."""
    return re.sub(r"\{\{([a-z-]+)\}\}", lambda found: escape(words[found[1]]), template)


def view(settings: PersonSettings, texts: Texts, upload_limit: int) -> dict[str, Any]:
    """Everything but the chat, in JSON: commands by name with their help, slots with the picture that is in each."""
    language, photos = settings.language, settings.photos
    controls = [
        to_control(name, field, settings.values[name], texts, language) for name, field in settings.options.items()
    ]
    return {
        "language": language,
        "languages": LANGUAGES,
        "labels": labels(language),
        "commands": {command.name: texts.say(language, f"command-{command.name}") for command in COMMANDS},
        "slots": {name: f"api/blob/{photos[name]}" if name in photos else None for name in settings.slots},
        "options": [control for control in controls if control is not None],
        "upload_limit": upload_limit,
    }


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
