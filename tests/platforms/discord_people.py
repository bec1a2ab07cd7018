"""What people do on Discord: they write, give commands, press buttons, fill in forms.

What the application doesn't offer can't be done here either: an assertion fails where a command isn't registered or not
for that place, an option isn't its, or a button isn't there.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tests.platforms.discord_commands import CHAT_INPUT, Commands
from tests.platforms.discord_interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    GUILD_INSTALL,
    MESSAGE_COMMAND,
    MODAL_SUBMIT,
    USER_INSTALL,
    Interaction,
    Interactions,
)
from tests.platforms.discord_state import DiscordState, Object, Place

GUILD, BOT_DM, PRIVATE = 0, 1, 2
"""Contexts."""
ACTION_ROW, BUTTON, STRING_SELECT, TEXT_INPUT, LABEL = 1, 2, 3, 4, 18
STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11
KINDS: Mapping[int, tuple[type, ...]] = {STRING: (str,), INTEGER: (int,), BOOLEAN: (bool,), NUMBER: (int, float)}


class File(NamedTuple):
    """A file that a person gives along."""

    name: str
    data: bytes
    spoiler: bool = False


class People:
    """Acts for the people of a state. ``installed`` are those who have the application for themselves."""

    def __init__(self, state: DiscordState, interactions: Interactions, commands: Commands) -> None:
        self._state, self._interactions, self._commands = state, interactions, commands
        self.installed: set[str] = set()

    def install(self, user: Object) -> None:
        self.installed.add(user["id"])

    def say(
        self,
        user: Object,
        content: str = "",
        files: Sequence[File] = (),
        place: Place | None = None,
        reply_to: Object | None = None,
    ) -> Object:
        """Writes a message, to the bot unless another place is given."""
        place = place or self._state.dm(user)
        self._check_member(user, place)
        max_bytes, given = self._max_bytes(user, place), sum(len(file.data) for file in files)
        assert given <= max_bytes, f"{user['username']} can't upload {given} bytes there, only {max_bytes}"
        message = self._state.message(place, user, content)
        if f"<@{self._state.app_id}>" in content:
            message["mentions"] = [self._state.bot]
        message["attachments"] = [
            self._state.attachment(place, _named(file), file.data, spoiler=file.spoiler) for file in files
        ]
        if reply_to is not None:
            reference = {"type": 0, "channel_id": place.id, "message_id": reply_to["id"]}
            message |= {"type": 19, "message_reference": reference, "referenced_message": reply_to}
        place.messages[message["id"]] = message
        place.channel["last_message_id"] = message["id"]
        self._tell("MESSAGE_CREATE", message, place)
        return message

    def edit(self, message: Object, content: str) -> None:
        """The sender changes a message's words."""
        message |= {"content": content, "edited_timestamp": self._state.now()}
        self._tell("MESSAGE_UPDATE", message, self._state.places[message["channel_id"]])

    def slash(
        self, user: Object, name: str, options: Mapping[str, Any] | None = None, place: Place | None = None
    ) -> Interaction:
        """Gives a slash command, to the bot itself unless another place is given."""
        place = place or self._state.dm(user)
        command = self._commands.named(name, CHAT_INPUT)
        attachments: dict[str, Object] = {}
        max_bytes = self._max_bytes(user, place)
        given = [self._option(command, name, value, attachments, max_bytes) for name, value in (options or {}).items()]
        missing = {o["name"] for o in command.get("options", ()) if o.get("required")} - {o["name"] for o in given}
        assert not missing, f"/{name} needs {missing}"
        data = {"id": command["id"], "name": name, "type": CHAT_INPUT}
        if given:
            data["options"] = given
        if attachments:
            data["resolved"] = {"attachments": attachments}
        return self._act(COMMAND, user, place, data, command)

    def use(self, user: Object, name: str, message: Object) -> Interaction:
        """Chooses a message command in a message's menu."""
        place = self._state.places[message["channel_id"]]
        command = self._commands.named(name, MESSAGE_COMMAND)
        data = {"id": command["id"], "name": name, "type": MESSAGE_COMMAND, "target_id": message["id"]}
        data["resolved"] = {"messages": {message["id"]: message}}
        return self._act(COMMAND, user, place, data, command)

    def complete(self, user: Object, name: str, option: str, text: str, place: Place | None = None) -> Interaction:
        """Begins to write an option; what the bot proposes is in the interaction's ``choices``."""
        command = self._commands.named(name, CHAT_INPUT)
        said = next(one for one in command["options"] if one["name"] == option)
        assert said.get("autocomplete"), f"{option} is not completed"
        data = {"id": command["id"], "name": name, "type": CHAT_INPUT}
        data["options"] = [{"name": option, "type": said["type"], "value": text, "focused": True}]
        return self._act(AUTOCOMPLETE, user, place or self._state.dm(user), data, command)

    def press(self, user: Object, message: Object, label: str) -> Interaction:
        """Presses the button of this name under a message."""
        buttons = [one for row in message["components"] for one in row["components"] if one["type"] == BUTTON]
        button = next((one for one in buttons if one.get("label") == label), None)
        assert button is not None, f"{label!r} is none of {[one.get('label') for one in buttons]}"
        assert not button.get("disabled"), f"{label!r} can't be pressed"
        return self._touch(user, message, button, {})

    def choose(self, user: Object, message: Object, custom_id: str, *values: str) -> Interaction:
        """Chooses among the options of a menu under a message."""
        menus = [one for row in message["components"] for one in row["components"]]
        menu = next(one for one in menus if one.get("custom_id") == custom_id)
        offered = {option["value"] for option in menu["options"]}
        assert offered.issuperset(values), f"{values} are not all of {offered}"
        return self._touch(user, message, menu, {"values": list(values)})

    def submit(self, opened: Interaction, values: Mapping[str, str]) -> Interaction:
        """Fills in the form that an interaction opened, and sends it; what isn't said stays as it was."""
        modal = opened.modal
        assert modal is not None, "no form was opened"
        rest = dict(values)
        filled = [_filled(component, rest) for component in modal["components"]]
        assert not rest, f"the form doesn't have {sorted(rest)}"
        data = {"custom_id": modal["custom_id"], "components": filled, "triggered_by": _trigger(opened)}
        return self._act(MODAL_SUBMIT, opened.user, opened.place, data, None, opened.message)

    def _tell(self, event: str, message: Object, place: Place) -> None:
        member = self._member(message["author"], with_user=False)
        guild = {"guild_id": place.guild["id"], "member": member} if place.guild else {}
        self._state.publish(event, message | guild, place)
        self._state.wake()

    def _touch(self, user: Object, message: Object, component: Object, more: Object) -> Interaction:
        place = self._state.places[message["channel_id"]]
        assert message in self._state.seen(user, place), "the message isn't there for this person"
        data = {"custom_id": component["custom_id"], "component_type": component["type"], "id": component["id"], **more}
        return self._act(COMPONENT, user, place, data, None, message)

    def _act(
        self,
        type: int,
        user: Object,
        place: Place,
        data: Object,
        command: Object | None,
        message: Object | None = None,
    ) -> Interaction:
        self._check_member(user, place)
        owners = self._owners(user, place)
        if command is not None:
            _check_offered(command, place, owners)
        one = Interaction(
            id=self._state.id(),
            token=f"interaction-token-{secrets.token_urlsafe(48)}",
            type=type,
            user=user,
            place=place,
            owners=owners,
            begun=self._state.clock(),
            max_bytes=self._max_bytes(user, place),
            data=data,
            message=message,
        )
        self._interactions.add(one)
        self._state.publish("INTERACTION_CREATE", self._payload(one), place)
        return one

    def _payload(self, one: Interaction) -> Object:
        place, locale = one.place, self._state.locales[one.user["id"]]
        payload = {
            "id": one.id,
            "application_id": self._state.app_id,
            "type": one.type,
            "token": one.token,
            "version": 1,
            "data": {name: value for name, value in one.data.items() if name != "triggered_by"},
            "channel": place.channel,
            "channel_id": place.id,
            "app_permissions": str(self._state.permissions(place)),
            "locale": locale,
            "entitlements": [],
            "authorizing_integration_owners": one.owners,
            "context": _context(place),
            "attachment_size_limit": one.max_bytes,
        }
        if one.message is not None:
            payload["message"] = one.message
        if place.guild is None:
            return payload | {"user": one.user}
        guild = {name: place.guild[name] for name in ("id", "locale", "features")}
        member = self._member(one.user, with_user=True) | {"permissions": str(self._state.permissions(place))}
        return payload | {"guild": guild, "guild_id": guild["id"], "guild_locale": guild["locale"], "member": member}

    def _owners(self, user: Object, place: Place) -> dict[str, str]:
        """By whose installation the application is here."""
        owners = {}
        if place.has_bot:
            owners[GUILD_INSTALL] = place.guild["id"] if place.guild else "0"
        if user["id"] in self.installed:
            owners[USER_INSTALL] = user["id"]
        assert owners, "the application isn't there, and the person hasn't installed it"
        return owners

    def _option(self, command: Object, name: str, value: Any, attachments: dict[str, Object], max_bytes: int) -> Object:
        said = next((one for one in command.get("options", ()) if one["name"] == name), None)
        assert said is not None, f"/{command['name']} has no option {name!r}"
        if said["type"] == ATTACHMENT:
            assert len(value.data) <= max_bytes, f"{name} is larger than {max_bytes} bytes"
            attachment = self._given(value)
            attachments[attachment["id"]] = attachment
            return {"name": name, "type": ATTACHMENT, "value": attachment["id"]}
        right = isinstance(value, KINDS[said["type"]]) and (said["type"] == BOOLEAN or not isinstance(value, bool))
        assert right, f"{name} can't be {value!r}"
        if said.get("choices"):
            assert value in [choice["value"] for choice in said["choices"]], f"{name} can't be {value!r}"
        if said["type"] in (INTEGER, NUMBER):
            assert said.get("min_value", value) <= value <= said.get("max_value", value), f"{name} can't be {value!r}"
        return {"name": name, "type": said["type"], "value": value}

    def _given(self, file: File) -> Object:
        """A file that comes with a command: nobody else sees it."""
        place = Place({"id": self._state.app_id})
        attachment = self._state.attachment(place, _named(file), file.data, spoiler=file.spoiler, ephemeral=True)
        path = f"/ephemeral-attachments/{self._state.app_id}/{attachment['id']}/{attachment['filename']}"
        return attachment | self._state.link(path)

    def _member(self, user: Object, *, with_user: bool) -> Object:
        member = {"roles": [], "joined_at": self._state.now(), "deaf": False, "mute": False, "flags": 0, "nick": None}
        member |= {"avatar": None, "premium_since": None, "pending": False, "communication_disabled_until": None}
        return member | ({"user": user} if with_user else {})

    def _max_bytes(self, user: Object, place: Place) -> int:
        """How large files may be that a person uploads there, or that answer what they did."""
        return max(place.max_bytes, self._state.max_bytes[user["id"]])

    def _check_member(self, user: Object, place: Place) -> None:
        assert place.members is None or user["id"] in place.members, f"{user['username']} isn't there"


