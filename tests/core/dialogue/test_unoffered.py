"""What isn't offered can't be had: options, values and actions that somebody asks for all the same."""

from typing import Literal

import pytest
from pydantic import Field

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.base import Model
from core.model.job import JobState
from core.plugins.effect import Slot, Tweak
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend, DialogueHarness, painted


class Fixed(Model):
    """Options of which one can only be what it is."""

    strength: float = Field(0.5, ge=0, le=1)
    engine: Literal["old"] = "old"


class Sealed(Blend):
    """An effect with an option that nobody may set, and a tweak that its options don't take."""

    options: type[Model] = Fixed

    def tweaks(self, options: Model) -> list[Tweak]:
        return [
            Tweak(name="stronger", changes={"strength": 1.0}),
            Tweak(name="impossible", changes={"strength": 2.0}),
            Tweak(name="unknown", changes={"gone": 1}),
        ]


@pytest.fixture
def talk() -> DialogueHarness:
    return DialogueHarness(Rules(install({"blend": Sealed()}, framework_texts())))


def ended(talk: DialogueHarness, state: JobState) -> str:
    """A job that has ended so; its id."""
    talk.photo("a")
    (order,) = talk.photo("b").orders
    talk.end(order.id, state, "error" if state is JobState.FAILED else None)
    return order.id


def test_an_option_that_is_always_the_same_is_neither_shown_nor_set(talk: DialogueHarness) -> None:
    talk.command("settings")
    assert talk.buttons == ("set:strength", "set-defaults")
    for turn in (talk.press("set:engine:old"), talk.command("settings", options={"engine": "old"})):
        assert "out of range" in turn.replies[0].text
        assert talk.session.settings.options == {}
    talk.press("set:engine")
    assert "set:strength" in talk.buttons


def test_one_that_was_stored_before_goes_with_the_next_change(talk: DialogueHarness) -> None:
    talk.session = talk.session.model_copy(update={"options": {"blend": {"engine": "old"}}})
    talk.press("set:strength:1.0")
    assert talk.session.settings.options == {"blend": {"strength": 1.0}}


@pytest.mark.parametrize("effect", ["other", ""])
def test_an_effect_that_there_is_not_is_not_chosen(talk: DialogueHarness, effect: str) -> None:
    talk.press(f"effect:{effect}")
    assert talk.session.effect == ""


def test_a_tweak_that_the_options_do_not_take_is_neither_offered_nor_done(talk: DialogueHarness) -> None:
    job = ended(talk, JobState.DONE)
    assert f"stronger:{job}" in talk.buttons
    for name in ("impossible", "unknown"):
        assert f"{name}:{job}" not in talk.buttons
        assert not talk.press(f"{name}:{job}").orders


@pytest.mark.parametrize("state", [JobState.DONE, JobState.CANCELLED])
def test_only_what_failed_is_tried_again(talk: DialogueHarness, state: JobState) -> None:
    assert not talk.press(f"retry:{ended(talk, state)}").orders


def test_one_that_is_at_work_is_not_either(talk: DialogueHarness) -> None:
    talk.photo("a")
    (order,) = talk.photo("b").orders
    assert not talk.press(f"retry:{order.id}").orders


def test_what_was_not_painted_is_no_file(talk: DialogueHarness) -> None:
    turn = talk.press(f"file:{ended(talk, JobState.FAILED)}")
    assert not any(reply.picture or reply.as_file for reply in turn.replies)


def test_of_one_picture_nothing_is_swapped() -> None:
    class Sketch(Blend):
        slots = (Slot(name="content"),)

    talk = DialogueHarness(Rules(install({"blend": Sketch()}, framework_texts())))
    (order,) = talk.photo("a").orders
    talk.end(order.id, JobState.DONE)
    assert f"swap:{order.id}" not in talk.buttons
    assert not talk.press(f"swap:{order.id}").orders


def test_nobody_elses_job_is_touched_and_who_tries_is_told_alone(talk: DialogueHarness) -> None:
    talk.photo("a")
    (order,) = talk.photo("b").orders
    talk.sender = talk.sender.model_copy(update={"id": "bob"})
    for action in ("cancel", "retry", "swap", "another-style", "another-content", "file", "stronger"):
        turn = talk.press(f"{action}:{order.id}")
        assert (turn.orders, turn.cancelled, turn.session.photos) == ((), (), {})
        assert all(reply.private for reply in turn.replies)


def test_without_downloads_no_file_is_offered_and_what_is_kept_is_not_exported() -> None:
    talk = DialogueHarness(downloads=False)
    job = painted(talk)
    assert f"file:{job}" not in talk.buttons
    talk.press(f"file:{job}")
    assert [reply.picture for reply in talk.replies] == [None]
    assert talk.command("export").action is None
    assert talk.said == framework_texts().say("en", "no-downloads")
