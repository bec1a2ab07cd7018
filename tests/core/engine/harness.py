"""An engine and an outbox dispatcher at a real database, and a platform that fails as tests say."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from core.dialogue.turn import Rules
from core.engine.containment import ContainedAdapter
from core.engine.engine import Engine, Hooks
from core.engine.export import Exporter
from core.engine.galleries import Galleries
from core.engine.outbox import OutboxDispatcher
from core.engine.photo_intake import PhotoIntake
from core.engine.turn_transaction import TurnTransaction
from core.jobs.scheduler import forecast
from core.jobs.work import Failure, Work, WorkChannel
from core.model.address import Address
from core.model.errors import Lost, Refusal, StorageError
from core.model.event import ButtonPressed, CommandGiven, Photo, PhotoSent, TextSent
from core.model.job import Job, JobState
from core.model.people import People
from core.model.person import Person, PersonId
from core.model.reply import Reply
from core.model.store import Store
from core.plugins.adapter import Adapter, PhotoLost, Receipt
from core.plugins.adapter import Engine as EngineContract
from core.plugins.bot_status import BotStatus, Machine
from core.plugins.capabilities import Capabilities
from core.plugins.health import Health
from core.plugins.installed_effect import InstalledEffect
from core.plugins.message import Message
from storage.store import open_store
from storage.transaction import SqlTransaction
from tests.core.dialogue.harness import ANN, EFFECTS

ROOM = Address("fake", "one", "room")
ANN_ID = PersonId.of("fake", "one", "ann")
OTHER_ROOM = Address("fake", "one", "other")


class FakeAdapter(Adapter):
    """An adapter that keeps what it is given. ``troubles`` are raised in turn by what it is asked to do."""

    name, account, trouble = "fake", "one", ""

    def __init__(self, capabilities: Capabilities | None = None) -> None:
        self.capabilities = capabilities or Capabilities(edit_interval=0.0)
        self.photos: dict[str, bytes] = {}
        self.troubles: deque[Exception] = deque()
        self.sent: list[tuple[Address, Message]] = []
        self.edited: list[tuple[str, Message]] = []
        self.changed = asyncio.Condition()
        self.ids = count(1)  # fresh ones after a restart too

    async def run(self, engine: EngineContract) -> None:
        """Events come from the tests."""
        await asyncio.Event().wait()

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        self._raise_trouble()
        if photo.reference not in self.photos:
            raise PhotoLost(Lost.EXPIRED)
        return self.photos[photo.reference]

    async def send(self, address: Address, message: Message) -> str:
        self._raise_trouble()
        self.sent.append((address, message))
        await self._tell()
        return f"m{len(self.sent)}"

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        self._raise_trouble()
        self.edited.append((reference, message))
        await self._tell()
        return reference

    async def direct(self, person: PersonId) -> Address:
        self._raise_trouble()
        return Address(self.name, self.account, f"alone with {person.id}")

    async def until(self, condition: Callable[[], object]) -> None:
        """Returns when what it was given makes the condition true."""
        async with self.changed:
            await self.changed.wait_for(condition)

    @property
    def texts(self) -> list[str]:
        return [message.text for _, message in self.sent]

    def _raise_trouble(self) -> None:
        if self.troubles:
            raise self.troubles.popleft()

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


class EngineHarness:
    """One process's life: the engine and the outbox dispatcher run from ``open`` to ``close``."""

    def __init__(
        self,
        store: Store,
        platform: FakeAdapter,
        effects: Mapping[str, InstalledEffect] = EFFECTS,
        people: People | None = None,
    ) -> None:
        self.store, self.platform = store, platform
        self.now = 1000.0
        self.ordered = 0
        self.cancelled: list[str] = []
        self.pauses: list[float] = []
        self.health: tuple[Health, ...] = ()
        self.forgotten: list[tuple[PersonId, Address, tuple[str, ...]]] = []
        account = platform.name, platform.account
        adapters: dict[tuple[str, str], Adapter] = {account: ContainedAdapter(platform, "one")}
        self.outbox = OutboxDispatcher(store, adapters, lambda: self.now)
        self.turns = TurnTransaction(
            Rules(effects, people=people or People()), forecast, lambda: f"t{next(platform.ids)}"
        )
        self.intake = PhotoIntake(
            adapters,
            decode,
            lambda: f"b{next(platform.ids)}",
            1000,
            self._pause,
            galleries=Galleries(self.turns.effects, make_here),
        )
        hooks = Hooks(
            on_outbox=self.outbox.wake,
            on_job=self._order,
            on_cancel=self.cancelled.append,
            on_forget=self._forget,
            status=self._status,
        )
        self.exporter = Exporter(store, lambda: f"e{next(platform.ids)}", lambda _: platform.capabilities.file_limit)
        self.engine = Engine(store, self.turns, self.intake, self.exporter, hooks, lambda: self.now)

    async def say(self, id: str, text: str, at: Address = ROOM, by: Person = ANN, *, is_group: bool = False) -> bool:
        event = TextSent(id=id, address=at, sender=by, text=text, is_group=is_group)
        return (await self.engine.submit(event)).new

    async def command(
        self, id: str, name: str, at: Address = ROOM, by: Person = ANN, *, is_group: bool = False
    ) -> bool:
        event = CommandGiven(id=id, address=at, sender=by, name=name, is_group=is_group)
        return (await self.engine.submit(event)).new

    async def press(
        self, id: str, button: str, at: Address = ROOM, by: Person = ANN, *, is_group: bool = False
    ) -> Receipt:
        event = ButtonPressed(id=id, address=at, sender=by, button=button, is_group=is_group)
        return await self.engine.submit(event)

    async def photo(self, id: str, at: Address = ROOM, by: Person = ANN, **values: Any) -> bool:
        self.platform.photos.setdefault(id, id.encode())
        photo = Photo(reference=id, size=values.pop("size", None))
        return (await self.engine.submit(PhotoSent(id=id, address=at, sender=by, photo=photo, **values))).new

    async def post(self, *texts: str, at: Address = ROOM, **values: object) -> None:
        """Puts replies into the outbox, as a turn does."""
        async with self.store.begin() as transaction:
            for text in texts:
                await transaction.post(at, ANN_ID, Reply.model_validate({"text": text, **values}), self.now)
        self.outbox.wake()

    async def heard(self, answers: int) -> list[str]:
        """Waits until so many messages were sent in all; their texts."""
        await self.platform.until(lambda: len(self.platform.sent) >= answers)
        return self.platform.texts

    async def settled(self) -> None:
        """Waits until every event is answered and every answer sent."""
        while True:
            async with self.store.begin() as transaction:
                if not await transaction.unhandled() and not await transaction.unsent(self.now):
                    return
            await asyncio.sleep(0)

    async def jobs(self) -> list[Job]:
        async with self.store.begin() as transaction:
            return await transaction.active_jobs()

    async def finish(self, job: Job, state: JobState = JobState.DONE, **values: Any) -> None:
        """What the runner does at the end of a job."""
        ended = job.model_copy(update={"state": state, "started": self.now, "ended": self.now + 3, **values})
        async with self.store.begin() as transaction:
            assert await transaction.update_job(ended, job.attempt)
            await self.engine.ended(transaction, ended)
        self.outbox.wake()

    def _order(self) -> None:
        self.ordered += 1

    def _forget(self, person: PersonId, address: Address, references: Sequence[str]) -> None:
        self.forgotten.append((person, address, tuple(references)))

    async def _status(self) -> BotStatus:
        return BotStatus(started=self.now - 100, health=self.health, machine=Machine(version="1.2"))

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def make_here(work: Work) -> bytes | Refusal:
    """Does here and now what the bot has a child do."""
    try:
        return work.work(work.inputs, cast(WorkChannel, None))
    except Failure as failure:
        return Refusal(failure.reason)


