"""What is committed is counted, and nothing else; no label tells of anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.model.address import Address
from core.model.errors import StorageError
from core.model.job import Job, JobState, Order
from core.model.reply import Reply
from core.model.store import Store
from core.monitoring.metrics import Metrics
from core.monitoring.observed_store import ObservedStore
from core.plugins.health import Condition, Health
from storage.store import open_store
from tests.storage.harness import ANN, ROOM, person, photo, said


class Bot:
    """A bot as metrics see it."""

    def __init__(self) -> None:
        self.health: tuple[Health, ...] = ()
        self.active_jobs: tuple[Job, ...] = ()
        self.replies_due = 0
        self.children: dict[str, int] = {}

    async def look(self) -> None:
        """There is nothing to look at."""


class Counted:
    """A store that is observed, and what has been counted."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.metrics, self.bot = Metrics(folder, "1.2.3"), Bot()
        self.now = 0.0
        self.store = ObservedStore(store, self.metrics, self._clock)

    def _clock(self) -> float:
        self.now += 0.02
        return self.now

    def value(self, name: str, /, **labels: str) -> float | None:
        """A sample's value; None where there is none."""
        text = self.metrics.exposed(self.bot).decode()
        found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
        return next((each.value for each in found if (each.name, each.labels) == (name, labels)), None)


def play(folder: Path, scenario: Callable[[Counted], Awaitable[None]]) -> None:
    async def opened() -> None:
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            await scenario(Counted(store, folder))

    asyncio.run(opened())


def job(id: str = "1", **values: Any) -> Job:
    order = Order(id=id, effect="blend", inputs={}, options={})
    return Job(**{"order": order, "address": ROOM, "person": person(ANN), "created": 10.0, **values})


def test_events_that_are_new_by_adapter_and_kind(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        for event in (said("1"), said("2"), said("2"), photo("3")):
            async with counted.store.begin() as transaction:
                await transaction.receive(event, 1.0)
        assert counted.value("atelier_events_total", adapter="local", kind="text") == 2
        assert counted.value("atelier_events_total", adapter="local", kind="photo") == 1

    play(tmp_path, scenario)


def test_a_transaction_that_is_taken_back_counts_for_nothing_but_its_time(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        async def turn() -> None:
            async with counted.store.begin() as transaction:
                await transaction.receive(said("1"), 1.0)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await turn()
        assert counted.value("atelier_events_total", adapter="local", kind="text") is None
        assert counted.value("atelier_transaction_seconds_count") == 1
        assert counted.value("atelier_transaction_failures_total") == 0

    play(tmp_path, scenario)


def test_one_that_the_database_fails_is_a_failure(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        with pytest.raises(StorageError):
            async with counted.store.begin():
                raise StorageError("it is locked")
        assert counted.value("atelier_transaction_failures_total") == 1

    play(tmp_path, scenario)


def test_a_jobs_way(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        running = job(state=JobState.RUNNING, attempt=1, started=13.0)
        again = job(state=JobState.RUNNING, attempt=2, started=20.0)
        async with counted.store.begin() as transaction:
            await transaction.add_job(job())
        for changed, attempt in (
            (running, 0),
            (running.model_copy(update={"fraction": 0.5}), 1),
            (running.model_copy(update={"state": JobState.QUEUED, "crashes": 1}), 1),
            (again, 1),
            (running.model_copy(update={"fraction": 0.9}), 1),  # an attempt that isn't the job's any more
            (again.model_copy(update={"state": JobState.DONE, "ended": 27.0}), 2),
        ):
            async with counted.store.begin() as transaction:
                await transaction.update_job(changed, attempt)
        for name, value in {
            "jobs_ordered_total": 1,
            "job_attempts_total": 2,
            "job_retries_total": 1,
            "job_wait_seconds_sum": 3,
            "job_wait_seconds_count": 1,
            "job_seconds_sum": 7,
            "job_seconds_count": 1,
        }.items():
            assert counted.value(f"atelier_{name}", effect="blend") == value, name
        assert counted.value("atelier_jobs_ended_total", effect="blend", state="done") == 1

    play(tmp_path, scenario)


def test_a_job_that_is_cancelled_before_it_was_begun(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        async with counted.store.begin() as transaction:
            await transaction.add_job(job())
            await transaction.update_job(job(state=JobState.CANCELLED, ended=12.0), 0)
        assert counted.value("atelier_jobs_ended_total", effect="blend", state="cancelled") == 1
        assert counted.value("atelier_job_seconds_count", effect="blend") is None

    play(tmp_path, scenario)


def test_replies_and_what_became_of_them(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        async with counted.store.begin() as transaction:
            numbers = [await transaction.post(ROOM, person(ANN), Reply(text="hello"), 1.0) for _ in range(4)]
            await transaction.put_off(numbers[0], 5.0)
            await transaction.sent(numbers[0], "m1")
            await transaction.sent(numbers[1], "m2")
            await transaction.told(numbers[2], "m3")
            await transaction.give_up(numbers[3], "gone")
        assert counted.value("atelier_replies_total", adapter="local") == 4
        outcomes = {"put_off": 1, "sent": 2, "told": 1, "given_up": 1}
        for outcome, times in outcomes.items():
            assert counted.value("atelier_deliveries_total", outcome=outcome) == times

    play(tmp_path, scenario)


def test_what_goes_on_now_is_told_anew_each_time(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        ill = Health(name="disk", kind="part", condition=Condition.TROUBLED, since=0.0, reason="full")
        well = Health(name="page", condition=Condition.RUNNING, since=0.0, restarts=3)
        counted.bot.health, counted.bot.active_jobs, counted.bot.replies_due = (ill, well), (job("1"), job("2")), 5
        assert counted.value("atelier_jobs", effect="blend", state="queued") == 2
        assert counted.value("atelier_replies_due") == 5
        assert counted.value("atelier_well", kind="part", name="disk") == 0
        assert counted.value("atelier_well", kind="adapter", name="page") == 1
        assert counted.value("atelier_adapter_restarts", adapter="page") == 3
        counted.bot.health, counted.bot.active_jobs = (), ()
        assert counted.value("atelier_jobs", effect="blend", state="queued") is None
        assert counted.value("atelier_well", kind="part", name="disk") is None
        assert counted.value("atelier_info", version="1.2.3") == 1
        assert (counted.value("atelier_disk_free_bytes") or 0) > 0

    play(tmp_path, scenario)


def test_what_an_effect_never_did_is_nought(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        counted.metrics = Metrics(tmp_path, "1.2.3", ["idle"])
        for name in ("jobs_ordered", "job_attempts", "job_retries"):
            assert counted.value(f"atelier_{name}_total", effect="idle") == 0
        assert counted.value("atelier_jobs_ended_total", effect="idle", state="failed") == 0
        assert counted.value("atelier_jobs", effect="idle", state="running") == 0

    play(tmp_path, scenario)


def test_no_label_tells_of_anybody(tmp_path: Path) -> None:
    async def scenario(counted: Counted) -> None:
        private = Address("web", "local", "chat-4711", "thread-4711")
        async with counted.store.begin() as transaction:
            await transaction.receive(said("event-4711", at=private, text="text-4711"), 1.0)
            await transaction.add_job(job("job-4711", address=private))
            number = await transaction.post(private, person(ANN), Reply(text="reply-4711"), 1.0)
            await transaction.give_up(number, "reason-4711")
        counted.bot.active_jobs = (job("job-4711"),)
        text = counted.metrics.exposed(counted.bot).decode()
        assert "4711" not in text

    play(tmp_path, scenario)
