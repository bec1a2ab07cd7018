"""What the page needs beside the chat: its labels, the commands, the slots, and the options as controls."""

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from math import floor, log10
from pathlib import Path
from typing import Any, Literal

from atelier_bot import COMMANDS, LANGUAGES, Model, PersonSettings, Texts

STATIC = Path(str(files("adapters.web") / "static"))
STEPS = 50
"""A slider over real numbers has at least so many steps, each a round number."""


class Choice(Model):
    """One of an option's values, and what it is called."""

    value: bool | int | float | str
    label: str


class Control(Model):
    """An option: a slider from ``low`` to ``high`` or over ``choices``, a switch, or a choice."""

    name: str
    title: str
    about: str
    kind: Literal["slider", "switch", "choice"]
    value: bool | int | float | str
    low: float = 0
    high: float = 0
    step: float = 1
    choices: tuple[Choice, ...] = ()


class SlotView(Model):
    """A slot: its name and the picture that is in it."""

    name: str
    picture: str | None = None


class CommandView(Model):
    """A command with its help."""

    name: str
    help: str


class View(Model):
    """Everything but the chat, in one language."""

    language: str
    languages: dict[str, str]
    labels: dict[str, str]
    commands: tuple[CommandView, ...]
    slots: tuple[SlotView, ...]
    options: tuple[Control, ...]
    upload_limit: int


class Labels:
    """The page's own few texts, by language."""

    def __init__(self, catalogues: Mapping[str, Mapping[str, str]]) -> None:
        self._catalogues = catalogues

    @classmethod
    def load(cls) -> "Labels":
        """The catalogues that come with the page."""
        folder = STATIC.parent / "locales"
        return cls({language: json.loads((folder / f"{language}.json").read_text("utf-8")) for language in LANGUAGES})

    def all(self, language: str) -> dict[str, str]:
        """A language's labels."""
        return dict(self._catalogues[language])

    def fill(self, template: str, language: str) -> str:
        """A page with each ``{{key}}`` replaced by its label, escaped. A missing key raises KeyError."""
        labels = {**self._catalogues[language], "language": language}
        return re.sub(r"\{\{([a-z-]+)\}\}", lambda found: escape(labels[found[1]]), template)


def view(settings: PersonSettings, texts: Texts, labels: Labels, upload_limit: int) -> View:
    """What the page shows of a person's settings."""
    language = settings.language
    return View(
        language=language,
        languages=LANGUAGES,
        labels=labels.all(language),
        commands=tuple(
            CommandView(name=command.name, help=texts.say(language, f"command-{command.name}")) for command in COMMANDS
        ),
        slots=tuple(
            SlotView(name=name, picture=f"blob/{settings.photos[name]}" if name in settings.photos else None)
            for name in settings.slots
        ),
        options=tuple(
            control
            for name, field in settings.options.items()
            if (control := to_control(name, field, settings.values[name], texts, language)) is not None
        ),
        upload_limit=upload_limit,
    )


def to_control(name: str, field: Mapping[str, Any], value: Any, texts: Texts, language: str) -> Control | None:
    """A control from an option's JSON Schema; None for what can't be shown as one, such as a free text."""
    title = _name_of(texts, language, "option", name) or name.replace("_", " ").capitalize()
    about = _name_of(texts, language, "about", name) or str(field.get("description", ""))
    control = Control(name=name, title=title, about=about, kind="switch", value=value)
    if field.get("type") == "boolean":
        return control
    if "enum" in field:
        labels = [_name_of(texts, language, f"{name}-is", member) or str(member) for member in field["enum"]]
        choices = tuple(Choice(value=v, label=label) for v, label in zip(field["enum"], labels, strict=True))
        return control.model_copy(update={"kind": "choice", "choices": choices})
    if field.get("type") == "integer" and "choices" in field:
        values = sorted({*field["choices"], value})
        choices = tuple(Choice(value=v, label=str(v)) for v in values)
        return control.model_copy(update={"kind": "slider", "choices": choices})
    low = field.get("minimum", field.get("exclusiveMinimum"))
    high = field.get("maximum", field.get("exclusiveMaximum"))
    if field.get("type") not in ("integer", "number") or low is None or high is None:
        return None
    step = 1 if field["type"] == "integer" else round_step(high - low)
    return control.model_copy(update={"kind": "slider", "low": low, "high": high, "step": step})


def round_step(width: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that divides a range into at least 50 steps."""
    max_bytes = width / STEPS
    power = 10.0 ** floor(log10(max_bytes))
    return float(f"{max(factor for factor in (1, 2, 5) if factor * power <= max_bytes * 1.000001) * power:g}")


def _name_of(texts: Texts, language: str, kind: str, name: str) -> str | None:
    key = f"{kind}-{name}".replace("_", "-")
    return texts.say(language, key) if texts.knows(language, key) else None