def _named(file: File) -> str:
    return f"SPOILER_{file.name}" if file.spoiler else file.name


def _context(place: Place) -> int:
    if place.guild is not None:
        return GUILD
    return BOT_DM if place.has_bot else PRIVATE


def _check_offered(command: Object, place: Place, owners: Mapping[str, str]) -> None:
    context, contexts = _context(place), command["contexts"]
    allowed = context in contexts if contexts is not None else command["dm_permission"] or context == GUILD
    assert allowed, f"{command['name']} isn't offered in context {context}, only in {contexts}"
    types = {str(type) for type in command["integration_types"]}
    assert types & owners.keys(), f"{command['name']} is for installations {sorted(types)}, not {sorted(owners)}"


def _trigger(opened: Interaction) -> Object:
    trigger = {"id": opened.id, "type": opened.type, "user": opened.user}
    trigger |= {"authorizing_integration_owners": opened.owners}
    return trigger | ({"interacted_message_id": opened.message["id"]} if opened.message is not None else {})


def _filled(component: Object, values: dict[str, str]) -> Object:
    """A part of a form as it comes back; takes from ``values`` what is its."""
    if component["type"] == ACTION_ROW:
        return {"type": ACTION_ROW, "id": 1, "components": [_filled(one, values) for one in component["components"]]}
    if component["type"] == LABEL:
        return {"type": LABEL, "id": 1, "component": _filled(component["component"], values)}
    id = component["custom_id"]
    if component["type"] == TEXT_INPUT:
        value = values.pop(id, component.get("value") or "")
        max_length = component.get("max_length") or 4000
        assert (component.get("min_length") or 0) <= len(value) <= max_length, f"{id} can't be {value!r}"
        assert value or component.get("required") is False, f"{id} has to be filled in"
        return {"type": TEXT_INPUT, "id": 1, "custom_id": id, "value": value}
    assert component["type"] == STRING_SELECT, f"forms with components of type {component['type']} aren't emulated"
    default = next((one["value"] for one in component["options"] if one.get("default")), None)
    chosen = values.pop(id) if id in values else default
    assert chosen in [one["value"] for one in component["options"]], f"{id} can't be {chosen!r}"
    return {"type": STRING_SELECT, "id": 1, "custom_id": id, "values": [chosen]}
