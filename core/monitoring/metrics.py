"""The metrics, by Prometheus' conventions: ``_total`` counts since the start, the rest is as it was looked at last.

Labels are plugins' tables in plugins.toml and words of the program's own. No label is a person, a chat or a text: what
is counted must not tell of anybody, and their number would never end.
"""

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from core.model.address import Address
from core.model.event import Event
from core.model.job import Job, JobState
from core.monitoring.memory import resident_bytes
from core.plugins.health import Health

CALL_BUCKETS = 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0
JOB_BUCKETS = 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0
TRANSACTION_BUCKETS = 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0
"""Upper ends in seconds."""
ACTIVE = [state for state in JobState if state.active]
ENDED = [state for state in JobState if not state.active]


class Watched(Protocol):
    """What there is to see of a bot, see ``core.engine.bot.Bot``, or of a worker."""

    @property
    def health(self) -> tuple[Health, ...]:
        """How each part, adapter and broken effect is."""

    @property
    def active_jobs(self) -> tuple[Job, ...]:
        """The jobs that were active when it was looked at."""

    @property
    def replies_due(self) -> int:
        """How many replies were due then."""

    @property
    def children(self) -> dict[str, int]:
        """The processes of parts that have one now."""

    async def look(self) -> None:
        """Looks at all parts."""


class Metrics:
    """All metrics of a bot or a worker with its files in ``folder``; those of ``effects`` are there from the start."""

    def __init__(self, folder: Path, version: str, effects: Collection[str] = ()) -> None:
        self._folder, self._effects = folder, effects
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._gauge("info", "Which Atelier it is.", "version").labels(version).set(1)
        self._define_traffic()
        self._define_jobs()
        self._define_state()
        for effect in effects:  # a rate needs a zero to begin with
            for counter in (self._ordered, self._attempts, self._retries):
                counter.labels(effect)
            for state in ENDED:
                self._ended.labels(effect, state.value)

    def _define_traffic(self) -> None:
        self._events = self._counter("events", "Events that were kept.", "adapter", "kind")
        self._replies = self._counter("replies", "Replies that were to be sent.", "adapter")
        self._deliveries = self._counter(
            "deliveries",
            "Tries to send a reply, by what came of them: sent, told (how to get it), put_off (not yet), given_up.",
            "outcome",
        )
        self._calls = self._counter(
            "adapter_calls",
            "What adapters were asked to do, by what came of it: ok, late, rate_limited, undeliverable and so on.",
            "adapter",
            "call",
            "outcome",
        )
        self._call_seconds = self._histogram(
            "adapter_call_seconds", "How long that took.", CALL_BUCKETS, "adapter", "call"
        )
        self._transaction_seconds = self._histogram(
            "transaction_seconds",
            "How long the database's transactions took, the wait for their turn included.",
            TRANSACTION_BUCKETS,
        )
        self._failures = self._counter("transaction_failures", "Transactions that the database failed.")

    def _define_jobs(self) -> None:
        self._ordered = self._counter("jobs_ordered", "Jobs that were ordered.", "effect")
        self._ended = self._counter("jobs_ended", "Jobs that ended, by how.", "effect", "state")
        self._attempts = self._counter("job_attempts", "Times a job was begun.", "effect")
        self._retries = self._counter("job_retries", "Times a job was begun again.", "effect")
        self._job_seconds = self._histogram(
            "job_seconds", "How long the last attempt at a job took that was done.", JOB_BUCKETS, "effect"
        )
        self._wait_seconds = self._histogram(
            "job_wait_seconds", "How long a job had waited when it was first begun.", JOB_BUCKETS, "effect"
        )

    def _define_state(self) -> None:
        self._active = self._gauge("jobs", "Jobs that are active.", "effect", "state")
        self._due = self._gauge("replies_due", "Replies that are to be sent now.")
        self._well = self._gauge("well", "Whether it is well: 1 or 0.", "kind", "name")
        self._restarts = self._gauge("adapter_restarts", "How often an adapter was started again.", "adapter")
        self._child_memory = self._gauge(
            "child_resident_memory_bytes",
            "Memory of the processes that paint and that unpack photos, while there is one.",
            "child",
        )
        self._free = self._gauge("disk_free_bytes", "Room where the data folder is.")

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"atelier_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"atelier_{name}", about, labels, registry=self._registry)

    def _histogram(self, name: str, about: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"atelier_{name}", about, labels, buckets=buckets, registry=self._registry)

    def event(self, event: Event) -> None:
        """An event was kept."""
        self._events.labels(event.address.account, event.kind).inc()

    def reply(self, address: Address) -> None:
        """A reply is to be sent there."""
        self._replies.labels(address.account).inc()

    def delivery(self, outcome: str) -> None:
        """A try to send a reply has ended."""
        self._deliveries.labels(outcome).inc()

    def adapter_call(self, adapter: str, call: str, outcome: str, seconds: float) -> None:
        """See core.engine.containment.ObserveCall."""
        self._calls.labels(adapter, call, outcome).inc()
        self._call_seconds.labels(adapter, call).observe(seconds)

    def job_ordered(self, job: Job) -> None:
        """A job is new."""
        self._ordered.labels(job.order.effect).inc()

    def job_begun(self, job: Job) -> None:
        """An attempt at a job begins."""
        effect = job.order.effect
        self._attempts.labels(effect).inc()
        if job.attempt > 1:
            self._retries.labels(effect).inc()
        elif job.started is not None:
            self._wait_seconds.labels(effect).observe(max(0.0, job.started - job.created))

    def job_ended(self, job: Job) -> None:
        """A job has ended, however it did."""
        self._ended.labels(job.order.effect, job.state.value).inc()
        if job.state is JobState.DONE and job.started is not None and job.ended is not None:
            self._job_seconds.labels(job.order.effect).observe(max(0.0, job.ended - job.started))

    def transaction(self, seconds: float, failed: bool) -> None:
        """A transaction has ended."""
        self._transaction_seconds.observe(seconds)
        if failed:
            self._failures.inc()

    def exposed(self, bot: Watched) -> bytes:
        """All of them in Prometheus' text format, those that aren't counted as they are now."""
        self._show_jobs(bot.active_jobs)
        self._due.set(bot.replies_due)
        self._well.clear()
        for health in bot.health:
            self._well.labels(health.kind, health.name).set(health.good)
            if health.kind == "adapter":
                self._restarts.labels(health.name).set(health.restarts)
        self._child_memory.clear()
        for child, pid in bot.children.items():
            self._child_memory.labels(child).set(resident_bytes(pid))
        there = next(place for place in (self._folder, *self._folder.absolute().parents) if place.exists())
        self._free.set(shutil.disk_usage(there).free)  # a worker's may not have been needed yet
        return generate_latest(self._registry)

    def _show_jobs(self, jobs: Collection[Job]) -> None:
        self._active.clear()
        for effect in {*self._effects, *(job.order.effect for job in jobs)}:
            for state in ACTIVE:
                number = sum(job.order.effect == effect and job.state is state for job in jobs)
                self._active.labels(effect, state.value).set(number)
