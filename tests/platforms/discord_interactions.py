"""Interactions from the bot's side: to be acknowledged within 3 s, and answered by their token within 15 minutes."""

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord_errors import (
    acknowledged_already,
    invalid_form,
    invalid_webhook_token,
    too_many_follow_ups,
    unknown_interaction,
    unknown_message,
    unknown_webhook,
)
from tests.platforms.discord_messages import Files, Messages
from tests.platforms.discord_state import EPHEMERAL, LOADING, DiscordState, Object, Place

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
"""Types of interactions."""
ANSWER, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Types of callbacks."""
MESSAGE_COMMAND = 3
CALLBACKS = {
    COMMAND: {ANSWER, DEFER, MODAL},
    COMPONENT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {ANSWER, DEFER, DEFER_UPDATE, UPDATE},
}
ACKNOWLEDGE_SECONDS = 3.0
TOKEN_SECONDS = 900.0
FOREIGN_FOLLOW_UPS = 5
"""Follow-up messages to one interaction in a guild where the bot isn't."""
MOST_FIELDS = 5
"""Of a form; the specification says 40."""
GUILD_INSTALL, USER_INSTALL = "0", "1"


@dataclass
class Interaction:
    """What a person did, and how far the bot is with it. ``taken`` is the seconds until it was acknowledged."""

    id: str
    token: str
    type: int
    user: Object
    place: Place
    owners: dict[str, str]
    begun: float
    max_bytes: int
    data: Object
    message: Object | None = None
    callback: int | None = None
    taken: float | None = None
    modal: Object | None = None
    choices: list[Object] = field(default_factory=list)
    original: str | None = None
    messages: set[str] = field(default_factory=set)
    follow_ups: int = 0

    @property
    def is_foreign(self) -> bool:
        """Whether the bot is there by the person's own installation only."""
        return GUILD_INSTALL not in self.owners and self.place.guild is not None


class Interactions:
    """All interactions of a state, by id; ``late`` are the ids of those that weren't acknowledged in time."""

    def __init__(self, state: DiscordState, messages: Messages) -> None:
        self._state, self._messages = state, messages
        self.all: dict[str, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def add(self, interaction: Interaction) -> None:
        self.all[interaction.id] = interaction
        self._by_token[interaction.token] = interaction

    def missed(self) -> list[Interaction]:
        """Those to which people were told that the application didn't respond."""
        now = self._state.clock()
        return [one for one in self.all.values() if one.taken is None and now - one.begun > ACKNOWLEDGE_SECONDS]

    def acknowledge(self, id: str, token: str, body: Object, files: Files) -> Object:
        """POST /interactions/ID/TOKEN/callback: what it answers if asked to."""
        one = self.all.get(id)
        taken = self._state.clock() - one.begun if one else 0.0
        if one is None or one.token != token or (taken > ACKNOWLEDGE_SECONDS and one.callback is None):
            raise unknown_interaction()
        if one.callback is not None:
            raise acknowledged_already()
        kind, data = body["type"], body.get("data") or {}
        if kind not in CALLBACKS[one.type] or (kind in (DEFER_UPDATE, UPDATE) and one.message is None):
            raise invalid_form(f"an interaction of type {one.type} can't be answered by {kind}")
        message = self._obey(one, kind, data, files)
        one.callback, one.taken = kind, taken
        self._state.wake()
        return _callback(one, kind, message)

    def follow_up(self, app: str, token: str, body: Object, files: Files) -> Object:
        """POST /webhooks/APP/TOKEN; where the answer was deferred, the first one is that answer."""
        one = self._open(app, token)
        original = one.place.messages.get(one.original or "")
        if one.callback == DEFER and original is not None and original["flags"] & LOADING:
            self._messages.change(one.place, original, body, files, one.max_bytes)
            return original
        one.follow_ups += 1
        if one.is_foreign and one.follow_ups > FOREIGN_FOLLOW_UPS:
            raise too_many_follow_ups()
        return self._write(one, body, files, original=False)

    def get(self, app: str, token: str, id: str) -> Object:
        return self._find(self._open(app, token), id)

    def patch(self, app: str, token: str, id: str, body: Object, files: Files) -> Object:
        one = self._open(app, token)
        message = self._find(one, id)
        self._messages.change(one.place, message, body, files, one.max_bytes)
        return message

    def delete(self, app: str, token: str, id: str) -> None:
        one = self._open(app, token)
        message = self._find(one, id)
        one.messages.discard(message["id"])
        self._messages.delete(one.place, message["id"])

    def _obey(self, one: Interaction, kind: int, data: Object, files: Files) -> Object | None:
        if kind in (ANSWER, DEFER):
            return self._write(one, data, files, original=True, loading=kind == DEFER)
        if kind == MODAL:
            if len(data["components"]) > MOST_FIELDS:
                raise invalid_form(f"Must be between 1 and {MOST_FIELDS} in length.")
            one.modal = data
        elif kind == CHOICES:
            one.choices = data["choices"]
        else:
            assert one.message is not None
            one.original = one.message["id"]
            one.messages.add(one.message["id"])
            if kind == UPDATE:
                self._messages.change(one.place, one.message, data, files, one.max_bytes)
                return one.message
        return None

    def _write(self, one: Interaction, body: Object, files: Files, *, original: bool, loading: bool = False) -> Object:
        only_for = one.user["id"] if (body.get("flags") or 0) & EPHEMERAL else None
        more: dict[str, Any] = {
            "type": _message_type(one) if original else 0,
            "flags": (LOADING if loading else 0) | (EPHEMERAL if only_for else 0),
            "webhook_id": self._state.app_id,
            "application_id": self._state.app_id,
            "interaction_metadata": _metadata(one),
        }
        message = self._messages.write(one.place, body, files, one.max_bytes, only_for=only_for, **more)
        one.messages.add(message["id"])
        if original:
            one.original = message["id"]
        return message

    def _open(self, app: str, token: str) -> Interaction:
        """The interaction of a token; refused where it wasn't acknowledged, or is too old."""
        one = self._by_token.get(token)
        if one is None or app != self._state.app_id or one.callback is None:
            raise unknown_webhook()
        if self._state.clock() - one.begun > TOKEN_SECONDS:
            raise invalid_webhook_token()
        return one

    def _find(self, one: Interaction, id: str) -> Object:
        found = one.original if id == "@original" else id
        if found is None or found not in one.messages or found not in one.place.messages:
            raise unknown_message()
        return one.place.messages[found]


def _message_type(one: Interaction) -> int:
    """An answer to a slash command, to a message command, or a reply."""
    if one.type != COMMAND:
        return 19
    return 23 if one.data["type"] == MESSAGE_COMMAND else 20


def _metadata(one: Interaction) -> Object:
    base = {"id": one.id, "type": one.type, "user": one.user, "authorizing_integration_owners": one.owners}
    if one.type == COMPONENT:
        assert one.message is not None
        return base | {"interacted_message_id": one.message["id"]}
    if one.type == MODAL_SUBMIT:
        return base | {"triggering_interaction_metadata": one.data["triggered_by"]}
    return base


def _callback(one: Interaction, kind: int, message: Object | None) -> Object:
    about: Object = {"id": one.id, "type": one.type}
    if message is None:
        return {"interaction": about}
    about |= {
        "response_message_id": message["id"],
        "response_message_loading": bool(message["flags"] & LOADING),
        "response_message_ephemeral": bool(message["flags"] & EPHEMERAL),
    }
    shown = {} if kind == DEFER else {"resource": {"type": kind, "message": message}}
    return {"interaction": about, **shown}
