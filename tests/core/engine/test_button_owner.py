"""A button is its owner's: a stranger's press is nothing but a word to the stranger."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.framework_texts import framework_texts
from core.engine.button_owner import mark_buttons, unmarked
from core.model.event import ButtonPressed
from core.model.person import Person, PersonId
from core.model.reply import Button
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ROOM, EngineHarness, play

BEN = Person(id="ben", locale="ru")
people = st.builds(PersonId.of, st.just("fake"), st.just("one"), st.text(min_size=1, max_size=8))


@given(st.text(min_size=1, max_size=40), people)
def test_the_owner_gets_the_button_back_as_it_was(button: str, owner: PersonId) -> None:
    (((shown,),)) = mark_buttons(((Button(id=button, label="x"),),), owner)
    assert len(shown.id.encode()) == len(button.encode()) + 7
    assert unmarked(shown.id, owner) == button


def test_nobody_else_does() -> None:
    ((shown,),) = mark_buttons(((Button(id="forget-yes", label="x"),),), PersonId.of("fake", "one", "ann"))
    assert unmarked(shown.id, PersonId.of("fake", "one", "ben")) is None
    assert unmarked(shown.id, PersonId.of("fake", "two", "ann")) is None


@pytest.mark.parametrize("button", ["forget-yes", "set:size:512", "x~", "x~12345", "x~ABCDEF", "~"])
def test_one_that_was_never_marked_is_as_it_is(button: str) -> None:
    assert unmarked(button, PersonId.of("fake", "one", "ann")) == button


def test_a_strangers_press_on_a_button_that_deletes_everything_deletes_nothing(tmp_path: Path) -> None:
    """Neither the owner's things nor the stranger's; nothing is said in the room, and the stranger is told why."""

    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b", by=BEN)
        await harness.command("1", "forget")
        await harness.heard(3)
        ((yes, _),) = harness.platform.sent[-1][1].buttons
        receipt = await harness.press("2", yes.id, by=BEN)
        assert not receipt.new
        assert receipt.notice.startswith("Это может только тот")
        assert (await harness.press("2", yes.id, by=BEN)).notice == receipt.notice
        for one in (ANN, BEN):
            person = PersonId.of("fake", "one", one.id)
            assert set((await harness.engine.settings(ROOM, person)).photos) == {"content"}
        assert (await harness.press("3", yes.id)).new
        await harness.heard(4)
        assert (await harness.engine.settings(ROOM, PersonId.of("fake", "one", "ann"))).photos == {}
        async with harness.store.begin() as transaction:
            events = await transaction.events_of(PersonId.of("fake", "one", "ben"), 0, 99)
        assert not any(isinstance(event, ButtonPressed) for _, event in events)

    play(tmp_path, scenario)


UNMARKED = "forget-yes", "set:strength:1.0", "language:ru", "paint", "use-as-style", "file:gone", "nonsense"


@pytest.mark.parametrize("by", [ANN, BEN], ids=["ann", "ben"])
@pytest.mark.parametrize("button", UNMARKED)
def test_one_of_earlier_versions_in_a_group_is_nobodys(tmp_path: Path, button: str, by: Person) -> None:
    """Whose it was can't be known any more: whoever presses it is told so, and nothing happens."""

    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a", by=by)
        await harness.heard(1)
        for number in range(25):
            receipt = await harness.press(str(number), button, by=by, is_group=True)
            assert not receipt.new
            assert receipt.notice == framework_texts().say(by.locale, "button-unknown")
        async with harness.store.begin() as transaction:
            assert not await transaction.unhandled()
        person = PersonId.of("fake", "one", by.id)
        assert set((await harness.engine.settings(ROOM, person)).photos) == {"content"}
        assert len(harness.platform.sent) == 1

    play(tmp_path, scenario)


def test_one_of_earlier_versions_that_has_a_job_is_the_jobs_owners(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.photo("b")
        await harness.heard(2)
        (job,) = await harness.jobs()
        for number in range(25):
            receipt = await harness.press(str(number), f"cancel:{job.id}", by=BEN, is_group=True)
            assert not receipt.new
            assert receipt.notice.startswith("Это может только тот")
        assert await harness.jobs() == [job]
        assert (await harness.press("own", f"cancel:{job.id}", is_group=True)).new
        await harness.platform.until(lambda: harness.platform.edited)
        assert await harness.jobs() == []

    play(tmp_path, scenario)
