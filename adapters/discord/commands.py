"""The commands as Discord takes them: names, descriptions and options in every language, made of what core declares."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from adapters.discord.command_names import VARIANTS_OPTION, gallery_option, gallery_options, slot_options, slug
from adapters.discord.event_parser import ADMIN_OPTIONS, ARGUMENTS, CHAT_INPUT, ON_MESSAGE
from atelier_bot import (
    ADMIN,
    ADMIN_ACTIONS,
    DEFAULT,
    LANGUAGES,
    Command,
    Control,
    InstalledEffect,
    Texts,
    control_of,
    framework_texts,
    option_about,
    value_text,
)

Payload = dict[str, Any]

ANYWHERE: Final = {"contexts": [0, 1, 2], "integration_types": [0, 1]}
"""In guilds, with the bot, in other private channels; installed in a guild or by a user."""
FOR_ADMINISTRATORS: Final = {"default_member_permissions": 0, "contexts": [0], "integration_types": [0]}
"""In guilds alone, where nobody is shown it but administrators and whom they let use it."""
STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
KINDS: Final = {str: STRING, int: INTEGER, float: NUMBER}
MAX_CHOICES, MAX_OPTIONS, MAX_TEXT_LENGTH, MAX_MENU = 25, 25, 100, 5
COMPARED: Final = frozenset(
    [
        *("type", "name", "description", "name_localizations", "description_localizations", "options", "choices"),
        *("value", "required", "min_value", "max_value", "contexts", "integration_types"),
        "default_member_permissions",
    ]
)
"""All that is ever said of a command, an option or a choice here."""
OTHERS: Final = tuple(language for language in LANGUAGES if language != DEFAULT)


def declared(commands: Sequence[Command], *, admin: bool = False) -> list[Payload]:
    """All commands, and those of messages' menu under Apps, as many as Discord takes: for optional pictures last.

    With ``admin`` there is the one of those in charge, too.
    """
    effects = [command.effect for command in commands if command.effect is not None]
    found = []
    for command in commands:
        own: list[Payload] = []
        if command.effect is not None:
            one = command.effect
            own = [*_slots(one), *_galleries(one), *_variants(one), *_options(one)]
        elif command.name == "settings" and len(effects) == 1:
            own = _options(effects[0])
        elif command.name == "language":
            own = [_language()]
        elif command.name == "keep":
            own = [_name()]
        named = _named(command.name, {language: slug(command.called(language)) for language in OTHERS})
        about = _described({language: command.about(language) for language in LANGUAGES})
        found.append({"type": CHAT_INPUT, **named, **about, "options": _distinct(own[:MAX_OPTIONS]), **ANYWHERE})
    if admin:
        found.append(_admin())
    slots = sorted(((effect, slot) for effect in effects for slot in effect.slots), key=lambda pair: pair[1].optional)
    menu = {
        effect.slot_text(DEFAULT, "use", slot.name): {
            language: effect.slot_text(language, "use", slot.name) for language in OTHERS
        }
        for effect, slot in slots
    }
    entries = [{"type": ON_MESSAGE, **_named(name, others), **ANYWHERE} for name, others in menu.items()]
    return _distinct(found) + _distinct(entries[:MAX_MENU])


def _distinct(siblings: Sequence[Payload]) -> list[Payload]:
    """Commands or options of which no two have one name in any language: the later one goes without it there."""
    taken = {language: {one["name"] for one in siblings} for language in OTHERS}
    found = []
    for one in siblings:
        others = one.get("name_localizations", {})
        kept = {language: name for language, name in others.items() if name not in taken[language] - {one["name"]}}
        for language, name in kept.items():
            taken[language].add(name)
        rest = {key: value for key, value in one.items() if key != "name_localizations"}
        found.append(rest | _localised("name", kept))
    return found


def canonical(thing: Mapping[str, Any]) -> Payload:
    """A command, or a part of one, as it is compared: without what Discord adds, or leaves out as it's the default."""
    kept: Payload = {}
    for key, value in {"type": CHAT_INPUT, **thing}.items():
        if key in ("options", "choices"):
            kept[key] = [canonical(one) for one in value or []]
        elif key in ("contexts", "integration_types"):
            kept[key] = sorted(value or [])
        elif key == "default_member_permissions":
            kept[key] = None if value is None else str(value)  # as Discord tells it
        elif key in COMPARED:
            kept[key] = value
    return {key: value for key, value in kept.items() if value is not False and value not in (None, "", [], {})}


