"""The bot process: engine, outbox dispatcher, runner and adapters around one store, kept going and stopped in order."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, cast

from core.dialogue.turn import Rules
from core.engine.accounts import Accounts
from core.engine.adapter_engine import AdapterEngine
from core.engine.alarms import AlarmSender
from core.engine.containment import ContainedAdapter, ObserveCall, contained
from core.engine.engine import Engine, Hooks
from core.engine.export import Exporter
from core.engine.galleries import Galleries
from core.engine.outbox import OutboxDispatcher
from core.engine.part_checks import Check, PartChecks
from core.engine.parts import OutboxCheck, QueueCheck, database_check
from core.engine.photo_intake import PhotoIntake
from core.engine.plugin_frames import Culprit, PluginFrames
from core.engine.supervisor import Supervisor
from core.engine.sweeper import Sweeper
from core.engine.turn_transaction import TurnTransaction
from core.engine.watchdog import End, Watchdog, end_process
from core.jobs.cluster_runner import ClusterRunner
from core.jobs.effect_run import MakeEffect
from core.jobs.outage import through_outage
from core.jobs.photo_decoder import PhotoDecoder
from core.jobs.runner import Runner, RunnerConfig
from core.jobs.scheduler import forecast
from core.model.address import Address
from core.model.clock import Clock
from core.model.job import Job
from core.model.peers import EVERYTHING, NoPeers, Peers, account_word
from core.model.person import PersonId
from core.model.store import Store, Transaction
from core.plugins.adapter import Adapter
from core.plugins.adapter import Engine as EngineContract
from core.plugins.bot_status import BotStatus, Machine
from core.plugins.capabilities import Capabilities
from core.plugins.health import Condition, Health

log = logging.getLogger(__name__)

BLOCK_SHOWN = 600.0
"""Seconds for which an adapter that has blocked the bot is shown as troubled."""
FINISH_SECONDS = 2.0
"""How long a stop waits for messages that are being sent."""
HAND_BACK_SECONDS = 4.0
"""How long a stop waits for the runner to hand back what it works on."""

MakeRunner = Callable[..., Runner | ClusterRunner]
"""Makes the runner, as Runner's constructor does."""


@dataclass(frozen=True)
class Plugins:
    """What was found: adapters by table, how each effect is made in a child, and why others can't be used."""

    adapters: Mapping[str, Adapter]
    effects: Mapping[str, MakeEffect]
    broken: Mapping[str, str]
    broken_effects: Mapping[str, str] = field(default_factory=dict)


