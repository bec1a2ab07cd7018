"""Of what Discord sends only that is read which somebody asks for: nothing new to the library loses a message."""

from typing import Any

import pytest

from adapters.discord.payloads import essentials, interaction_essentials
from tests.adapters.discord.harness import ANN, FILE

SAID: dict[str, Any] = {"id": "8", "channel_id": "5", "type": 0, "author": ANN, "content": "style"}


def test_what_is_read_is_kept() -> None:
    more = {"attachments": [{**FILE, "flags": 8}], "sticker_items": [{"id": "3", "name": "cat", "format_type": 1}]}
    read = essentials({**SAID, **more, "message_reference": {"channel_id": "5"}, "referenced_message": SAID})
    assert read.items() >= SAID.items()
    assert read["attachments"] == more["attachments"]
    assert read["sticker_items"] == more["sticker_items"]
    assert read["referenced_message"]["content"] == "style"


def test_what_is_forwarded_too() -> None:
    read = essentials({**SAID, "message_snapshots": [{"message": {**SAID, "attachments": [FILE], "poll": 5}}]})
    ((forwarded,),) = [one.values() for one in read["message_snapshots"]]
    assert forwarded["attachments"] == [FILE]
    assert "poll" not in forwarded


@pytest.mark.parametrize("odd", [None, 5, "x", [], {}, [{}], [None], {"type": "hologram"}])
def test_nothing_else_matters(odd: Any) -> None:
    keys = ("attachments", "sticker_items", "message_reference", "referenced_message", "message_snapshots", "content")
    others = ("poll", "embeds", "components", "call", "edited_timestamp", "hologram", "pinned")
    read = essentials({**SAID, **dict.fromkeys((*keys, *others), odd)})
    assert read["attachments"] == []
    assert read["embeds"] == []
    assert read.keys().isdisjoint({"poll", "components", "call", "hologram", "referenced_message"})


def test_a_file_loses_what_the_library_would_stumble_over() -> None:
    (file,) = essentials({**SAID, "attachments": [{**FILE, "waveform": "no base64", "content_type": 5}]})["attachments"]
    assert file == {key: value for key, value in FILE.items() if key != "content_type"}


def test_an_interaction_has_the_essentials_of_its_message() -> None:
    read = interaction_essentials({"id": "1", "entitlements": [{}], "message": {**SAID, "poll": 5}})
    assert read["entitlements"] == []
    assert "poll" not in read["message"]
    assert interaction_essentials({"id": "1"}) == {"id": "1", "entitlements": []}