def _slots(effect: InstalledEffect) -> list[Payload]:
    """The options that take pictures."""
    found = []
    for option, slot in slot_options(effect):
        names = {language: effect.texts.name_of(language, "slot", slot) for language in OTHERS}
        named = _named(option, {language: slug(name) for language, name in names.items() if name})
        about = _described({language: effect.slot_text(language, "slot-about", slot) for language in LANGUAGES})
        found.append({"type": ATTACHMENT, **named, **about})
    return found


def _galleries(effect: InstalledEffect) -> list[Payload]:
    """The options that take a picture of a slot's gallery."""
    found = []
    for option, slot in gallery_options(effect):
        names = {language: gallery_option(effect.slot_name(language, slot), language) for language in OTHERS}
        about = {language: effect.slot_text(language, "slot-gallery", slot) for language in LANGUAGES}
        choices = [
            _labelled(picture.name, {language: effect.picture_title(language, picture.name) for language in LANGUAGES})
            for picture in effect.gallery(slot)[:MAX_CHOICES]
        ]
        found.append({"type": STRING, **_named(option, names), **_described(about), "choices": choices})
    return found


def _options(effect: InstalledEffect) -> list[Payload]:
    """An effect's own options, but for what Discord has no kind of option for."""
    found = (_option(effect.texts, name, schema) for name, schema in effect.schema.items())
    return [option for option in found if option is not None]


def _variants(effect: InstalledEffect) -> list[Payload]:
    """The switch that asks for variants instead of the picture, where there are any and no option is called so."""
    if not effect.has_variants or VARIANTS_OPTION in effect.schema:
        return []
    names = {language: effect.texts.say(language, "name-variants") for language in OTHERS}
    about = {language: effect.texts.say(language, "command-variants") for language in LANGUAGES}
    return [{"type": BOOLEAN, **_named(VARIANTS_OPTION, names), **_described(about)}]


def _language() -> Payload:
    texts = framework_texts()
    choices = [{"name": name, "value": code} for code, name in LANGUAGES.items()]
    named = _named(ARGUMENTS["language"], {language: texts.say(language, "name-language") for language in OTHERS})
    about = _described({language: texts.say(language, "command-language") for language in LANGUAGES})
    return {"type": STRING, **named, **about, "choices": choices}


def _name() -> Payload:
    """The option that says what to call what is kept."""
    texts = framework_texts()
    named = _named(ARGUMENTS["keep"], {language: slug(texts.say(language, "name-of-kept")) for language in OTHERS})
    about = _described({language: texts.say(language, "about-name-of-kept") for language in LANGUAGES})
    return {"type": STRING, **named, **about}


def _admin() -> Payload:
    """The command of those in charge, whose own words are the same in every language."""
    texts = framework_texts()
    options = [
        {"type": STRING, "name": name, **_described({one: texts.say(one, f"about-admin-{name}") for one in LANGUAGES})}
        for name in ADMIN_OPTIONS
    ]
    options[0] |= {"required": True, "choices": [{"name": action, "value": action} for action in ADMIN_ACTIONS]}
    about = _described({language: texts.say(language, "command-admin") for language in LANGUAGES})
    return {"type": CHAT_INPUT, "name": ADMIN, **about, "options": options, **FOR_ADMINISTRATORS}


def _option(texts: Texts, name: str, schema: Mapping[str, Any]) -> Payload | None:
    control = control_of(schema)
    if control is None:
        return None
    about = {DEFAULT: option_about(texts, DEFAULT, name, schema) or name.replace("_", " ")}
    about |= {language: text for language in OTHERS if (text := texts.name_of(language, "about", name))}
    names = {language: slug(text) for language in OTHERS if (text := texts.name_of(language, "option", name))}
    return {**_named(name, names), **_described(about), **_kind(texts, name, control)}


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
    return _labelled(value, {language: value_text(texts, language, name, value) for language in LANGUAGES})


def _labelled(value: Any, labels: Mapping[str, str]) -> Payload:
    labels = {language: _cut(label) for language, label in labels.items()}
    others = {language: labels[language] for language in OTHERS if labels[language] != labels[DEFAULT]}
    return {"name": labels[DEFAULT], "value": value} | _localised("name", others)


def _named(name: str, others: Mapping[str, str]) -> Payload:
    return {"name": name} | _localised("name", others)


def _described(about: Mapping[str, str]) -> Payload:
    cut = {language: _cut(text) for language, text in about.items()}
    return {"description": cut.pop(DEFAULT)} | _localised("description", cut)


def _localised(what: str, others: Mapping[str, str]) -> Payload:
    return {f"{what}_localizations": dict(others)} if others else {}


def _cut(text: str) -> str:
    return text if len(text) <= MAX_TEXT_LENGTH else text[: MAX_TEXT_LENGTH - 1] + "…"
