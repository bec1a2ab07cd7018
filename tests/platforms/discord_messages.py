"""The bot's messages: what it writes and changes, by whatever way."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from tests.platforms.discord_errors import (
    ApiError,
    anothers_message,
    cannot_dm,
    empty_message,
    invalid_form,
    missing_access,
    missing_permissions,
    too_large,
    unknown_channel,
    unknown_message,
)
from tests.platforms.discord_spec import Upload
from tests.platforms.discord_state import (
    ATTACH_FILES,
    DM,
    EMBED_LINKS,
    EPHEMERAL,
    LOADING,
    SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
    SPOILER,
    THREAD,
    VIEW_CHANNEL,
    DiscordState,
    Object,
    Place,
)

Files = Mapping[str, Upload]

SHOWN_AS = "attachment://"
KEPT_FLAGS = EPHEMERAL | 1 << 2 | 1 << 12
"""What a bot may set itself: ephemeral (in answers to interactions), no previews of links, no notification."""
NONCE_SECONDS = 180.0
"""The documents say "a few minutes" of how long a nonce is known."""
ACTION_ROW = 1
PICTURE_FIELDS = "url", "proxy_url", "width", "height", "content_type"


class Messages:
    """Writes and changes messages of the bot in a state."""

    def __init__(self, state: DiscordState) -> None:
        self._state = state
        self._nonces: dict[tuple[str, str], tuple[float, Object]] = {}

    def place(self, id: str, needed: int) -> Place:
        """A channel where the bot is and may do this."""
        place = self._state.places.get(id)
        if place is None:
            raise unknown_channel()
        if not place.has_bot:
            raise missing_access()
        permissions = self._state.permissions(place)
        if not permissions & VIEW_CHANNEL:
            raise missing_access()
        if place.channel["type"] == THREAD and needed & SEND_MESSAGES:
            needed = needed & ~SEND_MESSAGES | SEND_MESSAGES_IN_THREADS
        if needed & ~permissions:
            raise missing_permissions()
        return place

    def find(self, place: Place, id: str) -> Object:
        """A message that everybody sees."""
        message = place.messages.get(id)
        if message is None or id in self._state.only_for:
            raise unknown_message()
        return message

    def post(self, channel: str, body: Object, files: Files) -> Object:
        """POST /channels/ID/messages. The same nonce, where it is enforced, is the same message."""
        place = self.place(channel, SEND_MESSAGES | _needed(body, files))
        if place.channel["type"] == DM and place.members and place.members & self._state.closed_to_bot:
            raise cannot_dm()
        key = channel, str(body.get("nonce"))
        when, before = self._nonces.get(key, (0.0, {}))
        if body.get("enforce_nonce") and self._state.clock() - when < NONCE_SECONDS:
            return before
        nonce = {"nonce": body["nonce"]} if body.get("nonce") is not None else {}
        said = {**body, "flags": (body.get("flags") or 0) & ~EPHEMERAL}
        message = self.write(place, said, files, place.max_bytes, **nonce)
        self._nonces[key] = self._state.clock(), message
        return message

    def patch(self, channel: str, id: str, body: Object, files: Files) -> Object:
        """PATCH /channels/ID/messages/ID."""
        place = self.place(channel, _needed(body, files))
        message = self.find(place, id)
        if message["author"]["id"] != self._state.app_id:
            raise anothers_message()
        self.change(place, message, body, files, place.max_bytes)
        return message

    def delete(self, place: Place, id: str) -> None:
        message = place.messages.pop(id)
        self._state.publish("MESSAGE_DELETE", _where(place) | {"id": message["id"]}, place)
        self._state.wake()

    def write(self, place: Place, body: Object, files: Files, max_bytes: int, **more: Any) -> Object:
        """A new message of the bot; ``more`` are fields that aren't its to say."""
        self._refuse(place, files)
        _check_size(files, max_bytes)
        only_for = more.pop("only_for", None)
        message = self._state.message(place, self._state.bot, "", **more)
        message["flags"] |= (body.get("flags") or 0) & KEPT_FLAGS
        self._fill(place, message, body, files)
        if not message["flags"] & LOADING:
            _refuse_empty(message)
        if only_for is not None:
            message["flags"] |= EPHEMERAL
            self._state.only_for[message["id"]] = only_for
        place.messages[message["id"]] = message
        place.channel["last_message_id"] = message["id"]
        self._tell("MESSAGE_CREATE", place, message)
        return message

    def change(self, place: Place, message: Object, body: Object, files: Files, max_bytes: int) -> None:
        self._refuse(place, files)
        _check_size(files, max_bytes)
        changed = dict(message)
        self._fill(place, changed, body, files)
        changed["flags"] &= ~LOADING
        _refuse_empty(changed)
        if not message["flags"] & LOADING:
            changed["edited_timestamp"] = self._state.now()
        message.update(changed)
        self._tell("MESSAGE_UPDATE", place, message)

    def _refuse(self, place: Place, files: Files) -> None:
        """Raises ApiError where tests have such messages be refused."""
        if (place.id, bool(files)) in self._state.refusals:
            raise ApiError(*self._state.refusals[place.id, bool(files)])

    def _fill(self, place: Place, message: Object, body: Object, files: Files) -> None:
        """What a body says, put into a message; what it doesn't say stays."""
        if "content" in body:
            message["content"] = body["content"] or ""
            message["mentions"] = self._mentioned(message["content"], body.get("allowed_mentions"))
        if "components" in body:
            message["components"] = _numbered(body["components"] or [])
        new = self._uploaded(place, body, files, ephemeral=bool(message["flags"] & EPHEMERAL))
        if "attachments" in body:
            kept = {str(one["id"]) for one in body["attachments"] or []}
            message["attachments"] = [one for one in message["attachments"] if one["id"] in kept]
        message["attachments"] = [*message["attachments"], *new]
        if "embeds" in body:
            message["embeds"] = [_shown(embed, message["attachments"]) for embed in body["embeds"] or []]
            used = {embed["image"]["url"] for embed in message["embeds"] if "image" in embed}
            message["attachments"] = [one for one in message["attachments"] if one["url"] not in used]

    def _uploaded(self, place: Place, body: Object, files: Files, *, ephemeral: bool) -> list[Object]:
        said = {str(one["id"]): one for one in body.get("attachments") or []}
        found = []
        for name, file in files.items():
            about = said.get(name.removeprefix("files[").removesuffix("]"), {})
            extra = {"ephemeral": True} if ephemeral else {}
            if about.get("description"):
                extra["description"] = about["description"]
            filename = about.get("filename") or file.name
            spoiler = bool(about.get("is_spoiler"))
            found.append(self._state.attachment(place, filename, file.data, spoiler=spoiler, **extra))
        return found

    def _mentioned(self, content: str, allowed: Object | None) -> list[Object]:
        """The people whom a text mentions, and who are told so."""
        if allowed is not None and "users" not in (allowed.get("parse") or []):
            whom = {str(id) for id in allowed.get("users") or []}
        else:
            whom = set(self._state.users)
        return [user for id, user in self._state.users.items() if id in whom and f"<@{id}>" in content]

    def _tell(self, event: str, place: Place, message: Object) -> None:
        if message["id"] not in self._state.only_for:
            self._state.publish(event, message | {k: v for k, v in _where(place).items() if k == "guild_id"}, place)
        self._state.wake()


