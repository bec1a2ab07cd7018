"""The bot as a whole: its parts around a store, and what it does by itself."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.alarms import AlarmSender
from core.engine.bot import Bot, Plugins
from core.engine.sweeper import PICTURES_AT_ONCE, Sweeper
from core.jobs.runner import RunnerConfig
from core.model.blob import Blob
from core.model.event import TextSent
from core.model.job import Job, Order
from core.model.people import People
from core.model.retention import DAY
from core.plugins.bot_status import Machine
from core.plugins.capabilities import Capabilities
from core.plugins.health import Condition
from core.plugins.installed_effect import install
from storage.store import open_store
from storage.transaction import SqlTransaction
from tests.core.dialogue.harness import ANN, Blend
from tests.core.engine.harness import ROOM, FakeAdapter


def test_effects_that_can_not_be_used_are_told_of_with_the_adapters(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            bot = Bot(
                store,
                Plugins({"fake": FakeAdapter()}, {}, {"bad": "no such module"}, {"blur": "s3cret is wrong"}),
                Rules(install({"blend": Blend()}, framework_texts())),
                RunnerConfig(),
                clock=lambda: 10.0,
                token=lambda: "t",
                hide=lambda text: text.replace("s3cret", "*"),
            )
            assert [(one.kind, one.name, one.condition, one.reason) for one in bot.health[1:]] == [
                ("adapter", "bad", Condition.BROKEN, "no such module"),
                ("effect", "blur", Condition.BROKEN, "* is wrong"),
            ]

    asyncio.run(scenario())


@pytest.mark.parametrize("admins", [set(), {"fake:one:ann"}])
def test_those_in_charge_are_told_of_trouble_where_there_are_any(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, admins: set[str]
) -> None:
    looked: list[set[str]] = []

    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            ids, stop = count(1), asyncio.Event()
            bot = Bot(
                store,
                Plugins({"fake": FakeAdapter()}, {}, {"bad": "no such module"}),
                Rules(install({"blend": Blend()}, framework_texts()), people=People(admins=admins)),
                RunnerConfig(),
                clock=lambda: 10.0,
                token=lambda: f"t{next(ids)}",
                machine=lambda children: Machine(version="1.2", memory=dict(children)),
            )

            async def look(sender: AlarmSender) -> None:
                looked.append({health.name for health in sender._health()})

            monkeypatch.setattr(AlarmSender, "look", look)
            running = asyncio.create_task(bot.run(stop))
            status = await bot.status()
            assert (status.started, status.machine) == (10.0, Machine(version="1.2"))
            assert {"database", "queue", "fake", "bad"} <= {health.name for health in status.health}
            while admins and not looked:
                await asyncio.sleep(0)
            stop.set()
            await running

    asyncio.run(scenario())
    assert len(looked) == len(admins)
    assert all({"fake", "bad"} <= names for names in looked)


def test_expired_pictures_are_deleted_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deleted: list[int] = []
    finished = asyncio.Event()
    delete = SqlTransaction.delete_expired

    async def note(transaction: SqlTransaction, now: float, most: int) -> int:
        deleted.append(await delete(transaction, now, most))
        if deleted[-1] < PICTURES_AT_ONCE:
            finished.set()
        return deleted[-1]

    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            async with store.begin() as transaction:
                for number in range(2 * PICTURES_AT_ONCE + 3):
                    await transaction.put_blob(Blob(id=f"{number}", person="ann", kind="photo", data=b"x", expires=1.0))
            ids, stop = count(1), asyncio.Event()
            bot = Bot(
                store,
                Plugins({"fake": FakeAdapter()}, {}, {}),
                Rules(install({"blend": Blend()}, framework_texts())),
                RunnerConfig(),
                clock=lambda: 10.0,
                token=lambda: f"t{next(ids)}",
            )
            running = asyncio.create_task(bot.run(stop))
            await asyncio.wait_for(finished.wait(), 60)
            stop.set()
            await running

    monkeypatch.setattr(SqlTransaction, "delete_expired", note)
    asyncio.run(scenario())
    assert deleted == [PICTURES_AT_ONCE, PICTURES_AT_ONCE, 3]


@pytest.mark.parametrize("history", [False, True])
def test_what_was_said_goes_early_where_nothing_shows_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: bool
) -> None:
    swept = asyncio.Event()
    sweep = Sweeper.sweep

    async def note(sweeper: Sweeper) -> None:
        await sweep(sweeper)
        swept.set()

    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            said = TextSent(id="1", address=ROOM, sender=ANN, text="hello")
            async with store.begin() as transaction:
                await transaction.receive(said, 1.0)
                await transaction.handled(said)
            bot = Bot(
                store,
                Plugins({"fake": FakeAdapter(Capabilities(history=history))}, {}, {}),
                Rules(install({"blend": Blend()}, framework_texts())),
                RunnerConfig(),
                clock=lambda: 2 * DAY,
                token=lambda: "t",
            )
            stop = asyncio.Event()
            running = asyncio.create_task(bot.run(stop))
            await asyncio.wait_for(swept.wait(), 60)
            left = await bot.engine.history(ROOM, 10)
            stop.set()
            await running
            assert len(left) == int(history)

    monkeypatch.setattr(Sweeper, "sweep", note)
    asyncio.run(scenario())


def test_a_job_that_a_command_has_put_back_is_worked_on_when_the_queue_is_looked_at(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            ids, stop = count(1), asyncio.Event()
            bot = Bot(
                store,
                Plugins({"fake": FakeAdapter()}, {}, {}),
                Rules(install({"blend": Blend()}, framework_texts())),
                RunnerConfig(),
                clock=lambda: 10.0,
                token=lambda: f"t{next(ids)}",
            )
            running = asyncio.create_task(bot.run(stop))
            await bot.look()  # the runner finds nothing to do
            order = Order(id="j", effect="blend", inputs={}, options={})
            async with store.begin() as transaction:  # as another process would
                await transaction.add_job(Job(order=order, address=ROOM, person="ann", created=1.0))
            await bot._look_at_queue()
            async with asyncio.timeout(60):
                while bot.active_jobs:
                    await bot._look_at_queue()
            stop.set()
            await running

    asyncio.run(scenario())
