"""What is said to one person in a group is for that person alone, but for what is said of a painting."""

from collections.abc import Callable

import pytest

from core.dialogue.turn import TurnResult
from core.model.event import Photo
from core.model.job import JobState
from tests.core.dialogue.harness import COMMANDS, DialogueHarness

PERSONAL = [command.name for command in COMMANDS if command.personal and command.name != "export"]

Act = Callable[[DialogueHarness], TurnResult]


@pytest.fixture
def talk() -> DialogueHarness:
    return DialogueHarness()


@pytest.mark.parametrize("busy", [False, True], ids=["idle", "busy"])
@pytest.mark.parametrize("name", [*PERSONAL, "nonsense"])
def test_the_answer_to_a_personal_command_is(talk: DialogueHarness, name: str, busy: bool) -> None:
    if busy:
        talk.photo("a")
        talk.photo("b")
        talk.photo("c")
    turn = talk.command(name)
    assert turn.replies
    assert all(reply.private for reply in turn.replies)


@pytest.mark.parametrize(
    "act",
    [
        lambda talk: talk.command("language", "ru"),
        lambda talk: talk.command("language", "klingon"),
        lambda talk: talk.command("settings", options={"strength": 0.75}),
        lambda talk: talk.command("settings", options={"strength": 7}),
        lambda talk: talk.press("language:ru"),
        lambda talk: talk.press("forget-no"),
        lambda talk: talk.press("set:strength"),
        lambda talk: talk.press("set:strength:0.75"),
        lambda talk: talk.press("set:strength:7"),
        lambda talk: talk.press("set-defaults"),
    ],
    ids=[
        *("language ru", "language klingon", "settings", "settings out of range"),
        *("button language", "button forget-no", "button option", "button value", "value out of range", "defaults"),
    ],
)
def test_so_is_what_its_buttons_and_arguments_lead_to(talk: DialogueHarness, act: Act) -> None:
    turn = act(talk)
    assert turn.replies
    assert all(reply.private for reply in turn.replies)


def test_an_album_that_such_a_command_settles_is_not(talk: DialogueHarness) -> None:
    talk.photo("a", album="1")
    talk.photo("b", album="1")
    ordered, answer = talk.command("privacy").replies
    assert not ordered.private
    assert answer.private


def test_what_is_said_of_photos_and_paintings_is_everybodys(talk: DialogueHarness) -> None:
    photos = {slot: Photo(reference=slot, blob=slot) for slot in ("content", "style")}
    turns = [talk.photo("a"), talk.photo("b"), talk.command("style", photos=photos)]
    (job, *_) = talk.jobs
    turns += [talk.end(job, JobState.DONE), talk.press(f"file:{job}"), talk.press(f"another-style:{job}")]
    assert all(turn.replies for turn in turns)
    assert not any(reply.private for turn in turns for reply in turn.replies)
