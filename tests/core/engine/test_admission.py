"""Of those for whom the bot doesn't work nothing is kept; they hear so once in a while, and keep their rights."""

from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.engine.admission import TOLD_SECONDS
from core.model.event import AddedToGroup, CommandGiven, TextSent
from core.model.people import People, Restriction
from core.model.person import PersonId
from core.plugins.adapter import Receipt
from core.plugins.capabilities import Capabilities, Privacy
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

BEN_ID = PersonId.of("fake", "one", "ben")
BEN = ANN.model_copy(update={"id": "ben"})
DENIED = People(deny={ANN_ID})
SENTENCE = framework_texts().say("en", "not-admitted")


def text(id: str) -> TextSent:
    return TextSent(id=id, address=ROOM, sender=ANN, text="hello")


class TestWhoeverIsDenied:
    def test_is_told_so_once_an_hour_and_has_a_notice_in_between(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            receipts = [await harness.engine.submit(text(str(number))) for number in range(3)]
            assert receipts[0] == Receipt(new=False, refused=True)
            assert receipts[1:] == [Receipt(new=False, refused=True, notice=SENTENCE)] * 2
            harness.now += TOLD_SECONDS
            assert (await harness.engine.submit(text("4"))).notice == ""
            assert await harness.heard(2) == [SENTENCE] * 2

        play(tmp_path, scenario, people=DENIED)

    def test_nothing_is_kept_of_what_they_say_and_send(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            assert not await harness.photo("secret")
            assert not await harness.say("1", "secret")
            await harness.settled()
            async with harness.store.begin() as transaction:
                found = await transaction.person_data(ANN_ID)
                assert (found.blobs, found.sessions, found.settings) == ((), {}, None)
                assert await transaction.events_of(ANN_ID, 0, 9) == []

        play(tmp_path, scenario, people=DENIED)

    @pytest.mark.parametrize("command", ["whoami", "privacy", "export", "forget"])
    def test_may_know_what_is_kept_of_them_and_have_it_deleted(self, tmp_path: Path, command: str) -> None:
        async def scenario(harness: EngineHarness) -> None:
            assert await harness.command("1", command)
            assert SENTENCE not in await harness.heard(1)

        play(tmp_path, scenario, people=DENIED)

    def test_is_told_in_private_where_others_would_read_it(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.command("1", "style", is_group=True)
            await harness.heard(2)
            assert [str(to) for to, message in harness.platform.sent if message.text == SENTENCE] == [
                "fake:one:alone%20with%20ann"
            ]

        platform = FakeAdapter(Capabilities(edit_interval=0.0, privacy=Privacy.DIRECT))
        play(tmp_path, scenario, people=DENIED, platform=platform)

    def test_brings_the_bot_to_no_group(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            event = AddedToGroup(id="1", address=ROOM, sender=ANN, is_group=True)
            assert await harness.engine.submit(event) == Receipt(new=False, refused=True)
            await harness.settled()
            assert harness.platform.texts == []
            assert (await harness.engine.submit(text("2"))).notice == ""  # they haven't been told yet

        play(tmp_path, scenario, people=DENIED)


def test_where_some_are_allowed_the_others_are_not(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        assert await harness.say("1", "hello", by=BEN, at=OTHER_ROOM)
        assert not await harness.say("2", "hello")

    play(tmp_path, scenario, people=People(allow={BEN_ID}))


class TestBans:
    def test_one_outlives_the_process_and_the_wish_to_be_forgotten(self, tmp_path: Path) -> None:
        async def bans(harness: EngineHarness) -> None:
            await admin(harness, "1", f"ban {ANN_ID}")
            assert not await harness.say("2", "hello")

        async def forgotten(harness: EngineHarness) -> None:
            event = CommandGiven(id="3", address=ROOM, sender=ANN, name="forget", argument="yes")
            await harness.engine.submit(event)
            await harness.settled()
            assert harness.platform.texts[-1].endswith(
                "What whoever runs me has decided about you stays, with your id."
            )
            assert not await harness.say("4", "hello")
            async with harness.store.begin() as transaction:
                assert await transaction.restriction(ANN_ID) == Restriction(banned=True)

        async def unbanned(harness: EngineHarness) -> None:
            await admin(harness, "5", f"unban {ANN_ID}")
            assert await harness.say("6", "hello")

        play(tmp_path, bans, forgotten, unbanned, people=People(admins={BEN_ID}))


async def admin(harness: EngineHarness, id: str, argument: str) -> None:
    """Ben, who is in charge, gives a command and is answered."""
    event = CommandGiven(id=id, address=OTHER_ROOM, sender=BEN, name="admin", argument=argument)
    await harness.engine.submit(event)
    await harness.settled()
