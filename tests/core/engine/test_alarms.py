"""Those in charge are told what is wrong, seldom enough, and when it is well again."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.alarms import QUIET_SECONDS, STEADY_SECONDS, AlarmSender, KnownAlarms, after, alarm_changes, cause
from core.model.address import Address
from core.model.errors import StorageError
from core.model.people import People
from core.model.person import PersonId
from core.model.session import Settings
from core.model.store import Store
from core.plugins.health import Condition, Health
from storage.store import open_store
from storage.transaction import SqlTransaction

ANN, BEN = PersonId.of("fake", "one", "ann"), PersonId.of("fake", "two", "ben")
ANNS, BENS = Address("fake", "one", "alone with ann"), Address("fake", "two", "alone with ben")
CAUSES = ("database", "disk", "worker")


def health(name: str, reason: str = "", kind: str = "part") -> Health:
    condition = Condition.TROUBLED if reason else Condition.RUNNING
    return Health.model_validate({"name": name, "kind": kind, "condition": condition, "since": 0.0, "reason": reason})


class TestAlarmChanges:
    @given(st.lists(st.tuples(st.sampled_from(CAUSES), st.floats(1, 2000)), max_size=60))
    def test_of_each_cause_those_in_charge_hear_once_an_hour_and_of_its_end_once(
        self, changes: list[tuple[str, float]]
    ) -> None:
        alarms, now = KnownAlarms(), 0.0
        wrong: set[str] = set()
        since = dict.fromkeys(CAUSES, 0.0)
        told: dict[str, list[tuple[bool, float]]] = {name: [] for name in CAUSES}
        for name, seconds in changes:
            wrong ^= {name}
            since[name] = now
            now += seconds
            found = [health(each, "it is ill" if each in wrong else "") for each in CAUSES]
            there = alarm_changes(found, {f"part {each}": now - since[each] for each in CAUSES}, alarms, now)
            alarms = after(alarms, there, found, now)
            for one in (*there.wrong, *there.over):
                assert now - since[one.name] >= STEADY_SECONDS
                assert (one.name in wrong) is not one.good
                told[one.name].append((one.good, now))
        for said in told.values():
            assert [good for good, _ in said] == [bool(number % 2) for number in range(len(said))]
            times = [when for good, when in said if not good]
            assert all(later - earlier >= QUIET_SECONDS for earlier, later in pairwise(times))

    def test_what_is_wrong_all_the_time_is_told_once(self) -> None:
        found = [health("disk", "it is full")]
        known = after(KnownAlarms(), alarm_changes(found, {"part disk": 60.0}, KnownAlarms(), 60.0), found, 60.0)
        assert alarm_changes(found, {"part disk": 1e6}, known, 1e6) == ((), ())

    def test_what_somebody_stops_is_no_trouble(self) -> None:
        stopped = health("web", kind="adapter").model_copy(update={"condition": Condition.STOPPED})
        assert alarm_changes([stopped], {cause(stopped): 1e6}, KnownAlarms(), 1e6) == ((), ())

    def test_what_there_is_no_longer_is_forgotten(self) -> None:
        found = [health("blur", "no such module", "effect")]
        known = after(KnownAlarms(), alarm_changes(found, {"effect blur": 60.0}, KnownAlarms(), 60.0), found, 60.0)
        assert after(known, alarm_changes([], {}, known, 90.0), [], 90.0) == KnownAlarms()


class Watched:
    """A bot whose health is as tests say, and those in charge of it."""

    def __init__(self, store: Store) -> None:
        self.store, self.now, self.posted = store, 0.0, 0
        self.found = [health("one", kind="adapter"), health("two", kind="adapter"), health("disk")]
        self.sender = self.sender_anew()

    def sender_anew(self) -> AlarmSender:
        return AlarmSender(
            self.store, People(admins={ANN, BEN}), lambda: self.found, self._note, lambda: self.now, self._sleep
        )

    def _note(self) -> None:
        self.posted += 1

    async def _sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)

    async def knows(self, **addresses: Address) -> None:
        async with self.store.begin() as transaction:
            for name, address in addresses.items():
                await transaction.keep_private_address({"ann": ANN, "ben": BEN}[name], address)

    async def later(self, *found: Health) -> None:
        """What is found now, and still is some minutes later."""
        names = {one.name for one in found}
        self.found = [*(one for one in self.found if one.name not in names), *found]
        for _ in range(5):
            await self.sender.look()
            self.now += 30.0

    async def texts(self, to: Address) -> list[str]:
        async with self.store.begin() as transaction:
            return [one.reply.text for one in await transaction.unsent(self.now) if one.address == to]


def play(folder: Path, scenario: Callable[[Watched], Awaitable[None]]) -> None:
    async def life() -> None:
        async with asyncio.timeout(60), open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            await scenario(Watched(store))

    asyncio.run(life())


class TestAlarmSender:
    def test_each_of_those_in_charge_is_told_in_their_language_when_it_begins_and_when_it_ends(
        self, tmp_path: Path
    ) -> None:
        async def scenario(bot: Watched) -> None:
            await bot.knows(ann=ANNS, ben=BENS)
            async with bot.store.begin() as transaction:
                await transaction.keep_settings(BEN, Settings(language="ru").model_dump_json())
            await bot.later()
            assert bot.posted == 0
            await bot.later(health("disk", "it is full"))
            await bot.later(health("disk"))
            assert await bot.texts(ANNS) == [
                "Something is wrong with me.\ndisk: it is full",
                "All is well again: disk.",
            ]
            assert await bot.texts(BENS) == ["Со мной что-то не так.\ndisk: it is full", "Снова в порядке: disk."]
            assert bot.posted == 2

        play(tmp_path, scenario)

    def test_of_an_adapter_that_fails_the_others_tell(self, tmp_path: Path) -> None:
        async def scenario(bot: Watched) -> None:
            await bot.knows(ann=ANNS, ben=BENS)
            await bot.later(health("one", "the token is wrong", "adapter"))
            assert (len(await bot.texts(ANNS)), len(await bot.texts(BENS))) == (0, 1)

        play(tmp_path, scenario)

    def test_whoever_can_not_be_reached_hears_of_it_when_they_can(self, tmp_path: Path) -> None:
        async def scenario(bot: Watched) -> None:
            await bot.later(health("disk", "it is full"))
            assert bot.posted == 0
            await bot.knows(ann=ANNS)
            await bot.later()
            assert len(await bot.texts(ANNS)) == 1

        play(tmp_path, scenario)

    def test_whoever_is_no_longer_in_charge_hears_nothing(self, tmp_path: Path) -> None:
        async def scenario(bot: Watched) -> None:
            async with bot.store.begin() as transaction:
                await transaction.keep_private_address(PersonId.of("fake", "one", "cat"), ANNS)
            await bot.later(health("disk", "it is full"))
            assert await bot.texts(ANNS) == []

        play(tmp_path, scenario)

    def test_after_a_restart_nothing_is_told_again_but_its_end(self, tmp_path: Path) -> None:
        async def scenario(bot: Watched) -> None:
            await bot.knows(ann=ANNS)
            await bot.later(health("disk", "it is full"))
            bot.sender = bot.sender_anew()
            running = asyncio.create_task(bot.sender.run())
            until = bot.now + 300.0
            while bot.now < until:
                await asyncio.sleep(0)
            assert len(await bot.texts(ANNS)) == 1
            bot.found = [health("one", kind="adapter"), health("disk")]
            while len(await bot.texts(ANNS)) < 2:
                await asyncio.sleep(0)
            running.cancel()
            assert (await bot.texts(ANNS))[1:] == ["All is well again: disk."]

        play(tmp_path, scenario)

    def test_that_the_database_was_down_is_told_when_it_is_back(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def scenario(bot: Watched) -> None:
            await bot.knows(ann=ANNS)
            addresses, down = SqlTransaction.private_addresses, [True]

            async def fail_once(transaction: SqlTransaction) -> dict[PersonId, Address]:
                if down:
                    bot.found = [health("one", kind="adapter"), health("database")]
                    raise StorageError("atelier.db: can't be written to" if down.pop() else "")
                return await addresses(transaction)

            monkeypatch.setattr(SqlTransaction, "private_addresses", fail_once)
            await bot.later(health("database", "it can't be written to"))
            await bot.later()
            assert await bot.texts(ANNS) == [
                "Something is wrong with me.\ndatabase: it can't be written to",
                "All is well again: database.",
            ]

        play(tmp_path, scenario)

    def test_what_goes_wrong_with_telling_ends_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario(bot: Watched) -> None:
            async def fail(_: SqlTransaction) -> dict[PersonId, Address]:
                raise LookupError("no such thing")

            monkeypatch.setattr(SqlTransaction, "private_addresses", fail)
            bot.found = [health("disk", "it is full")]
            running = asyncio.create_task(bot.sender.run())
            while caplog.text.count("those in charge can't be told") < 2:
                await asyncio.sleep(0)
            assert not running.done()
            running.cancel()

        play(tmp_path, scenario)
