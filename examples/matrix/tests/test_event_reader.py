"""Events as other homeservers may send them, which check less than one's own."""

import asyncio
from typing import Any

import pytest
from atelier_matrix.client import HomeserverClient
from atelier_matrix.event_reader import EventReader, Me
from atelier_matrix.options import MatrixOptions

from atelier_bot import Event

TEXT = {"msgtype": "m.text", "body": "hello"}
IMAGE = {"msgtype": "m.image", "body": "photo.jpg", "url": "mxc://example.org/abc"}


def read(content: Any, kind: str = "m.room.message", **more: Any) -> Event | None:
    client = HomeserverClient(MatrixOptions(homeserver="http://127.0.0.1:1", token="nobody"))
    reader = EventReader("matrix", "bot", Me("@bot:example.org", "Painter"), (), client)
    source = {"type": kind, "event_id": "$1", "sender": "@ann:example.org", "origin_server_ts": 1, "content": content}
    return asyncio.run(reader.read("!room", source | more, is_group=False))


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"msgtype": 7, "body": "hello"},
        {"msgtype": ["m.text"], "body": "hello"},
        TEXT | {"m.relates_to": "x"},
        TEXT | {"m.relates_to": {"m.in_reply_to": "x"}},
        TEXT | {"m.mentions": {"user_ids": 5}},
        IMAGE | {"info": "large"},
    ],
)
def test_what_is_no_message_is_passed_over(content: Any) -> None:
    assert read(content) is None


def test_a_photo_without_a_time_is_passed_over() -> None:
    assert read(IMAGE, origin_server_ts=None) is None


def test_what_was_deleted_edited_or_said_by_a_bot_is_none_of_ours() -> None:
    assert read({}) is None
    assert read(TEXT | {"m.relates_to": {"rel_type": "m.replace", "event_id": "$0"}}) is None
    assert read(TEXT | {"msgtype": "m.notice"}) is None


def test_a_size_that_is_none_is_not_believed() -> None:
    event = read(IMAGE | {"info": {"size": "large"}})
    assert event is not None
    assert (event.kind, event.photo.size) == ("photo", None)


@pytest.mark.parametrize(
    ("content", "caption"),
    [
        (IMAGE, ""),
        (IMAGE | {"filename": "photo.jpg"}, ""),
        (IMAGE | {"filename": "photo.jpg", "body": "for the wall"}, "for the wall"),
    ],
)
def test_the_name_of_a_file_is_no_caption(content: Any, caption: str) -> None:
    event = read(content)
    assert event is not None
    assert event.caption == caption


@pytest.mark.parametrize(
    ("content", "kind", "what"),
    [
        (TEXT | {"msgtype": "m.video"}, "m.room.message", "video"),
        ({"body": "a smile", "url": "mxc://example.org/s"}, "m.sticker", "sticker"),
        ({"algorithm": "m.megolm.v1.aes-sha2"}, "m.room.encrypted", "encrypted"),
    ],
)
def test_what_is_not_understood_is_handed_in_as_such(content: Any, kind: str, what: str) -> None:
    event = read(content, kind)
    assert event is not None
    assert (event.kind, event.what) == ("other", what)
