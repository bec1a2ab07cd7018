"""The application's commands as Discord keeps them: with ids, versions, and everything filled in that wasn't said."""

from tests.platforms.discord_errors import invalid_form, too_many_commands, unknown_command
from tests.platforms.discord_state import DiscordState, Object

CHAT_INPUT = 1
NUMBER = 10
MOST_CREATES = 200
"""New commands a day."""
LIMITS = {1: 100, 2: 15, 3: 15}
"""Commands of each type."""
MOST_CHARACTERS = 8000
"""Of a command's names, descriptions and values together, the longest language of each."""
LOCALES = frozenset(
    [
        *("id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no", "pl"),
        *("pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja", "zh-TW"),
        *("ar", "he", "ko"),
    ]
)
FILLED = {
    "default_member_permissions": None,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "nsfw": False,
    "name_localizations": None,
    "description_localizations": None,
}


class Commands:
    """The global commands. ``creates`` counts the new ones of a day, ``writes`` all that changed something."""

    def __init__(self, state: DiscordState) -> None:
        self._state = state
        self.all: dict[str, Object] = {}
        self.creates = self.writes = 0

    def named(self, name: str, type: int = CHAT_INPUT) -> Object:
        """The command of this name; a KeyError where there is none."""
        for command in self.all.values():
            if (command["name"], command["type"]) == (name, type):
                return command
        raise KeyError(f"there is no command {name!r} of type {type}, only {[c['name'] for c in self.all.values()]}")

    def listed(self, *, localized: bool) -> list[Object]:
        """All of them; their words in other languages only if asked for."""
        return [command if localized else _plain(command) for command in self.all.values()]

    def get(self, id: str) -> Object:
        if id not in self.all:
            raise unknown_command()
        return self.all[id]

    def put(self, bodies: list[Object]) -> list[Object]:
        """Sets all commands at once; those that were there before under their name keep their ids."""
        new = [body for body in bodies if self._id_of(body) is None]
        self._count(len(new))
        kept = [self._kept(body) for body in bodies]
        self.all = {command["id"]: command for command in kept}
        self._check()
        return kept

    def post(self, body: Object) -> tuple[int, Object]:
        """One command; 201 where it is new, 200 where it takes another's place."""
        is_new = self._id_of(body) is None
        self._count(int(is_new))
        command = self._kept(body)
        self.all[command["id"]] = command
        self._check()
        return (201 if is_new else 200), command

    def patch(self, id: str, body: Object) -> Object:
        before = self.get(id)
        said = {name: value for name, value in before.items() if name not in ("id", "application_id", "version")}
        self.writes += 1
        self.all[id] = self._filled({**said, **body}, id)
        return self.all[id]

    def delete(self, id: str) -> None:
        self.get(id)
        self.writes += 1
        del self.all[id]

    def _id_of(self, body: Object) -> str | None:
        key = body["name"], body.get("type") or CHAT_INPUT
        return next((id for id, command in self.all.items() if (command["name"], command["type"]) == key), None)

    def _count(self, new: int) -> None:
        if self.creates + new > MOST_CREATES:
            raise too_many_commands()
        self.creates += new
        self.writes += 1

    def _kept(self, body: Object) -> Object:
        """A command as it is kept; one that didn't change keeps its version too."""
        id = self._id_of(body)
        command = self._filled(body, id or self._state.id())
        before = self.all.get(id or "")
        same = before is not None and before | {"version": None} == command | {"version": None}
        return before if same and before is not None else command

    def _filled(self, body: Object, id: str) -> Object:
        _check_body(body)
        said = {name: value for name, value in body.items() if value is not None and name != "id"}
        command = {
            "id": id,
            "application_id": self._state.app_id,
            "version": self._state.id(),
            "type": CHAT_INPUT,
            "description": "",
            **FILLED,
            **said,
        }
        if command["default_member_permissions"] is not None:
            command["default_member_permissions"] = str(command["default_member_permissions"])
        if command["contexts"] is not None:
            command["contexts"] = sorted(command["contexts"])
            command["dm_permission"] = 1 in command["contexts"]
        command["integration_types"] = sorted(command["integration_types"])
        if command.get("options"):
            command["options"] = [_option(option) for option in command["options"]]
        else:
            command.pop("options", None)
        return command

    def _check(self) -> None:
        for type, most in LIMITS.items():
            if sum(command["type"] == type for command in self.all.values()) > most:
                raise invalid_form(f"Maximum number of application commands reached ({most})")


def _check_body(body: Object) -> None:
    """What the specification doesn't say of commands."""
    type = body.get("type") or CHAT_INPUT
    if type == CHAT_INPUT:
        if not body.get("description"):
            raise invalid_form("a slash command needs a description")
        names = [body["name"], *(body.get("name_localizations") or {}).values()]
        for option in body.get("options") or ():
            names += [option["name"], *(option.get("name_localizations") or {}).values()]
        for name in names:
            if name != name.lower() or " " in name:
                raise invalid_form(f"{name!r} is not in lower case or has a space")
    elif body.get("description") or body.get("options"):
        raise invalid_form("a message command has neither description nor options")
    options = body.get("options") or []
    for locale in (None, *LOCALES):
        if len({_name_in(option, locale) for option in options}) < len(options):
            raise invalid_form(f"two options have one name in {locale}")
    unknown = {locale for thing in (body, *options) for locale in thing.get("name_localizations") or ()} - LOCALES
    if unknown:
        raise invalid_form(f"there are no locales {sorted(unknown)}")
    if _length(body) > MOST_CHARACTERS:
        raise invalid_form(f"the command has more than {MOST_CHARACTERS} characters")
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        raise invalid_form("Required options must be placed before non-required options")


def _name_in(option: Object, locale: str | None) -> str:
    return str((option.get("name_localizations") or {}).get(locale, option["name"]))


def _length(thing: Object) -> int:
    own = sum(
        max(map(len, [thing.get(what) or "", *(thing.get(f"{what}_localizations") or {}).values()]))
        for what in ("name", "description")
    )
    inner = [*(thing.get("options") or ()), *(thing.get("choices") or ())]
    return own + len(str(thing.get("value", ""))) + sum(map(_length, inner))


def _option(option: Object) -> Object:
    """An option as Discord gives it back: without what is false or empty, but with its words in all languages."""
    kept = {name: value for name, value in option.items() if value is not None and value is not False and value != []}
    if option["type"] == NUMBER:
        kept |= {name: float(kept[name]) for name in ("min_value", "max_value") if name in kept}
    if "choices" in kept:
        kept["choices"] = [{"name_localizations": None, **choice} for choice in kept["choices"]]
    return {"name_localizations": None, "description_localizations": None, **kept}


def _plain(command: Object) -> Object:
    """A command without its words in other languages."""
    hidden = "name_localizations", "description_localizations"
    plain = {name: value for name, value in command.items() if name not in hidden}
    if "options" in plain:
        plain["options"] = [_plain(option) for option in plain["options"]]
    if "choices" in plain:
        plain["choices"] = [_plain(choice) for choice in plain["choices"]]
    return plain
