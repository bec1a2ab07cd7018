"""Messages as Discord sends them, cut down to what is read here.

The library fails over a whole message, and over the connection that brought it, where anything in it is new to it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

Payload = dict[str, Any]

KEPT: Final = ("id", "channel_id", "guild_id", "type", "author", "webhook_id", "flags")
ATTACHMENT: Final = ("id", "filename", "size", "url", "proxy_url")
STICKER: Final = ("id", "name", "format_type")
UNREAD: Final[Payload] = {"embeds": [], "pinned": False, "mention_everyone": False, "tts": False}
"""What nobody asks for and the library takes no message without."""


def essentials(message: Payload) -> Payload:
    """A message with nothing in it that nobody here asks for, and nothing that isn't whole."""
    read: Payload = {**UNREAD, **_content(message)}
    read |= {key: message[key] for key in KEPT if key in message}
    if stickers := _whole(message.get("sticker_items"), STICKER):
        read["sticker_items"] = stickers
    if references := _whole([message.get("message_reference")], ["channel_id"]):
        read["message_reference"] = references[0]
    if older := _whole([message.get("referenced_message")], ["id", "channel_id", "author"]):
        read["referenced_message"] = essentials(older[0])
    if forwarded := _whole(message.get("message_snapshots"), ["message"]):
        read["message_snapshots"] = [{"message": _forwarded(one["message"])} for one in forwarded]
    return read


def interaction_essentials(interaction: Payload) -> Payload:
    """An interaction, with the essentials of the message that it was done in, if there is one, and nothing bought."""
    message = interaction.get("message")
    done_in = {"message": essentials(message)} if isinstance(message, dict) else {}
    return {**interaction, **done_in, "entitlements": []}


def _forwarded(message: Any) -> Payload:
    return {"embeds": [], "type": 0, **_content(message if isinstance(message, dict) else {})}


def _content(message: Payload) -> Payload:
    """What was said: words and files."""
    text = message.get("content")
    return {
        "content": text if isinstance(text, str) else "",
        "attachments": [_file(one) for one in _whole(message.get("attachments"), ATTACHMENT)],
        "timestamp": _time(message, "timestamp"),
        "edited_timestamp": _time(message, "edited_timestamp"),
    }


def _time(message: Payload, key: str) -> str | None:
    try:
        return datetime.fromisoformat(message[key]).isoformat()
    except (KeyError, TypeError, ValueError):
        return None


def _file(attachment: Payload) -> Payload:
    said, flags = attachment.get("content_type"), attachment.get("flags")
    return {
        **{key: attachment[key] for key in ATTACHMENT},
        **({"content_type": said} if isinstance(said, str) else {}),
        **({"flags": flags} if isinstance(flags, int) else {}),
    }


def _whole(things: Any, keys: Sequence[str]) -> list[Payload]:
    """Those of some objects that have all of this."""
    found = things if isinstance(things, list) else []
    return [one for one in found if isinstance(one, dict) and all(one.get(key) is not None for key in keys)]
