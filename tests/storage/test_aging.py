"""What is old and done with goes, and nothing that something still needs."""

import asyncio
from typing import Any

from core.model.address import Address
from core.model.job import JobState
from core.model.reply import Aside, Reply
from core.model.retention import Cutoffs
from storage.store import SqlStore
from storage.transaction import SqlTransaction
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, job, person, said, tamper

ACCOUNT = ROOM.adapter, ROOM.account
NOW = 100.0
BRIEF = Cutoffs(messages=90.0, history=50.0, jobs=70.0, idle=40.0, brief={ACCOUNT}, served={ACCOUNT})
SHOWN = BRIEF.model_copy(update={"brief": frozenset()})
AWAY = SHOWN.model_copy(update={"served": frozenset()})


async def hear(transaction: SqlTransaction, id: str, when: float, **values: Any) -> None:
    """An event that is answered."""
    await transaction.receive(said(id, **values), when)
    await transaction.handled(said(id, **values))


async def events(transaction: SqlTransaction) -> list[str]:
    return [event.id for _, event in await transaction.events_of(person(ANN), 0, 100)]


async def replies(transaction: SqlTransaction) -> list[str]:
    return [entry.reply.text for _, entry in await transaction.replies_of(person(ANN), 0, 100)]


async def say(transaction: SqlTransaction, text: str, when: float, **values: Any) -> int:
    return await transaction.post(ROOM, person(ANN), Reply(text=text, **values), when)


