"""A store that has what is committed counted: what a transaction takes back has never happened."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, cast

from core.model.address import Address
from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.event import Event
from core.model.job import Job
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.store import Store, Transaction
from core.monitoring.metrics import Metrics


class ObservedStore:
    """Everything that ``store`` does, counted. ``clock`` runs evenly."""

    def __init__(self, store: Store, metrics: Metrics, clock: Clock = time.monotonic) -> None:
        self._store, self._metrics, self._clock = store, metrics, clock

    @asynccontextmanager
    async def begin(self, *, large: bool = False) -> AsyncIterator[Transaction]:
        """See Store."""
        begun, failed = self._clock(), False
        try:
            async with self._store.begin(large=large) as transaction:
                observed = ObservedTransaction(transaction, self._metrics)
                yield cast(Transaction, observed)
        except StorageError:
            failed = True
            raise
        finally:
            self._metrics.transaction(self._clock() - begun, failed)
        for count in observed.counts:
            count()


class ObservedTransaction:
    """Everything that ``transaction`` does; ``counts`` is what is to be counted of it once it is committed."""

    def __init__(self, transaction: Transaction, metrics: Metrics) -> None:
        self._transaction, self._metrics = transaction, metrics
        self.counts: list[Callable[[], None]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transaction, name)

    async def receive(self, event: Event, now: float) -> bool:
        """See Transaction."""
        new = await self._transaction.receive(event, now)
        if new:
            self.counts.append(partial(self._metrics.event, event))
        return new

    async def add_job(self, job: Job) -> None:
        """See Transaction."""
        await self._transaction.add_job(job)
        self.counts.append(partial(self._metrics.job_ordered, job))

    async def update_job(self, job: Job, attempt: int) -> bool:
        """See Transaction."""
        updated = await self._transaction.update_job(job, attempt)
        if updated and not job.state.active:
            self.counts.append(partial(self._metrics.job_ended, job))
        elif updated and job.attempt > attempt:
            self.counts.append(partial(self._metrics.job_begun, job))
        return updated

    async def post(self, address: Address, person: PersonId, reply: Reply, now: float) -> int:
        """See Transaction."""
        number = await self._transaction.post(address, person, reply, now)
        self.counts.append(partial(self._metrics.reply, address))
        return number

    async def sent(self, number: int, reference: str) -> None:
        """See Transaction."""
        await self._transaction.sent(number, reference)
        self._count_delivery("sent")

    async def told(self, number: int, reference: str) -> None:
        """See Transaction."""
        await self._transaction.told(number, reference)
        self._count_delivery("told")

    async def put_off(self, number: int, until: float) -> None:
        """See Transaction."""
        await self._transaction.put_off(number, until)
        self._count_delivery("put_off")

    async def give_up(self, number: int, reason: str) -> None:
        """See Transaction."""
        await self._transaction.give_up(number, reason)
        self._count_delivery("given_up")

    def _count_delivery(self, outcome: str) -> None:
        self.counts.append(partial(self._metrics.delivery, outcome))