NO_GALLERIES = Galleries({}, make_here)


async def decode(photo: bytes) -> bytes | Refusal:
    """Takes any bytes for a picture but these."""
    return Refusal.TRUNCATED if photo.startswith(b"broken") else b"\x89PNG " + photo


def play(
    folder: Path,
    *scenarios: Callable[[EngineHarness], Awaitable[None]],
    platform: FakeAdapter | None = None,
    effects: Mapping[str, InstalledEffect] = EFFECTS,
    people: People | None = None,
    timeout: float = 60,
) -> None:
    """Plays scenarios one after another, each in a process's life of its own, at one database and one platform."""

    async def life(scenario: Callable[[EngineHarness], Awaitable[None]]) -> None:
        there.changed = asyncio.Condition()
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            harness = EngineHarness(store, there, effects, people)
            parts = [asyncio.create_task(harness.engine.run()), asyncio.create_task(harness.outbox.run())]
            await harness.engine.answer((there.name, there.account))
            scenario_task = asyncio.create_task(asyncio.wait_for(scenario(harness), timeout))
            await asyncio.wait([scenario_task, *parts], return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            ended = await asyncio.gather(*parts, return_exceptions=True)
            if not scenario_task.done():
                scenario_task.cancel()
                raise AssertionError(ended)
            await scenario_task

    there = platform or FakeAdapter()
    for scenario in scenarios:
        asyncio.run(life(scenario))


def fail_once(monkeypatch: pytest.MonkeyPatch, method: str) -> asyncio.Event:
    """Has the database fail the next time that a transaction's method is called; the event tells that it has."""
    real, failed = getattr(SqlTransaction, method), asyncio.Event()

    async def fail(transaction: SqlTransaction, *arguments: object) -> object:
        if failed.is_set():
            return await real(transaction, *arguments)
        failed.set()
        raise StorageError("the disk is full")

    monkeypatch.setattr(SqlTransaction, method, fail)
    return failed
