"""A reply that takes an earlier message's place: by an edit where that can be, else as a message of its own."""

from pathlib import Path

import pytest

from core.model.event import ButtonPressed
from core.model.reply import Aside
from core.plugins.capabilities import Capabilities, Privacy
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ROOM, EngineHarness, FakeAdapter, play


def test_the_answer_to_a_menus_button_takes_the_menus_place(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "settings")
        await harness.heard(1)
        press = ButtonPressed(id="2", address=ROOM, sender=ANN, button="set:strength", message="m1")
        await harness.engine.submit(press)
        await harness.platform.until(lambda: harness.platform.edited)
        ((reference, choices),) = harness.platform.edited
        assert reference == "m1"
        assert len(choices.buttons[0]) == 4
        assert len(harness.platform.sent) == 1

    play(tmp_path, scenario)


def test_where_no_message_can_be_edited_it_is_sent(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.post("menu", replaces="m1")
        assert await harness.heard(1) == ["menu"]

    play(tmp_path, scenario, platform=FakeAdapter(Capabilities(edit_interval=None)))


def test_of_a_long_one_the_last_part_takes_it(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.post("one two", replaces="m1")
        await harness.platform.until(lambda: harness.platform.edited)
        assert harness.platform.texts == ["one"]
        assert [(to, message.text) for to, message in harness.platform.edited] == [("m1", "two")]

    play(tmp_path, scenario, platform=FakeAdapter(Capabilities(edit_interval=0.0, text_limit=4)))


@pytest.mark.parametrize(("privacy", "edits"), [(Privacy.HIDDEN, 1), (Privacy.DIRECT, 0), (Privacy.NONE, 0)])
def test_what_is_one_persons_alone_takes_none_that_others_see(tmp_path: Path, privacy: Privacy, edits: int) -> None:
    async def scenario(harness: EngineHarness) -> None:
        aside = Aside(told="told", untold="untold")
        await harness.post("secret", replaces="m1", private=True, aside=aside)
        await harness.platform.until(lambda: harness.platform.edited or harness.platform.sent)
        assert len(harness.platform.edited) == edits

    play(tmp_path, scenario, platform=FakeAdapter(Capabilities(edit_interval=0.0, privacy=privacy)))


def test_a_painting_under_which_only_the_buttons_change_comes_with_that_said(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.post("done", replaces="m1", job="j", only_buttons=True)
        await harness.platform.until(lambda: harness.platform.edited)
        ((reference, message),) = harness.platform.edited
        assert (reference, message.only_buttons, message.kept.job) == ("m1", True, "j")

    play(tmp_path, scenario)
