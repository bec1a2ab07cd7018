"""Messages of Atelier as the content of Matrix' events."""

from typing import Any, Final

from atelier_bot import Message, media_type, open_own, suffix
from atelier_matrix.menus import FIELD, ids_of, menu

Json = dict[str, Any]
MESSAGE: Final = "m.room.message"
REPLACES: Final = "m.replace"


def content_of(message: Message) -> Json:
    """A message's content, without its file. It is no ``m.notice``: of those people aren't told."""
    lines = [message.text, menu(message.buttons)]
    content: Json = {"msgtype": "m.text", "body": "\n\n".join(filter(None, lines)), "m.mentions": {}}
    ids = ids_of(message.buttons)
    return {**content, FIELD: ids} if ids else content


def file_name(message: Message, data: bytes) -> str:
    """What a message's file is called; its alternative text has no other place."""
    return message.document_name or f"{message.alt or 'picture'}.{suffix(data)}"


def with_file(content: Json, message: Message, data: bytes, address: str) -> Json:
    """The content with its file, which the homeserver has at an address; the text is its caption then."""
    name = file_name(message, data)
    shown = message.picture is not None and not message.as_file
    info: Json = {"mimetype": media_type(data), "size": len(data)}
    if shown:
        info["w"], info["h"] = open_own(data).size
    kind = "m.image" if shown else "m.file"
    return {**content, "msgtype": kind, "url": address, "info": info, "filename": name, "body": content["body"] or name}


def with_file_of(content: Json, before: Json) -> Json:
    """The content with the file that an earlier one had, if it had any."""
    if "url" not in before:
        return content
    kept: Json = {name: before[name] for name in ("msgtype", "url", "info", "filename") if name in before}
    return {**content, **kept, "body": content["body"] or before["filename"]}


def in_place(content: Json, reference: str) -> Json:
    """The content in the place of an earlier message; clients that know no edits show a new one with a star."""
    new = {"m.new_content": content, "m.relates_to": {"rel_type": REPLACES, "event_id": reference}}
    return {**content, "body": f"* {content['body']}", **new}


def as_reply(content: Json, id: str, person: str) -> Json:
    """The content as a reply to somebody's message."""
    return {
        **content,
        "m.mentions": {"user_ids": [person]},
        "m.relates_to": {"m.in_reply_to": {"event_id": id}},
    }