def is_spoiler(attachment: Object) -> bool:
    """Whether a picture is hidden until somebody wants to see it."""
    return bool(attachment.get("flags", 0) & SPOILER)


def _where(place: Place) -> Object:
    guild = {"guild_id": place.guild["id"]} if place.guild else {}
    return {"channel_id": place.id, **guild}


def _needed(body: Object, files: Files) -> int:
    return (ATTACH_FILES if files else 0) | (EMBED_LINKS if body.get("embeds") else 0)


def _check_size(files: Files, max_bytes: int) -> None:
    if sum(len(file.data) for file in files.values()) > max_bytes:
        raise too_large()


def _refuse_empty(message: Object) -> None:
    if not any(message[part] for part in ("content", "attachments", "embeds", "components")):
        raise empty_message()


def _numbered(rows: list[Object]) -> list[Object]:
    """Components as Discord gives them back: each has a number, and no id may be there twice."""
    numbers = count(1)
    ids = [one["custom_id"] for row in rows for one in row.get("components", ()) if one.get("custom_id")]
    if len(set(ids)) < len(ids):
        raise invalid_form("Component custom id cannot be duplicated")
    if len(rows) > 5 and all(row["type"] == ACTION_ROW for row in rows):
        raise invalid_form("Must be 5 or fewer in length.")
    return [_with_number(row, numbers) for row in rows]


def _with_number(component: Object, numbers: "count[int]") -> Object:
    answered = {name: value for name, value in component.items() if value is not None} | {"id": next(numbers)}
    if "components" in component:
        answered["components"] = [_with_number(one, numbers) for one in component["components"]]
    return answered


def _shown(embed: Object, attachments: list[Object]) -> Object:
    """An embed as Discord gives it back; a file of the message that it shows by its name becomes a link."""
    files = {SHOWN_AS + one["filename"]: one for one in attachments}
    answered = {"type": "rich", **{name: value for name, value in embed.items() if value is not None}}
    for part in ("image", "thumbnail"):
        if isinstance(answered.get(part), dict):
            url = answered[part]["url"]
            if url.startswith(SHOWN_AS) and url not in files:
                raise invalid_form(f"{url} is no attachment")
            about = {name: files[url][name] for name in PICTURE_FIELDS if url in files and name in files[url]}
            answered[part] = {**answered[part], "proxy_url": url, **about}
    return answered
