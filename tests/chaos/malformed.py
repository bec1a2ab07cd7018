"""Updates as no platform would send them, made of good ones: something that is always there is missing or is odd."""

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

Json = dict[str, Any]
ODD: tuple[Any, ...] = (None, True, -1, 10**30, 0.5, "", "x" * 5000, "\0\ud83d", [], [[]], {}, {"id": {}})
STRANGER = {"id": 31337, "is_bot": False, "first_name": "Eve", "language_code": "en"}
CHAT = {"id": 31337, "type": "private", "first_name": "Eve"}
MESSAGE: Json = {"message_id": 7, "from": STRANGER, "chat": CHAT, "date": 1_700_000_000}
FILE = {"file_id": "nowhere", "file_unique_id": "u", "file_size": 5}
KINDS: tuple[Json, ...] = (
    {"message": {**MESSAGE, "text": "hello"}},
    {"message": {**MESSAGE, "text": "/help", "entities": [{"type": "bot_command", "offset": 0, "length": 5}]}},
    {"message": {**MESSAGE, "photo": [{**FILE, "width": 9, "height": 9}]}},
    {"message": {**MESSAGE, "document": {**FILE, "file_name": "a.jpg", "mime_type": "image/jpeg"}}},
    {"edited_message": {**MESSAGE, "edit_date": 1_700_000_001, "text": "hello"}},
    {"callback_query": {"id": "1", "from": STRANGER, "message": MESSAGE, "chat_instance": "1", "data": "cancel:1"}},
    {"my_chat_member": {"chat": CHAT, "from": STRANGER, "date": 1, "old_chat_member": {}, "new_chat_member": {}}},
)
ESSENTIAL = frozenset(["from", "chat", "id", "message_id", "message", "type", "file_id", "data"])
"""Without one of these as it should be there is nothing to answer."""
"""What may be where something else is expected."""


def malformed(luck: Random) -> Json:
    """An update, but for its number."""
    update = copy.deepcopy(luck.choice(KINDS))
    places = [(holder, key) for holder, key in _places(update) if key in ESSENTIAL]
    _spoil(*luck.choice(places), luck)
    for _ in range(luck.randrange(3)):
        _spoil(*luck.choice(list(_places(update)) or [(update, "message")]), luck)
    return update


def _spoil(holder: Json, key: str, luck: Random) -> None:
    if luck.random() < 0.3:
        holder.pop(key, None)
    else:
        holder[key] = copy.deepcopy(luck.choice(ODD))


def _places(value: Any) -> Iterator[tuple[Json, str]]:
    """All fields, however deep, each with the object that has it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner)
