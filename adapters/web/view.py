"""What the page needs beside the chat: its labels, the commands, the slots, and the options as controls."""

import json
import re
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from math import floor, log10
from pathlib import Path
from typing import Any, Literal

from atelier_bot import (
    COMMANDS,
    LANGUAGES,
    Model,
    PersonSettings,
    Texts,
    control_of,
    option_about,
    option_title,
    value_text,
)

STATIC = Path(str(files("adapters.web") / "static"))
STEPS = 50
"""A slider over real numbers has at least so many steps, each a round number."""


class Choice(Model):
    """One of an option's values, and what it is called."""

    value: bool | int | float | str
    label: str


class ControlView(Model):
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
    options: tuple[ControlView, ...]
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


def to_control(name: str, field: Mapping[str, Any], value: Any, texts: Texts, language: str) -> ControlView | None:
    """An option as the page draws it; None for what can't be drawn, such as a free text or an endless number."""
    control = control_of(field)
    if control is None:
        return None
    title, about = option_title(texts, language, name), option_about(texts, language, name, field)
    shown = ControlView(name=name, title=title, about=about, kind="switch", value=value)
    if control.kind == "switch":
        return shown
    if control.listed:
        labels = {one: value_text(texts, language, name, one) for one in control.choices_with(value)}
        choices = tuple(Choice(value=one, label=label) for one, label in labels.items())
        return shown.model_copy(update={"kind": "slider" if control.whole else "choice", "choices": choices})
    if control.low is None or control.high is None:
        return None
    step = 1 if control.whole else round_step(control.high - control.low)
    return shown.model_copy(update={"kind": "slider", "low": control.low, "high": control.high, "step": step})


def round_step(width: float) -> float:
    """The largest of 1, 2 and 5 times a power of ten that divides a range into at least 50 steps."""
    finest = width / STEPS
    power = 10.0 ** floor(log10(finest))
    return float(f"{max(factor for factor in (1, 2, 5) if factor * power <= finest * 1.000001) * power:g}")
