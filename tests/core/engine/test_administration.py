"""What those in charge decide is written down, and what they ask is looked at."""

from pathlib import Path

from core.engine.adapter_engine import AdapterEngine
from core.model.event import CommandGiven, TextSent
from core.model.people import Mode, People
from core.model.person import PersonId
from core.model.retention import DAY
from core.plugins.health import Condition, Health
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, play

BEN_ID = PersonId.of("fake", "one", "ben")
BEN = ANN.model_copy(update={"id": "ben"})
IN_CHARGE = People(admins={BEN_ID})


async def admin(harness: EngineHarness, id: str, argument: str, *, is_group: bool = False) -> str:
    """What Ben, who is in charge, is told."""
    event = CommandGiven(id=id, address=OTHER_ROOM, sender=BEN, name="admin", argument=argument, is_group=is_group)
    await harness.engine.submit(event)
    await harness.settled()
    return harness.platform.texts[-1]


async def mode(harness: EngineHarness) -> Mode:
    async with harness.store.begin() as transaction:
        return await transaction.mode()


class TestModes:
    def test_a_pause_outlives_the_process_and_its_end_wakes_whoever_works(self, tmp_path: Path) -> None:
        async def pauses(harness: EngineHarness) -> None:
            await admin(harness, "1", "pause")

        async def resumes(harness: EngineHarness) -> None:
            assert await mode(harness) is Mode.PAUSED
            before = harness.ordered
            await admin(harness, "2", "resume")
            assert await mode(harness) is Mode.RUNNING
            assert harness.ordered > before

        play(tmp_path, pauses, resumes, people=IN_CHARGE)

    def test_nobody_else_makes_one(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            event = CommandGiven(id="1", address=ROOM, sender=ANN, name="admin", argument="pause")
            await harness.engine.submit(event)
            await harness.press("2", "admin:pause")
            await harness.settled()
            assert await mode(harness) is Mode.RUNNING

        play(tmp_path, scenario, people=IN_CHARGE)


class TestStatus:
    def test_it_is_looked_at_and_its_buttons_show_it_anew_in_its_place(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            harness.health = (
                Health(name="disk", kind="part", condition=Condition.TROUBLED, since=0.0, reason="it is full"),
            )
            told = await admin(harness, "1", "status")
            assert told.startswith("Atelier 1.2, running for about 2 minutes.\nNot well:\ndisk: it is full")
            (_, message) = harness.platform.sent[-1]
            (pause, *_), *_ = message.buttons
            harness.health = ()
            press = {"id": "2", "at": OTHER_ROOM, "by": BEN}
            await harness.press(**press, button=pause.id)  # type: ignore[arg-type]
            await harness.settled()
            assert "All is well.\nPaused" in harness.platform.texts[-1]
            assert await mode(harness) is Mode.PAUSED

        play(tmp_path, scenario, people=IN_CHARGE)

    def test_where_commands_are_known_by_menus_alone_it_is_typed(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            for id, by, at in (("1", BEN, OTHER_ROOM), ("2", ANN, ROOM)):
                await harness.engine.submit(TextSent(id=id, address=at, sender=by, text="/admin status"))
            await harness.settled()
            told = {str(to): message.text for to, message in harness.platform.sent}
            assert told[str(OTHER_ROOM)].startswith("Atelier 1.2")
            assert told[str(ROOM)].startswith("Send me")

        play(tmp_path, scenario, people=IN_CHARGE)

    def test_a_group_does_not_read_it(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            assert (await admin(harness, "1", "status", is_group=True)).startswith("That's for you alone")

        play(tmp_path, scenario, people=IN_CHARGE)


class TestQuota:
    def test_it_counts_what_was_ordered_before_a_restart_and_frees_a_place_in_time(self, tmp_path: Path) -> None:
        async def orders(harness: EngineHarness) -> None:
            await admin(harness, "1", f"quota {ANN_ID} 1")
            await harness.photo("a")
            await harness.photo("b")
            await harness.settled()
            (job,) = await harness.jobs()
            await harness.finish(job)

        async def refused(harness: EngineHarness) -> None:
            assert "Ordered within the last 24 hours: 1." in await admin(harness, "2", f"quota {ANN_ID}")
            await harness.photo("c")
            await harness.photo("d")
            await harness.settled()
            assert harness.platform.texts[-1].startswith("You can order no more than one painting within 24 hours.")
            async with harness.store.begin() as transaction:
                ((_, _, due),) = await transaction.deadlines()
            assert due == harness.now + DAY
            ids = (await harness.engine.settings(ROOM, ANN_ID)).photos.values()
            async with harness.store.begin() as transaction:
                ends = await transaction.blob_ends(ids)
            assert min(ends.values()) > due

        async def ordered(harness: EngineHarness) -> None:
            await admin(harness, "3", f"quota {ANN_ID} default")
            await harness.photo("e")
            await harness.settled()
            assert len(await harness.jobs()) == 1

        play(tmp_path, orders, refused, ordered, people=IN_CHARGE)


class TestWhereThoseInChargeAreTold:
    def test_it_is_where_they_last_wrote_with_nobody_else_reading_it(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.say("1", "hello", by=BEN, at=OTHER_ROOM)
            await harness.command("2", "help", by=BEN, at=ROOM, is_group=True)
            await harness.say("3", "hello", by=ANN, at=ROOM)
            await harness.settled()
            async with harness.store.begin() as transaction:
                assert await transaction.private_addresses() == {BEN_ID: OTHER_ROOM}

        play(tmp_path, scenario, people=IN_CHARGE)


def test_an_adapter_knows_those_of_its_own_people_who_are_in_charge(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        accounts = ("one", "two", "three")
        own = [[*AdapterEngine(harness.engine, "fake", one, notices=False).admins] for one in accounts]
        assert own == [[BEN_ID], [PersonId.of("fake", "two", "cat")], []]

    play(tmp_path, scenario, people=People(admins={BEN_ID, PersonId.of("fake", "two", "cat")}))
