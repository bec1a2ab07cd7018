"""What is one person's alone isn't said among others: it is hidden, or goes to them alone, or isn't said at all."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.model.address import Address
from core.model.event import ButtonPressed
from core.plugins.adapter import Undeliverable
from core.plugins.capabilities import Capabilities, Privacy
from core.plugins.message import Message
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, FakeAdapter, play

ALONE = Address("fake", "one", "alone with ann")
PERSONAL = "settings", "status", "privacy", "language", "export", "forget", "help", "start", "cancel", "reset"
TOLD, UNTOLD = (framework_texts().say("en", key) for key in ("told-in-private", "private-only"))


def asked_in_a_group(
    folder: Path, privacy: Privacy, act: Callable[[EngineHarness], Awaitable[None]]
) -> list[tuple[Address, Message]]:
    platform = FakeAdapter(Capabilities(edit_interval=0.0, privacy=privacy))
    play(folder, act, platform=platform)
    return platform.sent


@pytest.mark.parametrize("command", PERSONAL)
def test_it_goes_to_the_person_and_the_group_gets_a_word(tmp_path: Path, command: str) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", command, is_group=True)
        await harness.heard(2)

    (to, message), (place, word) = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
    assert to == ALONE
    assert message.text
    assert (place, word.text, word.buttons, word.document) == (ROOM, TOLD, (), None)


@pytest.mark.parametrize("command", PERSONAL)
def test_where_the_person_can_not_be_reached_the_group_learns_what_to_do_and_nothing_else(
    tmp_path: Path, command: str
) -> None:
    async def scenario(harness: EngineHarness) -> None:
        harness.platform.troubles.append(Undeliverable("they have never written to the bot"))
        await harness.command("1", command, is_group=True)
        await harness.heard(1)

    told = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
    assert [(place, message.text, message.buttons, message.document) for place, message in told] == [
        (ROOM, UNTOLD, (), None)
    ]


def test_of_a_long_one_the_group_gets_no_part(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "help", is_group=True)
        await harness.platform.until(lambda: harness.platform.sent and harness.platform.sent[-1][0] == ROOM)

    platform = FakeAdapter(Capabilities(edit_interval=0.0, text_limit=150, privacy=Privacy.DIRECT))
    play(tmp_path, scenario, platform=platform)
    *parts, word = platform.sent
    assert len(parts) > 2
    assert {place for place, _ in parts} == {ALONE}
    assert (word[0], word[1].text) == (ROOM, TOLD)


def test_a_platform_that_keeps_nothing_from_others_says_so(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "export", is_group=True)
        await harness.heard(1)

    ((place, message),) = asked_in_a_group(tmp_path, Privacy.NONE, scenario)
    assert (place, message.text, message.document) == (ROOM, UNTOLD, None)


def test_a_platform_that_can_hide_it_has_it_in_its_place(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "privacy", is_group=True)
        await harness.heard(1)

    ((place, message),) = asked_in_a_group(tmp_path, Privacy.HIDDEN, scenario)
    assert place == ROOM
    assert message.private


def test_what_was_forgotten_is_told_to_the_person(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.heard(1)
        press = ButtonPressed(id="2", address=ROOM, sender=ANN, is_group=True, button="forget-yes")
        await harness.engine.submit(press)
        await harness.heard(3)
        assert harness.forgotten == [(ANN_ID, ROOM, ("a",))]

    _, (to, message), (place, word) = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
    assert to == ALONE
    assert "Everything is deleted" in message.text
    assert (place, word.text) == (ROOM, TOLD)


@pytest.mark.parametrize("privacy", Privacy)
def test_where_nobody_else_reads_it_is_just_said(tmp_path: Path, privacy: Privacy) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "privacy")
        await harness.heard(1)

    ((place, message),) = asked_in_a_group(tmp_path, privacy, scenario)
    assert place == ROOM
    assert not message.private


def test_what_a_painting_needs_is_asked_for_in_the_group(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "style", is_group=True)
        await harness.heard(1)

    ((place, message),) = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
    assert place == ROOM
    assert not message.private
