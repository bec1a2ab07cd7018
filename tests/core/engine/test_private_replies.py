"""What is one person's alone isn't said among others: it is hidden, or goes to them alone, or isn't said at all."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.engine.group_words import WORD_SECONDS
from core.model.address import Address
from core.model.person import Person
from core.plugins.adapter import Undeliverable
from core.plugins.capabilities import Capabilities, Privacy
from core.plugins.message import Message
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

ALONE = Address("fake", "one", "alone with ann")
BEN = Person(id="ben", locale="en")
PERSONAL = (
    "settings",
    "kept",
    "keep",
    "status",
    "privacy",
    "language",
    "export",
    "forget",
    "help",
    "start",
    "cancel",
    "reset",
)
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


def test_a_number_that_answers_a_menu_in_a_group_is_answered_in_private_as_the_menu_was(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "settings", is_group=True)
        await harness.heard(2)
        await harness.say("2", "1", is_group=True)
        await harness.heard(3)

    menu, word, choices = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
    assert [place for place, _ in (menu, word, choices)] == [ALONE, ROOM, ALONE]
    assert choices[1].buttons


def test_what_was_forgotten_is_told_to_the_person(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.photo("a")
        await harness.command("1", "forget", is_group=True)
        await harness.heard(3)
        ((yes, _),) = harness.platform.sent[1][1].buttons
        await harness.press("2", yes.id, is_group=True)
        await harness.heard(4)
        assert harness.forgotten == [(ANN_ID, ROOM, ("a",))]

    *_, (place, word), (to, message) = asked_in_a_group(tmp_path, Privacy.DIRECT, scenario)
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


@pytest.mark.parametrize("privacy", [Privacy.DIRECT, Privacy.NONE])
def test_who_asks_again_and_again_has_the_group_told_once_in_a_while(tmp_path: Path, privacy: Privacy) -> None:
    async def scenario(harness: EngineHarness) -> None:
        for number in range(25):
            await harness.command(str(number), "status", is_group=True)
        await harness.command("of another", "status", by=BEN, is_group=True)
        await harness.command("elsewhere", "status", at=OTHER_ROOM, is_group=True)
        await harness.settled()
        assert words(harness) == 3
        harness.now += WORD_SECONDS
        await harness.command("later", "status", is_group=True)
        await harness.settled()
        assert words(harness) == 4

    def words(harness: EngineHarness) -> int:
        return sum(message.text in (TOLD, UNTOLD) for _, message in harness.platform.sent)

    told = asked_in_a_group(tmp_path, privacy, scenario)
    assert all(to.chat.startswith("alone with") or message.text in (TOLD, UNTOLD) for to, message in told)


def test_no_part_of_a_long_text_is_told_to_the_group(tmp_path: Path) -> None:
    platform = FakeAdapter(Capabilities(edit_interval=0.0, privacy=Privacy.DIRECT, text_limit=50))

    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "privacy", is_group=True)
        await harness.settled()

    play(tmp_path, scenario, platform=platform)
    assert sum(to == ALONE for to, _ in platform.sent) > 2
    in_the_group = [message.text for to, message in platform.sent if to == ROOM]
    assert " ".join(in_the_group) == TOLD
