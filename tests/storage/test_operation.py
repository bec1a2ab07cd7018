"""What those in charge decide is kept, whatever else becomes of the people whom it is about."""

from core.model.people import Mode, Restriction
from storage.store import SqlStore, open_store
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, job, person

BANNED = Restriction(banned=True, jobs_a_day=3)


class TestRestrictions:
    async def test_nothing_is_decided_about_most_people(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            assert await transaction.restriction(person(ANN)) == Restriction()

    async def test_the_last_decision_counts_and_is_one_persons_alone(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.keep_restriction(person(ANN), Restriction(jobs_a_day=7))
            await transaction.keep_restriction(person(ANN), BANNED)
        async with store.begin() as transaction:
            assert await transaction.restriction(person(ANN)) == BANNED
            assert await transaction.restriction(person(BEN)) == Restriction()

    async def test_one_that_is_lifted_leaves_no_row(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.keep_restriction(person(ANN), BANNED)
            await transaction.keep_restriction(person(ANN), Restriction())
            assert (await transaction.person_data(person(ANN))).restriction == Restriction()
            assert await transaction.restriction(person(ANN)) == Restriction()

    async def test_one_stays_where_its_person_is_forgotten(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.keep_restriction(person(ANN), BANNED)
            await transaction.forget(person(ANN))
            assert (await transaction.person_data(person(ANN))).restriction == BANNED


class TestThoseInCharge:
    async def test_each_has_the_address_that_was_kept_last(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            for who, where in ((ANN, ROOM), (BEN, ROOM), (ANN, OTHER_ROOM)):
                await transaction.keep_private_address(person(who), where)
            assert await transaction.private_addresses() == {person(ANN): OTHER_ROOM, person(BEN): ROOM}

    async def test_it_goes_where_they_are_forgotten(self, store: SqlStore) -> None:
        async with store.begin() as transaction:
            await transaction.keep_private_address(person(ANN), ROOM)
            await transaction.forget(person(ANN))
            assert await transaction.private_addresses() == {}


async def test_the_mode_and_what_was_told_of_trouble_outlive_the_process(url: str) -> None:
    async with open_store(url) as store, store.begin() as transaction:
        assert (await transaction.mode(), await transaction.alarms()) == (Mode.RUNNING, None)
        await transaction.keep_mode(Mode.PAUSED)
        await transaction.keep_mode(Mode.DRAINING)
        await transaction.keep_alarms("{}")
    async with open_store(url) as store, store.begin() as transaction:
        assert (await transaction.mode(), await transaction.alarms()) == (Mode.DRAINING, "{}")


async def test_orders_are_told_by_their_times_those_after_a_time_alone(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for id, of, created in (("1", ANN, 5.0), ("2", ANN, 3.0), ("3", BEN, 4.0), ("4", ANN, 2.0)):
            await transaction.add_job(job(id, of=of, created=created))
        assert await transaction.ordered(person(ANN), 2.0) == [3.0, 5.0]
