"""A conversation that goes on at another address takes along all that is kept of it, and is moved once."""

from core.model.address import Address
from core.model.job import JobState
from core.model.reply import Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, job, person, photo, said

NEW_ROOM = Address("web", "local", "new")


async def fill(store: SqlStore) -> None:
    """Ann and Ben in a room, and Ann in another one."""
    async with store.begin() as transaction:
        await transaction.receive(photo("1", blob="b"), 1.0)
        await transaction.handled(photo("1", blob="b"))
        await transaction.receive(said("2", by=BEN, text="привет"), 2.0)
        await transaction.receive(said("3", at=OTHER_ROOM), 3.0)
        await transaction.keep_session(ROOM, person(ANN), '{"of": "ann"}', 5.0)
        await transaction.keep_session(OTHER_ROOM, person(ANN), '{"elsewhere": 1}', None)
        await transaction.add_job(job("here"))
        await transaction.add_job(job("ended", state=JobState.DONE))
        await transaction.add_job(job("elsewhere", address=OTHER_ROOM))
        await transaction.post(ROOM, person(ANN), Reply(text="one"), 1.0)
        await transaction.post(OTHER_ROOM, person(ANN), Reply(text="two"), 1.0)
        await transaction.post(ROOM, person(BEN), Reply(text="three"), 1.0)


async def test_everything_of_it_is_at_the_new_address_and_nothing_else(store: SqlStore) -> None:
    await fill(store)
    for _ in range(2):
        async with store.begin() as transaction:
            await transaction.move(ROOM, NEW_ROOM)
    async with store.begin() as transaction:
        assert [(event.id, event.address) for event in await transaction.unhandled()] == [
            ("2", NEW_ROOM),
            ("3", OTHER_ROOM),
        ]
        assert await transaction.session(ROOM, person(ANN)) is None
        assert await transaction.session(NEW_ROOM, person(ANN)) == '{"of": "ann"}'
        assert await transaction.session(OTHER_ROOM, person(ANN)) == '{"elsewhere": 1}'
        assert await transaction.deadlines() == [(NEW_ROOM, person(ANN), 5.0)]
        jobs = [await transaction.job(id) for id in ("here", "ended", "elsewhere")]
        assert [job.address for job in jobs if job is not None] == [NEW_ROOM, NEW_ROOM, OTHER_ROOM]
        waiting = await transaction.unsent(9.0)
        assert [(one.address, one.reply.text) for one in waiting] == [
            (NEW_ROOM, "one"),
            (OTHER_ROOM, "two"),
            (NEW_ROOM, "three"),
        ]
        assert await transaction.history(ROOM, 10) == []
        lines = await transaction.history(NEW_ROOM, 10)
        assert [line.event.address for line in lines if line.event is not None] == [NEW_ROOM, NEW_ROOM]


async def test_who_has_said_something_there_already_goes_on_with_that(store: SqlStore) -> None:
    await fill(store)
    async with store.begin() as transaction:
        await transaction.keep_session(NEW_ROOM, person(ANN), '{"newer": 1}', None)
        await transaction.move(ROOM, NEW_ROOM)
        assert await transaction.session(NEW_ROOM, person(ANN)) == '{"newer": 1}'
        assert await transaction.session(ROOM, person(ANN)) is None


async def test_where_nothing_was_said_nothing_moves(store: SqlStore) -> None:
    await fill(store)
    async with store.begin() as transaction:
        await transaction.move(NEW_ROOM, Address("web", "local", "newer"))
        assert len(await transaction.unsent(9.0)) == 3