class Bot:
    """The parts, and what goes between them.

    ``clock`` gives seconds since 1970, ``token`` fresh ids; ``hide`` takes secrets out of what is logged. ``end`` ends
    a process that a plugin has stopped for good. ``checks`` are of parts that are the caller's, by name; ``observe`` is
    told of what adapters are asked to do; ``machine`` tells what the bot and its children take.
    ``make_runner`` makes the one that sees to jobs. ``peers`` are the other bots at the store's database.
    """

    def __init__(
        self,
        store: Store,
        plugins: Plugins,
        rules: Rules,
        settings: RunnerConfig,
        *,
        clock: Clock,
        token: Callable[[], str],
        hide: Callable[[str], str] = str,
        end: End = end_process,
        checks: Mapping[str, Check] | None = None,
        observe: ObserveCall = lambda label, call, outcome, seconds: None,  # noqa: ARG005
        machine: Callable[[Mapping[str, int]], Machine] = lambda children: Machine(),  # noqa: ARG005
        make_runner: MakeRunner = Runner,
        peers: Peers | None = None,
    ) -> None:
        self._clock, self._hide, self._machine, self._started = clock, hide, machine, clock()
        self._peers = peers or NoPeers()
        self._adapters: Mapping[str, Adapter] = {
            name: cast(Adapter, ContainedAdapter(adapter, name, observe)) for name, adapter in plugins.adapters.items()
        }
        self._by_account = {(adapter.name, adapter.account): adapter for adapter in self._adapters.values()}
        effects = {name: installed.effect for name, installed in rules.effects.items()}
        rules = replace(rules, effects={name: contained(one) for name, one in rules.effects.items()})
        brief = (account for account, adapter in self._by_account.items() if not adapter.capabilities.history)
        self._sweeper = Sweeper(store, rules.retention, frozenset(brief), frozenset(self._by_account), clock)
        self._decoder = PhotoDecoder(rules.max_photo_bytes)
        self._accounts = Accounts(self._peers, lambda: self._outbox.wake())
        self._outbox = OutboxDispatcher(store, self._by_account, clock, self._accounts.answers)
        self._turns = TurnTransaction(rules, forecast, token, self._downloads)
        self._runner = make_runner(
            store,
            plugins.effects,
            on_ended=self._on_ended,
            on_progress=self._on_progress,
            posted=self._on_posted,
            smaller=rules.smaller,
            settings=settings,
            clock=clock,
            new_id=token,
        )
        self._broken_effects = [
            Health(name=name, kind="effect", condition=Condition.BROKEN, since=clock(), reason=hide(why))
            for name, why in plugins.broken_effects.items()
        ]
        self.plugin_frames = PluginFrames(
            {
                **{f"adapter {name}": adapter for name, adapter in plugins.adapters.items()},
                **{f"effect {name}": effect for name, effect in effects.items()},
            }
        )
        self._watchdog = Watchdog(self.plugin_frames, self._note_block, end)
        self._blocks: dict[str, tuple[float, str]] = {}
        self._aside: set[asyncio.Task[None]] = set()
        self.engine = Engine(
            store,
            self._turns,
            PhotoIntake(
                self._by_account,
                self._decoder.decode,
                token,
                rules.max_photo_bytes,
                galleries=Galleries(rules.effects, self._decoder.make),
            ),
            Exporter(store, token, self._file_limit),
            Hooks(self._outbox.wake, self._runner.wake, self._cancel, self._forget, self.status, lambda: self.health),
            clock,
        )
        self._supervisor = Supervisor(
            {name: partial(self._run_adapter, name, adapter) for name, adapter in self._adapters.items()},
            clock=clock,
            sleep=asyncio.sleep,
            chance=random.random,
            broken=plugins.broken,
            hide=hide,
        )
        self._alarms = AlarmSender(store, rules.people, lambda: self.health, self._outbox.wake, clock)
        self._has_admins = bool(rules.people.admins)
        self._peers.listen(self._hear)
        self._queue = QueueCheck(store, time.monotonic)
        self._unsent = OutboxCheck(store, frozenset(self._by_account), clock, time.monotonic)
        self._parts = PartChecks(
            {
                "database": database_check(store, token),
                **(checks or {}),
                "queue": self._look_at_queue,
                "outbox": self._unsent,
                "worker": self._runner.worker_trouble,
                "decoder": self._decoder.trouble,
            },
            clock=clock,
            hide=hide,
        )

    def _engine_of(self, adapter: Adapter) -> EngineContract:
        return cast(
            EngineContract,
            AdapterEngine(self.engine, adapter.name, adapter.account, notices=adapter.capabilities.notices),
        )

    @property
    def health(self) -> tuple[Health, ...]:
        """How each part was when it was looked at, how each adapter is, and which effects can't be used."""
        adapters = (self._now(health) for health in self._supervisor.health)
        return (*self._parts.health, *adapters, *self._broken_effects)

    async def status(self) -> BotStatus:
        """How all is that belongs to the bot, looked at now; some seconds at most."""
        await self.look()
        machine = await asyncio.to_thread(self._machine, self.children)
        return BotStatus(started=self._started, health=self.health, machine=machine)

    async def _look_at_queue(self) -> str:
        """The check of the queue; the runner looks too, as a command may have put a job back."""
        trouble = await self._queue()
        self._runner.wake()
        return trouble

    async def look(self) -> None:
        """Looks at all parts, unless that was done just now; some seconds at most."""
        await self._parts.look()

    @property
    def active_jobs(self) -> tuple[Job, ...]:
        """The jobs that were active when the parts were looked at."""
        return self._queue.jobs

    @property
    def replies_due(self) -> int:
        """How many replies were due when the parts were looked at."""
        return self._unsent.waiting

    @property
    def children(self) -> dict[str, int]:
        """The processes of parts that have one now."""
        pids = {"worker": self._runner.pid, "decoder": self._decoder.pid}
        return {name: pid for name, pid in pids.items() if pid is not None}

    def _now(self, health: Health) -> Health:
        """With what an adapter that runs says of itself."""
        if not health.good:
            return health
        if who := self._accounts.waiting.get(health.name):
            return health.model_copy(update={"condition": Condition.STANDBY, "reason": who})
        when, block = self._blocks.get(f"adapter {health.name}", (0.0, ""))
        trouble = block if block and self._clock() - when < BLOCK_SHOWN else self._adapters[health.name].trouble
        if not trouble:
            return health
        return health.model_copy(update={"condition": Condition.TROUBLED, "reason": self._hide(trouble)})

    def _note_block(self, culprit: Culprit) -> None:
        """Shows for a while, in the health of those who may have done it, who has blocked the bot."""
        for label in culprit.label.split(" or "):
            self._blocks[label] = self._clock(), f"it has blocked the bot for over a second: {culprit.where}"

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until ``stop`` is set; then hears no more, hands back the job it works on and returns."""
        self._watchdog.start()
        parts = {
            "engine": asyncio.create_task(self.engine.run()),
            "outbox": asyncio.create_task(self._outbox.run()),
            "sweeper": asyncio.create_task(through_outage("sweeper", self._sweeper.run)),
            "runner": asyncio.create_task(self._runner.run()),
            "adapters": asyncio.create_task(self._supervisor.run()),
            "checks": asyncio.create_task(self._parts.run()),
        }
        if self._has_admins:
            parts["alarms"] = asyncio.create_task(self._alarms.run())
        stopping = asyncio.create_task(stop.wait())
        try:
            ended, _ = await asyncio.wait({stopping, *parts.values()}, return_when=asyncio.FIRST_COMPLETED)
            for part in ended - {stopping}:
                await part  # raises what no part should
        finally:
            stopping.cancel()
            await self._stop(parts)
            self._watchdog.stop()

    async def _stop(self, parts: Mapping[str, asyncio.Task[None]]) -> None:
        self._runner.stop()
        await self._outbox.finish(FINISH_SECONDS)
        parts["adapters"].cancel()
        await asyncio.wait({parts["adapters"], parts["runner"]}, timeout=HAND_BACK_SECONDS)
        for part in parts.values():
            part.cancel()
        await asyncio.wait({*parts.values(), *self._aside}, timeout=1.0)
        await self._decoder.close()

    async def _run_adapter(self, name: str, adapter: Adapter) -> None:
        await self._accounts.run(name, adapter, self.engine, partial(adapter.run, self._engine_of(adapter)))

    def _hear(self, word: str) -> None:
        """Has those accounts looked at on which other processes have heard something."""
        for account in self._by_account:
            if word in (account_word(account), EVERYTHING):
                self._begin(self.engine.look(account))

    async def _on_ended(self, transaction: Transaction, job: Job) -> None:
        await self.engine.ended(transaction, job)

    async def _on_progress(self, job: Job, fraction: float, preview: bytes | None, seconds_left: float | None) -> None:
        self._outbox.progress(job.address, job.person, self.engine.progress(job, seconds_left), preview, fraction)

    def _on_posted(self) -> None:
        self._turns.jobs_have_ended()
        self._outbox.wake()

    def _cancel(self, job: str) -> None:
        self._begin(through_outage("runner", partial(self._runner.cancel, job)))

    def _forget(self, person: PersonId, address: Address, references: Sequence[str]) -> None:
        """Has the adapter delete what it keeps of a person."""
        adapter = self._by_account.get((address.adapter, address.account))
        if adapter is not None:
            self._begin(adapter.forget(person, references))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begins what nobody waits for but a stop."""
        task = asyncio.create_task(work)
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    def _downloads(self, address: Address) -> bool:
        """Whether files can be had there."""
        return self._capabilities(address).downloads

    def _file_limit(self, address: Address) -> int:
        """How many bytes a file may have there."""
        return self._capabilities(address).file_limit

    def _capabilities(self, address: Address) -> Capabilities:
        """What can be done at an address; where there is no adapter for it, what most can."""
        adapter = self._by_account.get((address.adapter, address.account))
        return adapter.capabilities if adapter is not None else Capabilities()
