"""Transactions that want the same things wait for one another and never crosswise."""

import asyncio
from contextlib import suppress

from core.model.job import JobState
from core.model.store import Transaction
from storage.store import SqlStore
from tests.core.engine.harness import ROOM as ENGINE_ROOM
from tests.core.engine.harness import EngineHarness, FakeAdapter
from tests.storage.harness import ANN, OTHER_ROOM, ROOM, job, person, said


async def dawdle(transaction: Transaction) -> None:
    """More than long enough for another transaction to get as far as it can."""
    for _ in range(300):
        await transaction.status_message("nobody's")


async def test_the_end_of_a_job_and_a_turn_that_cancels_it_wait_for_one_another(store: SqlStore) -> None:
    begun = asyncio.Event()
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))

    async def cancel() -> bool:
        async with store.begin() as transaction:
            await transaction.session(ROOM, person(ANN))
            begun.set()
            await dawdle(transaction)
            return await transaction.update_job(job("1", state=JobState.CANCELLED), 0)

    async def end() -> bool:
        await begun.wait()
        async with store.begin() as transaction:
            done = await transaction.update_job(job("1", state=JobState.DONE), 0)
            await transaction.session(ROOM, person(ANN))
            return done

    assert await asyncio.gather(cancel(), end()) == [True, False]


async def test_so_do_jobs_of_one_person_that_end_where_others_are_cancelled(store: SqlStore) -> None:
    begun = asyncio.Event()
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
        await transaction.add_job(job("2"))

    async def end(first: str, second: str, *, begins: bool) -> bool:
        if not begins:
            await begun.wait()
        async with store.begin() as transaction:
            await transaction.update_job(job(first, state=JobState.DONE), 0)
            begun.set()
            await dawdle(transaction)
            return await transaction.update_job(job(second, state=JobState.CANCELLED), 0)

    assert await asyncio.gather(end("1", "2", begins=True), end("2", "1", begins=False)) == [True, False]


async def test_so_do_an_answer_and_a_wish_to_be_forgotten(store: SqlStore) -> None:
    begun = asyncio.Event()
    async with store.begin() as transaction:
        for id, at in (("1", ROOM), ("2", OTHER_ROOM)):
            await transaction.receive(said(id, at=at), 1.0)

    async def answer() -> None:
        async with store.begin() as transaction:
            await transaction.handled(said("1", at=ROOM))
            begun.set()
            await dawdle(transaction)
            await transaction.session(ROOM, person(ANN))

    async def forget() -> None:
        await begun.wait()
        async with store.begin() as transaction:
            await transaction.handled(said("2", at=OTHER_ROOM))
            await transaction.session(OTHER_ROOM, person(ANN))
            await transaction.forget(person(ANN))

    await asyncio.gather(answer(), forget())
    async with store.begin() as transaction:
        assert await transaction.events_of(person(ANN), 0, 9) == []


async def test_jobs_that_end_while_they_are_cancelled_have_one_end_each(store: SqlStore) -> None:
    """The whole way: people press the button while the runner writes down the painting."""
    platform = FakeAdapter()
    harness = EngineHarness(store, platform)
    parts = [asyncio.create_task(harness.engine.run()), asyncio.create_task(harness.outbox.run())]
    await harness.engine.answer((platform.name, platform.account))

    async def finish(number: int) -> None:
        (job,) = await harness.jobs()
        pressing = asyncio.create_task(harness.press(f"cancel {number}", f"cancel:{job.id}"))
        async with store.begin() as transaction:
            done = job.model_copy(update={"state": JobState.DONE, "result": job.order.inputs["content"]})
            if await transaction.update_job(done, job.attempt):
                await harness.engine.ended(transaction, done)
        await pressing

    async def scenario() -> None:
        for number in range(10):
            await harness.photo(f"{number} a")
            await harness.photo(f"{number} b")
            while len(await harness.jobs()) != 1:
                await asyncio.sleep(0)
            await finish(number)
            while await harness.jobs():
                await asyncio.sleep(0)

    try:
        await asyncio.wait_for(scenario(), 60)
        async with store.begin() as transaction:
            said = [line.reply.reply for line in await transaction.history(ENGINE_ROOM, 1000) if line.reply]
    finally:
        for part in parts:
            part.cancel()
            with suppress(asyncio.CancelledError):
                await part
    ended = [reply.job for reply in said if reply.job is not None]
    assert all(ended.count(job) == 2 for job in ended)  # the status message and its last word
    assert len(ended) == 20
