"""What is kept of people: a conversation's history, all that somebody has here, and that it goes when they say so."""

from sqlalchemy import inspect

from core.model.kept_picture import KeptPicture
from core.model.person import Person
from core.model.person_data import DeletedCounts
from core.model.reply import Reply
from storage.database import open_engine, parse
from storage.store import SqlStore
from storage.tables import FORGETTABLE, metadata
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, blob, job, person, photo, said, tamper


async def fill(store: SqlStore) -> None:
    """Ann and Ben say and get the same things."""
    async with store.begin() as transaction:
        for who in (ANN, BEN):
            await transaction.receive(photo(f"photo of {who.id}", by=who, blob=f"blob of {who.id}"), 1.0)
            await transaction.put_blob(blob(f"blob of {who.id}", of=who))
            await transaction.keep_picture(kept(who))
            await transaction.keep_session(ROOM, person(who), f'{{"of": "{who.id}"}}', None)
            await transaction.keep_settings(person(who), f'{{"language of": "{who.id}"}}')
            await transaction.add_job(job(f"job of {who.id}", of=who))
            await transaction.post(ROOM, person(who), Reply(text=f"hello {who.id}"), 2.0)
            await transaction.keep_private_address(person(who), ROOM)


def kept(who: Person) -> KeptPicture:
    about = {"name": "Waves", "effect": "blend", "size": 9, "created": 1.0}
    return KeptPicture(id=f"kept of {who.id}", person=person(who), blob=f"blob of {who.id}", **about)


async def test_history_is_what_was_said_in_a_conversation_in_order(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.receive(said("1"), 1.0)
        await transaction.post(ROOM, person(ANN), Reply(text="a"), 2.0)
        await transaction.post(ROOM, person(ANN), Reply(text="b"), 2.0)
        await transaction.receive(said("2", by=BEN), 2.0)
        await transaction.receive(said("3", at=OTHER_ROOM), 2.5)
        await transaction.post(OTHER_ROOM, person(ANN), Reply(text="elsewhere"), 2.5)
        await transaction.receive(said("4"), 3.0)
        lines = await transaction.history(ROOM, 100)
    order = [line.event.id if line.event else line.reply.reply.text for line in lines if line.event or line.reply]
    assert order == ["1", "2", "a", "b", "4"]
    assert [line.when for line in lines] == [1.0, 2.0, 2.0, 2.0, 3.0]


async def test_history_is_read_a_page_at_a_time_from_its_end(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for minute in range(10):
            await transaction.receive(said(f"{minute}"), float(minute))
            await transaction.post(ROOM, person(ANN), Reply(text=f"to {minute}"), float(minute))
        last = await transaction.history(ROOM, 3)
        earlier = await transaction.history(ROOM, 4, before=8.0)
        assert await transaction.history(ROOM, 3, before=-1.0) == []
    assert [(line.when, line.event is not None) for line in last] == [(8.0, False), (9.0, True), (9.0, False)]
    assert [(line.when, line.event is not None) for line in earlier] == [
        (7.0, True),
        (7.0, False),
        (8.0, True),
        (8.0, False),
    ]


async def test_person_data_is_all_that_is_kept_of_a_person(store: SqlStore) -> None:
    await fill(store)
    async with store.begin() as transaction:
        found = await transaction.person_data(person(ANN))
        events = await transaction.events_of(person(ANN), 0, 9)
        jobs = await transaction.jobs_of(person(ANN), 0, 9)
        replies = await transaction.replies_of(person(ANN), 0, 9)
        assert [event for _, event in events] == [photo("photo of ann", blob="blob of ann")]
        assert [each for _, each in jobs] == [job("job of ann")]
        assert [entry.reply.text for _, entry in replies] == ["hello ann"]
        assert found.sessions == {str(ROOM): '{"of": "ann"}'}
        assert found.settings == '{"language of": "ann"}'
        assert found.blobs == ("blob of ann",)
        assert found.kept == (kept(ANN),)


async def test_of_what_there_may_be_much_of_a_page_at_a_time_is_given(store: SqlStore, url: str) -> None:
    async with store.begin() as transaction:
        for id in "12345":
            await transaction.receive(said(id), 1.0)
            await transaction.receive(said(f"ben's {id}", by=BEN), 1.0)
    tamper(url, "UPDATE inbox SET event = 'no event' WHERE event_id IN ('3', '4')")
    pages, after = [], 0
    async with store.begin() as transaction:
        while page := await transaction.events_of(person(ANN), after, 2):
            pages.append([event.id for _, event in page])
            after = page[-1][0]
    assert pages == [["1", "2"], ["5"]]


async def test_forgetting_deletes_all_rows_that_are_a_persons_own_and_nobody_elses(store: SqlStore, url: str) -> None:
    await fill(store)
    async with store.begin() as transaction:
        bens = await transaction.person_data(person(BEN))
        assert await transaction.forget(person(ANN)) == DeletedCounts(photos=1, jobs=1)
    async with store.begin() as transaction:
        assert await transaction.person_data(person(BEN)) == bens
        assert await transaction.forget(person(ANN)) == DeletedCounts(photos=0, jobs=0)
    for table in FORGETTABLE:
        left = tamper(url, f"SELECT * FROM {table}")
        assert len(left) == 1
        assert "ann" not in str(left)


async def test_every_table_says_whose_its_rows_are(store: SqlStore, url: str) -> None:
    assert store
    engine = open_engine(parse(url), 5.0)
    with engine.connect() as connection:
        found = set(inspect(connection).get_table_names()) - {"atelier_version"}
        # the queue's know jobs by their ids alone; ``forget`` takes those out of it
        tables = {table for table in found if not table.startswith("procrastinate_")}
        assert tables == set(metadata.tables)
        for table in tables - {"notes"}:  # of the bot itself
            assert "person" in {column["name"] for column in inspect(connection).get_columns(table)}
    engine.dispose()
