"""The bots at one PostgreSQL: what one holds others wait for, until it gives it back, dies or is cut off."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from core.model.errors import StorageError
from core.model.peers import EVERYTHING, INBOXES, forever
from storage import database
from storage.peers import PostgresPeers
from storage.store import open_store
from tests.storage import postgres
from tests.storage.harness import tamper

TIMEOUT = 30.0
NAME = "account web:local"


@pytest.fixture
def url(server: postgres.Server) -> str:
    return server.new_database()


class Bot:
    """A process as its peers see it; ``told`` is who it waits for, ``heard`` what it was told."""

    def __init__(self, peers: PostgresPeers, running: asyncio.Task[None]) -> None:
        self.peers, self.running = peers, running
        self.told: list[str] = []
        self.heard: list[str] = []
        peers.listen(self.heard.append)

    async def until(self, condition: Any) -> None:
        async with asyncio.timeout(TIMEOUT):
            while not condition():
                await asyncio.sleep(0.01)

    def hold(self, name: str = NAME) -> asyncio.Task[None]:
        return asyncio.create_task(self.peers.while_held(name, forever, self.told.append))

    async def holding(self, name: str = NAME) -> asyncio.Task[None]:
        held = self.hold(name)
        await self.until(lambda: self.peers.holds(name))
        return held

    async def die(self) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})


@asynccontextmanager
async def bots(url: str, *names: str) -> AsyncIterator[list[Bot]]:
    found = []
    for name in names:
        peers = PostgresPeers(database.parse(url), name)
        found.append(Bot(peers, asyncio.create_task(peers.run())))
    try:
        yield found
    finally:
        for bot in found:
            await bot.die()


async def ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def cut(url: str, who: str) -> None:
    """Ends a process's connection, as an outage does."""
    tamper(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :who", who=who)


async def test_a_second_waits_and_knows_for_whom(url: str) -> None:
    async with bots(url, "process 1 on here", "process 2 on there") as (one, two):
        held = await one.holding()
        waiting = two.hold()
        await two.until(lambda: two.told)
        assert not two.peers.holds(NAME)
        assert two.told[0].startswith("process 1 on here has it since 20")
        assert two.told[0].endswith(" UTC")
        await ended(held)
        await two.until(lambda: two.peers.holds(NAME))
        assert len(two.told) == 1
        await ended(waiting)


async def test_one_that_dies_holds_nothing(url: str) -> None:
    async with bots(url, "1", "2") as (one, two):
        held = await one.holding()
        waiting = two.hold()
        await one.die()
        await two.until(lambda: two.peers.holds(NAME))
        with pytest.raises(StorageError):
            await held
        await ended(waiting)


async def test_other_names_are_others(url: str) -> None:
    async with bots(url, "1", "2") as (one, two):
        tasks = [await one.holding("account a:b"), await two.holding("account a:c")]
        for task in tasks:
            await ended(task)


async def test_what_has_ended_is_held_no_longer_and_may_be_again(url: str) -> None:
    async def work() -> None:
        """Is over at once."""

    async with bots(url, "1") as (one,):
        for _ in range(3):
            await one.peers.while_held(NAME, work, one.told.append)
        assert not one.peers.holds(NAME)
        assert one.told == []


async def test_work_is_cancelled_when_the_connection_is_lost(url: str) -> None:
    stopped = asyncio.Event()

    async def work() -> None:
        try:
            await forever()
        finally:
            stopped.set()

    async with bots(url, "1") as (one,):
        held = asyncio.create_task(one.peers.while_held(NAME, work, one.told.append))
        await one.until(lambda: one.peers.holds(NAME))
        cut(url, "1")
        with pytest.raises(StorageError, match="the connection was lost that keeps other bots away"):
            await held
        assert stopped.is_set()
        assert not one.peers.holds(NAME)


async def test_after_an_outage_whoever_had_something_has_it_first(url: str) -> None:
    async with bots(url, "1", "2") as (one, two):
        held = await one.holding()
        waiting = two.hold()
        await two.until(lambda: two.told)
        cut(url, "1")
        cut(url, "2")
        with pytest.raises(StorageError):
            await held
        again = await one.holding()
        assert not two.peers.holds(NAME)
        await ended(again)
        await ended(waiting)


async def test_a_process_that_has_heard_nothing_of_the_server_holds_nothing_for_all_it_knows(url: str) -> None:
    now = [0.0]
    peers = PostgresPeers(database.parse(url), "1", lambda: now[0])
    running = asyncio.create_task(peers.run())
    bot = Bot(peers, running)
    held = await bot.holding()
    now[0] = 7.0
    assert not peers.holds(NAME)
    await ended(held)
    await bot.die()


async def test_what_is_told_in_a_transaction_is_heard_once_it_is_committed(url: str) -> None:
    async with open_store(url) as store, bots(url, "1") as (one,):
        await one.until(lambda: one.heard == [EVERYTHING])
        async with store.begin() as transaction:
            await transaction.notify(INBOXES, "web:local")
            await transaction.notify("atelier_else", "what others are told")
        await one.until(lambda: one.heard == [EVERYTHING, "web:local"])
        cut(url, "1")
        await one.until(lambda: one.heard == [EVERYTHING, "web:local", EVERYTHING])


async def test_where_there_is_no_server_it_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    nowhere = database.parse("postgresql+psycopg://atelier@/x?host=/nowhere")
    peers = PostgresPeers(nowhere, "1")
    bot = Bot(peers, asyncio.create_task(peers.run()))
    await bot.until(lambda: caplog.messages)
    assert "other bots can't be heard of: can't be used: connection" in caplog.messages[0]
    assert not bot.running.done()
    await bot.die()
