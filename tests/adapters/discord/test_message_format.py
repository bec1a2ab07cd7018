"""What becomes of a message on Discord."""

import io

import pytest
from PIL import Image

from adapters.discord.message_format import bar, body_of, components, file_of, nonce
from core.model.address import Address
from core.model.reply import Button
from core.plugins.adapter import Undeliverable
from core.plugins.message import Message

HERE = Address("discord", "discord", "1")


def noise(side: int) -> bytes:
    """A picture that can't be packed well."""
    buffer = io.BytesIO()
    Image.effect_noise((side, side), 100).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


def rows(*lengths: int) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(id=f"{r}:{n}", label=f"{n}") for n in range(length)) for r, length in enumerate(lengths))


@pytest.mark.parametrize(
    ("given", "shown"),
    [((2, 1, 1), [2, 1, 1]), ((6,), [5, 1]), ((1,) * 7, [5, 2]), ((5,) * 6, [5] * 5), ((0, 2), [2]), ((), [])],
)
def test_buttons_are_in_rows_of_five(given: tuple[int, ...], shown: list[int]) -> None:
    assert [len(row["components"]) for row in components(rows(*given))] == shown


def test_a_label_is_cut_and_what_cannot_be_undone_is_red() -> None:
    long, cancel = Button(id="set:x", label="x" * 90), Button(id="cancel:1", label="Cancel")
    (row,) = components(((long, cancel),))
    assert [(len(one["label"]), one["style"]) for one in row["components"]] == [(80, 2), (6, 4)]


@pytest.mark.parametrize(("progress", "full"), [(-1.0, 0), (0.0, 0), (0.5, 10), (1.0, 20), (7.0, 20)])
def test_a_bar(progress: float, full: int) -> None:
    assert bar(progress) == "▰" * full + "▱" * (20 - full)


def test_only_who_is_meant_is_called() -> None:
    body = body_of(Message(key="1"), "@everyone <@2>", "7")
    assert body["content"] == "<@7> @everyone <@2>"
    assert body["allowed_mentions"] == {"parse": [], "users": ["7"]}
    assert body_of(Message(key="1"), "@everyone")["allowed_mentions"] == {"parse": []}


def test_a_picture_is_shrunk_to_what_there_is_room_for() -> None:
    large = noise(400)
    (file,) = file_of(Message(key="1", picture=large, spoiler=True), 100_000)
    data = file.fp.read()
    assert len(data) <= 100_000 < len(large)
    assert file.filename == "SPOILER_painting.jpg"
    (same,) = file_of(Message(key="1", picture=large, as_file=True), 10_000_000)
    assert same.fp.read() == large
    assert same.filename == "picture.png"


def test_a_document_isnt() -> None:
    message = Message(key="1", document=b"x" * 101, document_name="atelier.zip")
    with pytest.raises(Undeliverable):
        file_of(message, 100)
    assert file_of(message, 101)[0].filename == "atelier.zip"


def test_the_same_message_has_the_same_nonce_and_no_other_has() -> None:
    first = nonce(HERE, Message(key="1.0", text="a"))
    assert first == nonce(HERE, Message(key="1.0", text="a"))
    others = [
        nonce(HERE, Message(key="2.0", text="a")),
        nonce(HERE, Message(key="1.0", text="b")),
        nonce(HERE._replace(chat="2"), Message(key="1.0", text="a")),
    ]
    assert len({first, *others}) == 4
    assert len(first) == 25
