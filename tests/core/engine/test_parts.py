"""What is looked at of the bot's parts: the disk, and whether jobs and replies get on."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.engine.parts import NOT_BEGUN_SECONDS, STILL_SECONDS, OutboxCheck, QueueCheck, disk_check
from core.model.address import Address
from core.model.job import Job, JobState, Order
from core.model.people import Mode
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.store import Store
from storage.store import open_store
from tests.storage.test_errors import as_another_user, files_limited_to, open_folder

__all__ = ["open_folder"]

ROOM, ANN = Address("fake", "one", "room"), PersonId.of("fake", "one", "ann")
ACCOUNTS = frozenset([("fake", "one")])


def job(id: str, **values: object) -> Job:
    order = Order(id=id, effect="blend", inputs={}, options={})
    return Job.model_validate({"order": order, "address": ROOM, "person": ANN, "created": 0.0, **values})


class Watch:
    """A store whose queue and outbox are looked at, and an even clock."""

    def __init__(self, store: Store) -> None:
        self.store, self.now = store, 0.0
        self.queue = QueueCheck(store, lambda: self.now)
        self.outbox = OutboxCheck(store, ACCOUNTS, lambda: 1000.0, lambda: self.now)

    async def add(self, *jobs: Job) -> None:
        async with self.store.begin() as transaction:
            for each in jobs:
                await transaction.add_job(each)

    async def change(self, changed: Job, attempt: int) -> None:
        async with self.store.begin() as transaction:
            assert await transaction.update_job(changed, attempt)

    async def after(self, seconds: float) -> str:
        """What is wrong with the queue so much later."""
        self.now += seconds
        return await self.queue()


def play(folder: Path, scenario: Callable[[Watch], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            await scenario(Watch(store))

    asyncio.run(opened())


class TestTheQueue:
    def test_is_well_where_nothing_waits(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            assert [await watch.after(0.0), await watch.after(10 * STILL_SECONDS)] == ["", ""]

        play(tmp_path, scenario)

    def test_is_not_where_nobody_begins_what_waits_whatever_comes_to_it(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            await watch.add(job("a"))
            assert [await watch.after(9.0), await watch.after(NOT_BEGUN_SECONDS - 1)] == ["", ""]
            await watch.add(job("b"))
            assert await watch.after(2.0) == "jobs wait, 2 of them, and none has been begun for 61 s"
            await watch.change(job("a", state=JobState.RUNNING, attempt=1), 0)
            assert await watch.after(2.0) == ""

        play(tmp_path, scenario)

    def test_is_not_where_a_job_stands_still_for_long(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            await watch.add(job("a"), job("b"))
            running = job("a", state=JobState.RUNNING, attempt=1)
            await watch.change(running, 0)
            assert [await watch.after(5.0), await watch.after(STILL_SECONDS - 1)] == ["", ""]
            assert await watch.after(1.0) == "job a of blend hasn't got on for 10 minutes"
            await watch.change(running.model_copy(update={"fraction": 0.5}), 1)
            assert await watch.after(1.0) == ""
            await watch.change(running.model_copy(update={"state": JobState.DONE}), 1)
            assert [await watch.after(1.0), await watch.after(NOT_BEGUN_SECONDS)] == [
                "",
                "jobs wait, 1 of them, and none has been begun for 60 s",
            ]

        play(tmp_path, scenario)

    def test_is_well_where_those_in_charge_have_it_pause_and_has_its_time_again_afterwards(
        self, tmp_path: Path
    ) -> None:
        async def scenario(watch: Watch) -> None:
            await watch.add(job("a"))
            async with watch.store.begin() as transaction:
                await transaction.keep_mode(Mode.PAUSED)
            assert [await watch.after(0.0), await watch.after(10 * NOT_BEGUN_SECONDS)] == ["", ""]
            async with watch.store.begin() as transaction:
                await transaction.keep_mode(Mode.RUNNING)
            assert [await watch.after(1.0), await watch.after(NOT_BEGUN_SECONDS)] == [
                "",
                "jobs wait, 1 of them, and none has been begun for 60 s",
            ]

        play(tmp_path, scenario)

    def test_what_was_active_is_known(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            await watch.add(job("a"), job("b"))
            await watch.after(0.0)
            assert [each.id for each in watch.queue.jobs] == ["a", "b"]

        play(tmp_path, scenario)


class TestTheOutbox:
    def test_is_not_well_where_nothing_that_is_due_is_sent_for_long(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            async with watch.store.begin() as transaction:
                first = await transaction.post(ROOM, ANN, Reply(text="hello"), 0.0)
                await transaction.post(Address("gone", "one", "room"), ANN, Reply(text="to nobody"), 0.0)
            assert await watch.outbox() == ""
            watch.now += STILL_SECONDS
            assert await watch.outbox() == "replies wait, 1 of them, and none has been sent for 10 minutes"
            assert watch.outbox.waiting == 1
            async with watch.store.begin() as transaction:
                await transaction.sent(first, "m1")
            assert (await watch.outbox(), watch.outbox.waiting) == ("", 0)

        play(tmp_path, scenario)

    def test_is_well_where_what_waits_is_put_off(self, tmp_path: Path) -> None:
        async def scenario(watch: Watch) -> None:
            async with watch.store.begin() as transaction:
                number = await transaction.post(ROOM, ANN, Reply(text="hello"), 0.0)
                await transaction.put_off(number, 2000.0)
            assert await watch.outbox() == ""
            watch.now += STILL_SECONDS
            assert await watch.outbox() == ""

        play(tmp_path, scenario)


class TestTheDisk:
    def test_is_well_where_it_can_be_written_to_and_has_room(self, tmp_path: Path) -> None:
        assert asyncio.run(disk_check(tmp_path, min_free_bytes=1)()) == ""
        assert list(tmp_path.iterdir()) == []

    def test_is_not_where_there_is_little_room(self, tmp_path: Path) -> None:
        told = asyncio.run(disk_check(tmp_path, min_free_bytes=10**18)())
        assert told.startswith(f"{tmp_path}: ")
        assert told.endswith(" MB are free, fewer than 1000000000000")

    def test_is_not_where_nothing_can_be_written(self, tmp_path: Path) -> None:
        with files_limited_to(100):
            assert asyncio.run(disk_check(tmp_path)()) == f"{tmp_path}: can't be written to: File too large"
        assert list(tmp_path.iterdir()) == []

    def test_is_not_where_nothing_may_be_written(self, open_folder: Path) -> None:
        with as_another_user(open_folder):
            assert asyncio.run(disk_check(open_folder)()) == f"{open_folder}: can't be written to: Permission denied"

    @pytest.mark.parametrize("name", ["gone", "gone/deeper"])
    def test_is_not_where_the_folder_has_gone(self, name: str, tmp_path: Path) -> None:
        told = asyncio.run(disk_check(tmp_path / name)())
        assert told == f"{tmp_path / name}: can't be written to: No such file or directory"
