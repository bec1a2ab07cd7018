"""The commands as Discord takes them: names, descriptions and options in every language, made of what core declares."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.discord.event_parser import CHAT_INPUT, LANGUAGE_OPTION, ON_MESSAGE, SLOT_OPTIONS
from atelier_bot import COMMANDS, DEFAULT, LANGUAGES, Control, Slot, Texts, control_of, option_about, value_text

Payload = dict[str, Any]
Schemas = Mapping[str, Mapping[str, Any]]

ANYWHERE: Final = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
"""In guilds, with the bot, in other private channels; installed in a guild or by a user."""
STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
KINDS: Final = {str: STRING, int: INTEGER, float: NUMBER}
MAX_CHOICES, MAX_OPTIONS, MAX_TEXT_LENGTH, MAX_NAME_LENGTH = 25, 25, 100, 32
ORDERED: Final = frozenset(["style", "settings"])
"""The commands that take an effect's options along."""
COMPARED: Final = frozenset(
    [
        *("type", "name", "description", "name_localizations", "description_localizations", "options", "choices"),
        *("value", "required", "min_value", "max_value", "contexts", "integration_types"),
    ]
)
"""All that is ever said of a command, an option or a choice here."""
OTHERS: Final = tuple(language for language in LANGUAGES if language != DEFAULT)


def declared(texts: Texts, slots: Sequence[str], options: Schemas) -> list[Payload]:
    """All commands. ``options`` has the JSON Schema of each option of the effect, ``slots`` its pictures."""
    native = [option for name, schema in options.items() if (option := _option(texts, name, schema)) is not None]
    commands = []
    for command in COMMANDS:
        own: list[Payload] = []
        if command.orders:
            own += [_slot(texts, option, slot) for option, slot in SLOT_OPTIONS.items() if slot in slots]
        if command.name in ORDERED:
            own += native
        if command.name == "language":
            own.append(_language(texts))
        named = _named(texts, command.name, f"name-{command.name}")
        about = _described(texts, f"command-{command.name}")
        commands.append({"type": CHAT_INPUT, **named, **about, "options": own[:MAX_OPTIONS], **ANYWHERE})
    menu = [
        {"type": ON_MESSAGE, **_named(texts, texts.say(DEFAULT, f"use-{slot}"), f"use-{slot}", free=True), **ANYWHERE}
        for slot in Slot
        if slot in slots
    ]
    return commands + menu


def canonical(thing: Mapping[str, Any]) -> Payload:
    """A command, or a part of one, as it is compared: without what Discord adds, or leaves out as it's the default."""
    kept: Payload = {}
    for key, value in {"type": CHAT_INPUT, **thing}.items():
        if key in ("options", "choices"):
            kept[key] = [canonical(one) for one in value or []]
        elif key in ("contexts", "integration_types"):
            kept[key] = sorted(value or [])
        elif key in COMPARED:
            kept[key] = value
    return {key: value for key, value in kept.items() if value is not False and value not in (None, "", [], {})}


def _slot(texts: Texts, name: str, slot: Slot) -> Payload:
    return {"type": ATTACHMENT, **_named(texts, name, f"slot-{slot}"), **_described(texts, f"about-{slot}")}


def _language(texts: Texts) -> Payload:
    choices = [{"name": name, "value": code} for code, name in LANGUAGES.items()]
    named = _named(texts, LANGUAGE_OPTION, "name-language")
    return {"type": STRING, **named, **_described(texts, "command-language"), "choices": choices}


def _option(texts: Texts, name: str, schema: Mapping[str, Any]) -> Payload | None:
    """An effect's option; None for what Discord has no kind of option for."""
    control = control_of(schema)
    if control is None:
        return None
    about = option_about(texts, DEFAULT, name, schema) or name.replace("_", " ")
    localised = {language: _cut(text) for language in OTHERS if (text := texts.name_of(language, "about", name))}
    described: Payload = {"description": _cut(about)} | _localised("description", localised)
    return {**_named(texts, name, f"option-{name}".replace("_", "-")), **described, **_kind(texts, name, control)}


def _kind(texts: Texts, name: str, control: Control) -> Payload:
    """What kind of value an option has, and which ones."""
    if control.kind == "switch":
        return {"type": BOOLEAN}
    if control.listed:
        choices = [_choice(texts, name, value) for value in control.choices[:MAX_CHOICES]]
        return {"type": KINDS[type(control.choices[0])], "choices": choices}
    ends = {"min_value": control.low, "max_value": control.high}
    kind = INTEGER if control.whole else NUMBER
    return {"type": kind, **{end: value for end, value in ends.items() if value is not None}}


def _choice(texts: Texts, name: str, value: Any) -> Payload:
    labels = {language: value_text(texts, language, name, value) for language in LANGUAGES}
    others = {language: labels[language] for language in OTHERS if labels[language] != labels[DEFAULT]}
    return {"name": labels[DEFAULT], "value": value} | _localised("name", others)


def _named(texts: Texts, name: str, key: str, *, free: bool = False) -> Payload:
    """A name and what it is in other languages; ``free`` ones may have spaces and capitals."""
    known = {language: texts.say(language, key) for language in OTHERS if texts.knows(language, key)}
    command_names = {language: text if free else _slug(text) for language, text in known.items()}
    return {"name": name} | _localised("name", command_names)


def _described(texts: Texts, key: str) -> Payload:
    others = {language: _cut(texts.say(language, key)) for language in OTHERS}
    return {"description": _cut(texts.say(DEFAULT, key))} | _localised("description", others)


def _localised(what: str, command_names: Mapping[str, str]) -> Payload:
    return {f"{what}_localizations": dict(command_names)} if command_names else {}


def _slug(text: str) -> str:
    """A text as a name of a command or an option: one word in small letters."""
    return re.sub(r"[^\w-]+", "-", text.casefold()).strip("-")[:MAX_NAME_LENGTH]


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT_LENGTH else text[: MAX_TEXT_LENGTH - 1] + "…"
