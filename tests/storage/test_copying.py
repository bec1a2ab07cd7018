"""A database is copied whole into an empty one, from either kind into either, or it isn't copied at all."""

import asyncio
from pathlib import Path

import pytest

from core.model.errors import StorageError
from core.model.kept_picture import KeptPicture
from core.model.people import Mode, Restriction
from core.model.reply import Reply
from storage.copying import copy_database
from storage.store import SqlStore, open_store
from storage.tables import metadata
from tests.storage import postgres
from tests.storage.harness import ANN, BEN, ROOM, blob, job, person, said, tamper

KEPT = KeptPicture(id="k", person=person(ANN), blob="b0", name="sea", effect="blend", slot="style", size=3, created=1.0)
LARGE = 3_000_000


async def fill(store: SqlStore) -> None:
    """Something in every table, and more of events than are copied at once."""
    async with store.begin() as transaction:
        for number in range(450):
            await transaction.receive(said(str(number)), 1.0)
        for number in range(3):
            await transaction.put_blob(blob(f"b{number}", data=bytes([number]) * LARGE))
        await transaction.keep_session(ROOM, person(ANN), '{"said": "тест \\u0001"}', 5.0)
        await transaction.keep_settings(person(BEN), "{}")
        await transaction.keep_picture(KEPT)
        await transaction.add_job(job("1"))
        await transaction.post(ROOM, person(ANN), Reply(text="one"), 1.0)
        await transaction.post(ROOM, person(BEN), Reply(text="two"), 2.0)
        await transaction.forget(person(BEN))  # with the last reply, whose number isn't given again
        await transaction.keep_settings(person(BEN), "{}")
        await transaction.keep_restriction(person(BEN), Restriction(banned=True, jobs_a_day=3))
        await transaction.keep_private_address(person(ANN), ROOM)
        await transaction.keep_mode(Mode.PAUSED)


def rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All that is in a database; pictures as bytes whichever way the driver gives them."""
    found = {}
    for table in metadata.sorted_tables:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        key = ", ".join(column.name for column in table.primary_key)
        some = tamper(url, f"SELECT {columns} FROM {table.name} ORDER BY {key}")
        found[table.name] = [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in some]
    return found


def at(url: str, runner: asyncio.Runner) -> None:
    """Fills a database that is new."""

    async def life() -> None:
        async with open_store(url) as store:
            await fill(store)

    runner.run(life())


@pytest.fixture
def other(request: pytest.FixtureRequest, url: str, tmp_path: Path) -> str:
    """A place for a database of the other kind."""
    if url.startswith("sqlite"):
        server: postgres.Server = request.getfixturevalue("server")
        return server.new_database()
    return f"sqlite:///{tmp_path / 'copy' / 'atelier.db'}"


def test_all_that_was_there_is_there(url: str, other: str, runner: asyncio.Runner) -> None:
    at(url, runner)
    before = rows(url)
    assert all(before.values())
    counts = copy_database(url, other)
    assert rows(other) == rows(url) == before
    assert counts == {name: len(some) for name, some in before.items()}


def test_numbers_go_on_where_they_were(url: str, other: str, runner: asyncio.Runner) -> None:
    at(url, runner)
    copy_database(url, other)

    async def life() -> None:
        async with open_store(other) as store, store.begin() as transaction:
            assert await transaction.post(ROOM, person(ANN), Reply(text="three"), 3.0) == 3
            assert await transaction.receive(said("450"), 2.0)
            await transaction.add_job(job("2"))

    runner.run(life())


def test_and_back_again(url: str, other: str, runner: asyncio.Runner, tmp_path: Path) -> None:
    at(url, runner)
    third = f"sqlite:///{tmp_path / 'third.db'}"
    copy_database(url, other)
    copy_database(other, third)
    assert rows(third) == rows(url)


def test_one_that_is_not_empty_is_left_as_it_is(url: str, other: str, runner: asyncio.Runner) -> None:
    at(url, runner)
    copy_database(url, other)
    before = rows(other)
    with pytest.raises(StorageError, match=r"isn't empty: there are \d+ rows in \w+; name a new database"):
        copy_database(url, other)
    assert rows(other) == before


@pytest.mark.parametrize("at_target", [False, True])
def test_neither_may_be_in_use(url: str, other: str, runner: asyncio.Runner, at_target: bool) -> None:
    at(url, runner)

    async def life() -> None:
        async with open_store(other if at_target else url) as store:
            async with store.begin() as transaction:
                await transaction.deadlines()
            with pytest.raises(StorageError, match=r"is in use, by \d|is locked by another program"):
                await asyncio.to_thread(copy_database, url, other)

    runner.run(life())
    assert rows(url)["inbox"]
    copy_database(url, other)  # what was refused has left nothing in the way


def test_where_a_row_can_not_be_copied_nothing_is(url: str, other: str, runner: asyncio.Runner) -> None:
    at(url, runner)
    if url.startswith("sqlite"):  # which keeps a word where a number should be
        tamper(url, "UPDATE jobs SET attempt = 'many'")
    else:
        tamper(url, "ALTER TABLE jobs ALTER state DROP NOT NULL")
        tamper(url, "UPDATE jobs SET state = NULL")
    with pytest.raises(StorageError):
        copy_database(url, other)
    assert not any(rows(other).values())


def test_what_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="there is no such database"):
        copy_database(f"sqlite:///{tmp_path}/none.db", f"sqlite:///{tmp_path}/new.db")
    assert list(tmp_path.iterdir()) == []