class TestEvents:
    async def test_answered_ones_go_after_their_time(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for id, when in (("old", 89.9), ("young", 90.0)):
                await hear(transaction, id, when)
            await transaction.delete_events(BRIEF, 0, 10)
            assert await events(transaction) == ["young"]

    async def test_one_that_nobody_has_answered_stays(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.receive(said("1"), 1.0)
            await transaction.delete_events(BRIEF, 0, 10)
            assert await transaction.unhandled() == [said("1")]

    async def test_but_for_an_adapter_that_is_not_there_any_more(self, store: SqlStore) -> None:
        gone = BRIEF.model_copy(update={"brief": frozenset(), "served": frozenset()})
        async with store.begin() as transaction:
            for id, when in (("old", min(gone.jobs, gone.history) - 0.1), ("young", min(gone.jobs, gone.history))):
                await transaction.receive(said(id), when)
            await transaction.delete_events(gone, 0, 10)
            assert await transaction.unhandled() == [said("young")]

    async def test_they_stay_for_longer_where_they_are_shown_again(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for id, when in (("old", 49.9), ("young", 50.0)):
                await hear(transaction, id, when)
            await transaction.delete_events(SHOWN, 0, 10)
            assert await events(transaction) == ["young"]

    async def test_one_that_can_not_be_read_goes_too(self, store: SqlStore, url: str) -> None:
        async with store.begin() as transaction:
            await transaction.receive(said("1"), 1.0)
        tamper(url, "UPDATE inbox SET event = 'nonsense'")
        async with store.begin() as transaction:
            assert await transaction.unhandled() == []
            await transaction.delete_events(BRIEF, 0, 10)
        assert tamper(url, "SELECT count(*) FROM inbox") == [(0,)]

    async def test_the_table_is_gone_through_a_few_at_a_time(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for number in range(5):
                await hear(transaction, str(number), 1.0)
            after: int | None = 0
            left = []
            while after is not None:
                after = await transaction.delete_events(BRIEF, after, 2)
                left.append(len(await events(transaction)))
        assert left == [3, 1, 0, 0]

    async def test_who_is_being_forgotten_and_the_sweep_do_not_wait_crosswise(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for number in range(20):
                await hear(transaction, str(number), 1.0)

        async def sweep() -> None:
            async with store.begin() as transaction:
                await transaction.delete_events(BRIEF, 0, 100)

        async def forget() -> None:
            async with store.begin() as transaction:
                await transaction.forget(person(ANN))

        await asyncio.gather(forget(), sweep())
        async with store.begin() as transaction:
            assert await events(transaction) == []


class TestReplies:
    async def test_sent_ones_go_after_their_time_and_sooner_where_nothing_shows_them_again(
        self, store: SqlStore
    ) -> None:
        async with store.begin() as transaction:
            for text, when in (("oldest", 49.9), ("old", 89.9), ("young", 90.0)):
                await transaction.sent(await say(transaction, text, when), "m")
            await transaction.delete_replies(SHOWN, 0, 10)
            assert await replies(transaction) == ["old", "young"]
            await transaction.delete_replies(BRIEF, 0, 10)
            assert await replies(transaction) == ["young"]

    async def test_one_that_waits_stays_but_for_an_adapter_that_is_not_there(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await say(transaction, "waits", 1.0)
            await transaction.delete_replies(BRIEF, 0, 10)
            await transaction.delete_replies(SHOWN, 0, 10)
            assert await replies(transaction) == ["waits"]
            await transaction.delete_replies(AWAY, 0, 10)
            assert await replies(transaction) == []

    async def test_what_nobody_got_is_kept_as_long_as_a_job(self, store: SqlStore) -> None:
        last_word = {"job": "j", "aside": Aside(told="there", untold="elsewhere", job="j")}
        async with store.begin() as transaction:
            for when in (69.9, 70.0):
                await transaction.give_up(await say(transaction, f"given up {when}", when, **last_word), "blocked")
                await transaction.told(await say(transaction, f"told {when}", when, **last_word), "m")
            await transaction.delete_replies(BRIEF, 0, 10)
            left = [entry.reply.text for entry in await transaction.undelivered(person(ANN))]
        assert left == ["given up 70.0", "told 70.0"]

    async def test_a_status_message_stays_known_until_its_jobs_last_word_is_said(self, store: SqlStore) -> None:
        working = job("j", state=JobState.RUNNING, attempt=1)
        async with store.begin() as transaction:
            await transaction.add_job(working)
            await transaction.sent(await say(transaction, "on it", 1.0, job="j"), "m1")
            await transaction.delete_replies(BRIEF, 0, 10)
            assert await transaction.status_message("j") == "m1"
            await transaction.update_job(working.model_copy(update={"state": JobState.DONE, "ended": 2.0}), 1)
            last_word = await say(transaction, "done", 2.0, job="j")
            await transaction.delete_replies(BRIEF, 0, 10)
            assert await transaction.status_message("j") == "m1"
            await transaction.sent(last_word, "m1")
            await transaction.delete_replies(BRIEF, 0, 10)
            assert await transaction.status_message("j") is None


class TestJobs:
    async def test_ended_ones_go_after_their_time_a_few_at_a_time(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for id, ended in (("1", 10.0), ("2", 69.9), ("3", 69.9), ("young", 70.0)):
                await transaction.add_job(job(id, state=JobState.DONE, ended=ended))
            assert [await transaction.delete_jobs(70.0, 2) for _ in range(3)] == [2, 1, 0]
            assert [one.id for _, one in await transaction.jobs_of(person(ANN), 0, 100)] == ["young"]

    async def test_an_active_one_stays_and_one_whose_last_word_waits(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.add_job(job("queued"))
            await transaction.add_job(job("waited for", state=JobState.DONE, ended=2.0))
            last_word = await say(transaction, "done", 2.0, job="waited for")
            assert await transaction.delete_jobs(70.0, 10) == 0
            await transaction.sent(last_word, "m")
            assert await transaction.delete_jobs(70.0, 10) == 1
            assert [one.id for one in await transaction.active_jobs()] == ["queued"]


class TestSessions:
    async def test_who_stays_away_is_forgotten_one_after_another_settings_included(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for who in (ANN, BEN):
                for place in (ROOM, OTHER_ROOM):
                    await use(transaction, place, who, 39.9)
                await transaction.keep_settings(person(who), "{}")
            assert [await transaction.delete_idle(40.0) for _ in range(3)] == [True, True, False]
            for who in (ANN, BEN):
                assert (await transaction.person_data(person(who))).sessions == {}
                assert await transaction.settings(person(who)) is None

    async def test_settings_stay_while_there_is_another_session(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await use(transaction, ROOM, ANN, 39.9)
            await use(transaction, OTHER_ROOM, ANN, 40.0)
            await transaction.keep_settings(person(ANN), "{}")
            assert await transaction.delete_idle(40.0)
            assert not await transaction.delete_idle(40.0)
            assert list((await transaction.person_data(person(ANN))).sessions) == [str(OTHER_ROOM)]
            assert await transaction.settings(person(ANN)) == "{}"

    async def test_one_in_use_is_noted_to_the_day_and_stays(self, store: SqlStore, url: str) -> None:
        day = 24 * 3600.0
        async with store.begin() as transaction:
            for now in (0.0, day - 1, day + 2):
                await use(transaction, ROOM, ANN, now)
                assert not await transaction.delete_idle(0.0)
        assert tamper(url, "SELECT used FROM sessions") == [(day + 2,)]

    async def test_one_with_something_to_do_stays_and_so_does_that_of_whoever_is_worked_for(
        self, store: SqlStore
    ) -> None:
        async with store.begin() as transaction:
            await transaction.keep_session(ROOM, person(ANN), "{}", 20.0)
            await transaction.touch_session(ROOM, person(ANN), 1.0)
            await use(transaction, ROOM, BEN, 1.0)
            await transaction.add_job(job("queued", of=BEN))
            assert not await transaction.delete_idle(40.0)


async def use(transaction: SqlTransaction, place: Address, who: Any, now: float) -> None:
    await transaction.keep_session(place, person(who), "{}", None)
    await transaction.touch_session(place, person(who), now)
