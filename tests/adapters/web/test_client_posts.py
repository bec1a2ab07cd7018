"""What the page posts becomes events."""

import pytest
from pydantic import ValidationError

from adapters.web.client_posts import CLIENT_POST, QUIET, to_event
from core.model.address import Address
from core.model.event import ButtonPressed, CommandGiven, Event, Photo, PhotoSent, TextSent
from core.model.person import Person
from tests.core.dialogue.harness import COMMANDS

HOME = Address("web", "home", "ann")
ANN = Person(id="ann", locale="en")


def event(**said: object) -> Event:
    return to_event(CLIENT_POST.validate_python({"id": "0123456789", **said}), HOME, ANN, COMMANDS)


def test_a_text_a_command_and_a_button() -> None:
    text = event(kind="text", text="hello")
    assert isinstance(text, TextSent)
    assert (text.id, text.text, text.sender, text.address) == ("ann.0123456789", "hello", ANN, HOME)
    command = event(kind="command", name="settings", options={"strength": 0.9})
    assert isinstance(command, CommandGiven)
    assert command.options == {"strength": 0.9}
    button = event(kind="button", button="paint", line="7.0")
    assert isinstance(button, ButtonPressed)
    assert (button.button, button.message) == ("paint", "7.0")


def test_what_is_chosen_in_the_panel_is_quiet_and_a_button_where_the_page_wants_it() -> None:
    assert event(kind="command", name="settings").answer_by == QUIET
    assert event(kind="button", button="set-defaults", quiet=True).answer_by == QUIET
    assert event(kind="button", button="forget-yes~0a1b2c").answer_by == ""
    assert event(kind="text", text="/settings").answer_by == ""


@pytest.mark.parametrize(
    ("text", "name", "argument"),
    [("/help", "help", ""), (" /language ru ", "language", "ru"), ("/forget  it all", "forget", "it all")],
)
def test_a_command_can_be_typed(text: str, name: str, argument: str) -> None:
    command = event(kind="text", text=text)
    assert isinstance(command, CommandGiven)
    assert (command.name, command.argument) == (name, argument)


@pytest.mark.parametrize("text", ["/nothing", "help", "/", "//help", "/ help"])
def test_what_only_looks_like_one_is_a_text(text: str) -> None:
    assert isinstance(event(kind="text", text=text), TextSent)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": "text", "text": ""},
        {"kind": "text", "text": "x" * 4001},
        {"kind": "text", "text": "x", "id": "short"},
        {"kind": "text", "text": "x", "id": "0123456789\n"},
        {"kind": "text", "text": "x", "id": "ann.0123456789"},
        {"kind": "text", "text": "x", "more": 1},
        {"kind": "command", "name": "sudo -s"},
        {"kind": "command", "name": "settings", "options": {"a": [1]}},
        {"kind": "button", "button": "x" * 65},
        {"kind": "photo", "slot": "f" * 21},
        {"kind": "photo", "caption": "x" * 1001},
        {"kind": "own", "blob": "", "slot": "style"},
        {"kind": "own", "blob": "b" * 65, "slot": "style"},
        {"kind": "own", "blob": "b7"},
        {"kind": "picture"},
        {},
    ],
)
def test_nothing_else_is_taken(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        event(**said)


def test_a_photo_is_the_upload_of_the_same_id_and_keeps_its_caption_album_and_slot() -> None:
    photo = event(kind="photo", caption="my style", album="a1", slot="style")
    assert isinstance(photo, PhotoSent)
    assert (photo.id, photo.caption, photo.album, photo.slot) == ("ann.0123456789", "my style", "a1", "style")
    assert photo.photo == Photo(reference="ann.0123456789")


def test_one_of_the_persons_own_pictures_is_a_photo_that_is_here_already() -> None:
    photo = event(kind="own", blob="b7", slot="style")
    assert isinstance(photo, PhotoSent)
    assert (photo.id, photo.photo, photo.slot) == ("ann.0123456789", Photo(own="b7"), "style")
