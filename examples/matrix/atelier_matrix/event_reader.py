"""Reads a room's events: what a person did there, as an event of Atelier."""

import logging
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from atelier_bot import (
    Address,
    ButtonPressed,
    Command,
    Event,
    OtherSent,
    Person,
    Photo,
    PhotoSent,
    claims_to_be_picture,
    command_in,
    event_of_text,
)
from atelier_matrix.albums import Albums
from atelier_matrix.client import HomeserverClient
from atelier_matrix.menus import chosen
from atelier_matrix.message_format import MESSAGE, REPLACES

log = logging.getLogger(__name__)

Json = dict[str, Any]
TEXTS: Final = ("m.text", "m.emote")
QUOTE: Final = re.compile(r"(?:> .*\n)+\n?")
"""What older clients put before a reply."""
BANG: Final = re.compile(r"!(\w+)")
"""Some clients keep what begins with a slash for themselves."""


class Me(NamedTuple):
    """The bot's account: its id, and what people call it."""

    id: str
    name: str


class EventReader:
    """Reads for one account."""

    def __init__(
        self, adapter: str, account: str, me: Me, commands: Sequence[Command], client: HomeserverClient
    ) -> None:
        self._adapter, self._account, self._me, self._commands, self._client = adapter, account, me, commands, client
        names = "|".join(re.escape(name) for name in {me.id, me.id[1:].partition(":")[0], me.name} - {""})
        self._called = re.compile(rf"(?i)@?(?:{names})(?:[:,]\s*|\s+|$)")
        self._albums = Albums()

    async def read(self, room: str, source: Json, *, is_group: bool) -> Event | None:
        """What an event tells, if it tells anything that a person did. Raises as HomeserverClient does.

        One that isn't what it should be would come again for ever, so it is passed over.
        """
        try:
            return await self._read(room, source, is_group)
        except (KeyError, TypeError, ValueError, AttributeError):
            log.exception("matrix: event %s can't be read and is passed over", source.get("event_id"))
            return None

    async def _read(self, room: str, source: Json, is_group: bool) -> Event | None:
        content, person = source["content"], Person(id=source["sender"], name=source["sender"])
        address = Address(self._adapter, self._account, room)
        base = {"id": source["event_id"], "address": address, "sender": person, "is_group": is_group}
        if source["type"] == "m.reaction":
            about = content["m.relates_to"]
            return await self._pressed(base, await self._client.event(room, about["event_id"]), about["key"])
        if source["type"] != MESSAGE:
            kind = source["type"].rpartition(".")[2]
            return OtherSent(**base, what=kind, addressed=not is_group) if kind in ("sticker", "encrypted") else None
        about = content.get("m.relates_to") or {}
        if about.get("rel_type") == REPLACES or content.get("msgtype") in (None, "m.notice"):
            return None  # an edit, what was deleted, another bot
        if is_group:
            base["answer_by"] = f"{room} {source['event_id']}"
        return await self._message(base, source, await self._answered(room, about))

    async def _message(self, base: Json, source: Json, answered: Json | None) -> Event | None:
        content, room = source["content"], base["address"].chat
        photo = _photo(content)
        text, mentioned = self._without_name(_said(content, photo))
        command = self._command(text)
        ours = answered is not None and answered["sender"] == self._me.id
        called = mentioned or ours or self._mentions(content) or (command is not None and self._is_ours(command[0]))
        base["addressed"] = called or not base["is_group"]
        if photo is not None:
            caption = command[1] if command is not None else text
            album = self._albums.of(room, source["sender"], source["event_id"], int(source["origin_server_ts"]))
            return PhotoSent(**base, photo=photo, caption=caption, album=album)
        self._albums.end(room, source["sender"])
        if content["msgtype"] not in TEXTS:
            return OtherSent(**base, what=content["msgtype"].rpartition(".")[2])
        if ours and (pressed := await self._pressed(base, answered, text)) is not None:
            return pressed
        if command is not None and not base["addressed"]:
            return None
        older = _photo(answered["content"]) if answered is not None else None
        return event_of_text(self._commands, base, text, command, older)

    async def _pressed(self, base: Json, message: Json | None, said: str) -> ButtonPressed | None:
        """The press of a button of our message that a number chooses, if it has one of that number."""
        if message is None or message["sender"] != self._me.id:
            return None
        button = chosen(message["content"], said)
        fields = base | {"addressed": True}
        return ButtonPressed(**fields, button=button, message=message["event_id"]) if button is not None else None

    async def _answered(self, room: str, about: Json) -> Json | None:
        """The message that one is a reply to; in threads clients name the last one without meaning it."""
        replied = about.get("m.in_reply_to")
        if not replied or about.get("is_falling_back"):
            return None
        return await self._client.event(room, replied["event_id"])

    def _without_name(self, text: str) -> tuple[str, bool]:
        found = self._called.match(text)
        return (text[found.end() :].strip(), True) if found else (text.strip(), False)

    def _command(self, text: str) -> tuple[str, str] | None:
        banged = BANG.match(text)
        return command_in(f"/{text[1:]}" if banged and self._is_ours(banged[1].lower()) else text)

    def _is_ours(self, name: str) -> bool:
        return any(command.name == name for command in self._commands)

    def _mentions(self, content: Json) -> bool:
        return self._me.id in ((content.get("m.mentions") or {}).get("user_ids") or ())


def _photo(content: Json) -> Photo | None:
    """The picture of a message, if it has one; what is sent as a file counts too. Encrypted ones have no address."""
    info, address = content.get("info") or {}, content.get("url")
    name = content.get("filename") or content.get("body")
    is_file = content.get("msgtype") == "m.file" and claims_to_be_picture(info.get("mimetype"), name)
    if not isinstance(address, str) or not (content.get("msgtype") == "m.image" or is_file):
        return None
    size = info.get("size")
    return Photo(reference=address, size=size if isinstance(size, int) and size >= 0 else None)


def _said(content: Json, photo: Photo | None) -> str:
    """A message's text, or a photo's caption: without one the body is the name of its file."""
    body = str(content.get("body", ""))
    if photo is not None and content.get("filename") in (None, body):
        return ""
    return QUOTE.sub("", body, count=1) if "m.relates_to" in content and QUOTE.match(body) else body
