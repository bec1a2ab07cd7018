"""A transaction happens whole or not at all, whatever ends it."""

import asyncio
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.model.reply import Reply
from storage.store import SqlStore, open_store
from tests.storage.harness import ANN, ROOM, blob, job, person, tamper
from tests.storage.writer import answer

HERE = Path(__file__).parents[2]


async def kept(store: SqlStore) -> list[str]:
    """The ids of the turns that are there; each of them with all that belongs to it."""
    async with store.begin() as transaction:
        person_data = await transaction.person_data(person(ANN))
        ids = [event.id for _, event in await transaction.events_of(person(ANN), 0, 10_000)]
        assert ids == [entry.reply.text for _, entry in await transaction.replies_of(person(ANN), 0, 10_000)]
        assert await transaction.unhandled() == []
    assert sorted(ids) == sorted(person_data.blobs)
    assert list(person_data.sessions.values()) == ids[-1:]
    return ids


@contextmanager
def writer(url: str, commits: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.storage.writer", url, str(commits)]
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def test_an_error_undoes_all_of_it(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await answer(transaction, "before")

    async def fail() -> None:
        async with store.begin() as transaction:
            await answer(transaction, "undone")
            await transaction.add_job(job("1"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await kept(store) == ["before"]
    async with store.begin() as transaction:
        assert await transaction.active_jobs() == []


async def test_wherever_a_task_is_cancelled_its_turn_is_there_whole_or_not_at_all(store: SqlStore) -> None:
    async def turn(id: str) -> None:
        async with store.begin() as transaction:
            await answer(transaction, id)

    for steps in range(0, 1500, 25):
        task = asyncio.create_task(turn(str(steps)))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
    async with store.begin() as transaction:
        await answer(transaction, "last")
    assert (await kept(store))[-1] == "last"


async def test_a_task_that_is_cancelled_while_it_waits_for_its_turn_holds_nobody_up(store: SqlStore) -> None:
    entered, leave = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with store.begin() as transaction:
            await answer(transaction, "held")
            entered.set()
            await leave.wait()

    async def turn() -> None:
        async with store.begin() as transaction:
            await transaction.session(ROOM, person(ANN))

    holding = asyncio.create_task(hold())
    await entered.wait()
    waiting = [asyncio.create_task(turn()) for _ in range(20)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)
    leave.set()
    await holding
    assert await kept(store) == ["held"]


async def test_what_was_committed_is_there_when_it_is_opened_again(url: str) -> None:
    async with open_store(url) as store, store.begin() as transaction:
        await answer(transaction, "1")
    async with open_store(url) as store:
        assert await kept(store) == ["1"]


async def test_a_kill_in_the_middle_of_a_transaction_loses_that_and_nothing_that_was_committed(url: str) -> None:
    with writer(url, commits=5) as process:
        assert process.stdout is not None
        said = [line.strip() for line in iter(process.stdout.readline, "in the middle\n")]
        process.kill()
    assert said == [str(number) for number in range(5)]
    async with open_store(url) as store:
        assert await kept(store) == said


@pytest.mark.parametrize("seed", range(5))
async def test_a_kill_at_any_moment_loses_nothing_that_was_committed(url: str, seed: int) -> None:
    committed = random.Random(seed).randrange(1, 30)
    with writer(url, commits=10**9) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().strip() for _ in range(committed)]
        process.kill()
        said += process.stdout.read().split()
    async with open_store(url) as store:
        found = await kept(store)
    assert found[: len(said)] == said
    assert len(found) <= len(said) + 1  # the one that was committed but not yet told of


async def test_deleted_bytes_do_not_stay_in_the_file(file: Path) -> None:
    secret = b"a very private picture"
    async with open_store(f"sqlite:///{file}") as store:
        async with store.begin() as transaction:
            await transaction.put_blob(blob("a", data=secret * 10_000))
            await transaction.post(ROOM, person(ANN), Reply(text=secret.decode()), 1.0)
        async with store.begin() as transaction:
            await transaction.forget(person(ANN))
    assert secret not in file.read_bytes()
    assert not file.with_name(f"{file.name}-wal").exists()


async def test_sqlite_writes_ahead_and_waits_for_no_disk_at_a_commit(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store, store.begin() as transaction:
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            rows = await transaction._connection.exec_driver_sql(f"PRAGMA {pragma}")
            found[pragma] = rows.scalar_one()
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


async def test_readers_and_writers_in_other_programs_only_wait(file: Path) -> None:
    """Two stores on one file, as if two programs had opened it: none of their transactions fails."""
    url = f"sqlite:///{file}"
    async with open_store(url) as one, open_store(url) as other:

        async def count(store: SqlStore) -> None:
            for _ in range(20):
                async with store.begin() as transaction:
                    before = await transaction.session(ROOM, person(ANN))
                    await transaction.keep_session(ROOM, person(ANN), str(int(before or 0) + 1), None)

        await asyncio.gather(count(one), count(other), count(one), count(other))
    assert tamper(url, "SELECT session FROM sessions") == [("80",)]


async def test_large_ones_are_one_at_a_time_and_others_have_their_turn_between_them(file: Path) -> None:
    order: list[str] = []

    async with open_store(f"sqlite:///{file}") as store:

        async def take(name: str, *, large: bool) -> None:
            async with store.begin(large=large) as transaction:
                await transaction.unhandled()
                order.append(name)

        async with store.begin(large=True):
            waiting = [asyncio.create_task(take("large", large=True)), asyncio.create_task(take("small", large=False))]
            await asyncio.sleep(0)
        await asyncio.gather(*waiting)
    assert order == ["small", "large"]
