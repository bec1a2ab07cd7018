"""A bot around one adapter: the real engine and outbox at a real database; tests do the painting."""

import asyncio
import io
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import cast

from PIL import Image

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.adapter_engine import AdapterEngine
from core.engine.engine import Engine, Hooks
from core.engine.export import Exporter
from core.engine.galleries import Galleries
from core.engine.outbox import OutboxDispatcher
from core.engine.photo_intake import PhotoIntake
from core.engine.turn_transaction import TurnTransaction
from core.imaging import images
from core.imaging.errors import PictureError
from core.jobs.scheduler import forecast
from core.model.address import Address
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.errors import Refusal
from core.model.job import Job, JobState
from core.model.people import People
from core.model.person import PersonId
from core.model.store import Store
from core.plugins.adapter import Adapter
from core.plugins.adapter import Engine as EngineContract
from core.plugins.bot_status import BotStatus, Machine
from core.plugins.effect import Effect
from core.plugins.health import Condition, Health
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend
from tests.core.engine.harness import make_here

MAX_BYTES = 50_000_000
HOUR = 3600.0
TIMEOUT = 30.0
"""Seconds after which a test that hangs has failed; nothing here takes anywhere near as long."""


def picture(colour: str = "teal", width: int = 80, height: int = 60, format: str = "JPEG") -> bytes:
    """A picture in one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, format)
    return buffer.getvalue()


def noise(width: int, height: int) -> bytes:
    """A PNG file that can't be compressed."""
    buffer = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(buffer, "PNG")
    return buffer.getvalue()


async def decode(data: bytes) -> bytes | Refusal:
    """Looks at a photo here and now; the bot has a child do so."""
    try:
        return images.save(images.load(data, long_side=1024), "PNG")
    except PictureError as error:
        return error.refusal


class BotHarness:
    """One process's life, from ``open`` to ``end``. ``died`` is what the adapter raised; ``told`` hears of that."""

    def __init__(
        self,
        store: Store,
        adapter: Adapter,
        effect: Effect | None = None,
        *,
        people: People | None = None,
        clock: Clock = time.time,
        told: Callable[[], None],
    ) -> None:
        effect = effect or Blend()
        self.store, self.cancelled = store, list[str]()
        self.died: BaseException | None = None
        self._adapter, self._clock, self._told = adapter, clock, told
        self._ids = count(1)
        adapters = {(adapter.name, adapter.account): adapter}
        self.outbox = OutboxDispatcher(store, adapters, clock)
        rules = Rules(install({effect.name: effect}, framework_texts()), people=people or People())
        turns = TurnTransaction(rules, forecast, self._id)
        intake = PhotoIntake(adapters, decode, self._id, MAX_BYTES, galleries=Galleries(turns.effects, make_here))
        hooks = Hooks(
            on_outbox=self.outbox.wake,
            on_job=lambda: None,
            on_cancel=self.cancelled.append,
            on_forget=self._forget,
            status=self._status,
        )
        exporter = Exporter(store, self._id, lambda _: adapter.capabilities.file_limit)
        self.engine = Engine(store, turns, intake, exporter, hooks, clock)
        self._parts: list[asyncio.Task[None]] = []

    def open(self) -> None:
        """Begins."""
        runs = (self.engine.run, self.outbox.run, self._run_adapter)
        self._parts = [asyncio.create_task(run()) for run in runs]

    def _forget(self, person: PersonId, address: Address, references: Sequence[str]) -> None:
        self._parts.append(asyncio.create_task(self._adapter.forget(person, references)))

    async def _status(self) -> BotStatus:
        health = Health(name=self._adapter.account, condition=Condition.RUNNING, since=self._clock())
        return BotStatus(started=self._clock(), health=(health,), machine=Machine(version="1.2"))

    async def settle(self) -> None:
        """Waits until all is said, as far as that can be."""
        left = TIMEOUT
        while left > 0:
            async with self.store.begin() as transaction:
                if not await transaction.unsent(self._clock()):
                    return
            await asyncio.sleep(0.01)
            left -= 0.01

    async def end(self) -> None:
        """Ends while nobody else is in the middle of a transaction."""
        async with self.store.begin():
            for part in self._parts:
                part.cancel()
        await asyncio.wait(self._parts)

    async def job(self, number: int = 0) -> Job:
        """An active job, as soon as there is one."""
        async with asyncio.timeout(TIMEOUT):
            while True:
                async with self.store.begin() as transaction:
                    jobs = await transaction.active_jobs()
                if len(jobs) > number:
                    return jobs[number]
                await asyncio.sleep(0.01)

    async def finish(self, job: Job, result: bytes | None = None, state: JobState = JobState.DONE) -> None:
        """What the runner does at the end of a job."""
        data = picture("olive", format="PNG") if result is None else result
        now = self._clock()
        blob = Blob(id=self._id(), person=job.person, kind="image/png", data=data, expires=now + HOUR)
        ended = job.model_copy(update={"state": state, "started": now, "ended": now + 3, "result": blob.id})
        async with self.store.begin() as transaction:
            await transaction.put_blob(blob)
            assert await transaction.update_job(ended, job.attempt)
            await self.engine.ended(transaction, ended)
        self.outbox.wake()

    async def _run_adapter(self) -> None:
        try:
            name, account = self._adapter.name, self._adapter.account
            await self.engine.answer((name, account))
            engine = AdapterEngine(self.engine, name, account, notices=self._adapter.capabilities.notices)
            await self._adapter.run(cast(EngineContract, engine))
        except Exception as error:  # noqa: BLE001 - tests look at it
            self.died = error
            self._told()

    def _id(self) -> str:
        return f"{time.monotonic_ns():x}{next(self._ids)}"
