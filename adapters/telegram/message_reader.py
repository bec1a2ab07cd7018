"""Reads messages as Telegram sends them: JSON in which anything may be absent, new, or other than it used to be.

The library's types aren't asked: they fail over a whole message where one thing in it is new to them.
"""

from collections.abc import Mapping
from typing import Any, Final

from atelier_bot import Person, Photo, claims_to_be_picture

Json = Mapping[str, Any]

OTHERS: Final = (
    *("animation", "audio", "checklist", "contact", "dice", "document", "game", "invoice", "location", "paid_media"),
    *("poll", "rich_message", "sticker", "story", "venue", "video", "video_note", "voice"),
)
"""What a person may send beside texts and photos, as far as it has a name yet."""
SERVICE: Final = frozenset(
    [
        *("new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title"),
        *("new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("channel_chat_created", "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id"),
        *("pinned_message", "successful_payment", "refunded_payment", "users_shared", "chat_shared", "gift"),
        *("unique_gift", "gift_upgrade_sent", "connected_website", "write_access_allowed", "passport_data"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set", "checklist_tasks_done"),
        *("checklist_tasks_added", "direct_message_price_changed", "forum_topic_created", "forum_topic_edited"),
        *("forum_topic_closed", "forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway_completed", "managed_bot_created"),
        *("paid_message_price_changed", "poll_option_added", "poll_option_deleted", "suggested_post_approved"),
        *("suggested_post_approval_failed", "suggested_post_declined", "suggested_post_paid"),
        *("suggested_post_refunded", "video_chat_scheduled", "video_chat_started", "video_chat_ended"),
        *("video_chat_participants_invited", "web_app_data"),
    ]
)
"""Notes of what happened in a chat. Whatever isn't one is something that a person sent, known here or not."""


def inside(thing: Json, key: str) -> Json:
    """An object in an object; an empty one where there is none."""
    found = thing.get(key)
    return found if isinstance(found, Mapping) else {}


def text_of(message: Json) -> str:
    """The words of a message: its text or its caption."""
    return next((text for key in ("text", "caption") if (text := _text(message, key))), "")


def is_note(message: Json) -> bool:
    """Whether a message is none of a person's: a note of what happened, or a channel's post that came along."""
    return bool(message.get("is_automatic_forward")) or not SERVICE.isdisjoint(message)


def kind_of(message: Json) -> str:
    """What kind of thing was sent that is neither a text nor a picture."""
    return next((kind for kind in OTHERS if kind in message), "message")


def in_group(message: Json) -> bool:
    """Whether others read along."""
    return inside(message, "chat").get("type") != "private"


def thread_of(message: Json) -> str:
    """The topic that a message is in; an inaccessible one doesn't tell. In ordinary groups chains of answers aren't."""
    return str(message.get("message_thread_id") or "") if message.get("is_topic_message") else ""


def sender_of(message: Json) -> Person | None:
    """Who sent a message: a user, or a chat on whose behalf it was sent; never another bot."""
    chat, user = inside(message, "sender_chat"), inside(message, "from")
    if "id" in chat:
        return Person(id=str(chat["id"]), name=_text(chat, "title"))
    return person(user) if "id" in user and not user.get("is_bot") else None


def person(user: Json) -> Person:
    """A user as a person. Raises KeyError where it has no id."""
    name = " ".join(part for key in ("first_name", "last_name") if (part := _text(user, key)))
    return Person(id=str(user["id"]), name=name, locale=_text(user, "language_code"))


def picture_in(message: Json) -> Photo | None:
    """The photo in a message, or the file or still sticker that may be a picture: its bytes will tell."""
    file = _photo(message) or _still_sticker(message) or _document(message)
    if not isinstance(file.get("file_id"), str):
        return None
    size = file.get("file_size")
    return Photo(
        reference=file["file_id"],
        size=size if isinstance(size, int) else None,
        spoiler=bool(message.get("has_media_spoiler")),
    )


def says_so(message: Json) -> bool:
    """Whether a message says itself that what is in it is a picture to be used, as no sticker does."""
    document = _document(message)
    named = claims_to_be_picture(_text(document, "mime_type"), _text(document, "file_name"))
    return bool(_photo(message)) or named


def content_of(message: Json) -> tuple[str, str]:
    """What an edit may change: the words, and which picture it is."""
    file = _photo(message) or _document(message)
    return text_of(message), _text(file, "file_unique_id")


def _photo(message: Json) -> Json:
    """The largest of the sizes in which there is a photo."""
    sizes = message.get("photo")
    found = [size for size in sizes if isinstance(size, Mapping)] if isinstance(sizes, list) else []
    return max(found, key=_area, default={})


def _area(size: Json) -> tuple[int, int]:
    return (size.get("width") or 0) * (size.get("height") or 0), size.get("file_size") or 0


def _document(message: Json) -> Json:
    return {} if "animation" in message else inside(message, "document")


def _still_sticker(message: Json) -> Json:
    sticker = inside(message, "sticker")
    return {} if sticker.get("is_animated") or sticker.get("is_video") else sticker


def _text(thing: Json, key: str) -> str:
    found = thing.get(key)
    return found if isinstance(found, str) else ""
