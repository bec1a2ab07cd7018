"""The bot process: engine, courier, runner and adapters around one store, kept going and stopped in order."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from core.conversation.arrival import Arrival
from core.conversation.courier import Courier
from core.conversation.engine import Engine, Hooks
from core.conversation.store import Store, Unit
from core.conversation.texts import Texts
from core.conversation.turn import Rules
from core.conversation.turns import Turns
from core.jobs.forecast import forecast
from core.jobs.inspector import Inspector
from core.jobs.model import Job
from core.jobs.painting import MakeEffect
from core.jobs.runner import Runner, RunnerSettings
from core.nst.limits import LIMITS
from core.outage import through_outage
from core.plugins.adapter import Adapter
from core.plugins.health import Condition, Health
from core.plugins.supervisor import Supervisor

log = logging.getLogger(__name__)

SWEEP_SECONDS = 60.0
SWEEP_AT_ONCE = 10
"""So many pictures are deleted in one transaction, which overwrites them."""
FINISH_SECONDS = 2.0
"""How long a stop waits for messages that are being sent."""
HAND_BACK_SECONDS = 4.0
"""How long a stop waits for the runner to hand back what it works on."""


@dataclass(frozen=True)
class Plugins:
    """What was found: adapters by table, how each effect is made in a child, and why others can't be used."""

    adapters: Mapping[str, Adapter]
    effects: Mapping[str, MakeEffect]
    broken: Mapping[str, str]


class Bot:
    """The parts, and what goes between them.

    ``clock`` gives seconds since 1970, ``token`` fresh ids; ``hide`` takes secrets out of what is logged. A photo of
    more than ``most_bytes`` is refused before it is fetched.
    """

    def __init__(
        self,
        store: Store,
        plugins: Plugins,
        rules: Rules,
        settings: RunnerSettings,
        most_bytes: int = LIMITS.max_bytes,
        *,
        clock: Callable[[], float],
        token: Callable[[], str],
        hide: Callable[[str], str] = str,
    ) -> None:
        self._store, self._clock, self._hide = store, clock, hide
        self._adapters = plugins.adapters
        by_account = {(adapter.name, adapter.account): adapter for adapter in plugins.adapters.values()}
        self._inspector = Inspector(most_bytes)
        self._courier = Courier(store, by_account, clock)
        self._runner = Runner(
            store,
            plugins.effects,
            ended=self._ended,
            told=self._told,
            posted=self._courier.wake,
            settings=settings,
            clock=clock,
            new_id=token,
        )
        self._cancelling: set[asyncio.Task[None]] = set()
        self.engine = Engine(
            store,
            Turns(rules, Texts.load(), partial(forecast, lanes=settings.lanes), token),
            Arrival(by_account, self._inspector.inspect, token, most_bytes),
            Hooks(self._courier.wake, self._runner.wake, self._cancel, lambda: self.health),
            clock,
        )
        self._supervisor = Supervisor(
            {name: partial(adapter.run, self.engine) for name, adapter in plugins.adapters.items()},
            clock=clock,
            sleep=asyncio.sleep,
            chance=random.random,
            broken=plugins.broken,
            hide=hide,
        )

    @property
    def health(self) -> tuple[Health, ...]:
        """How each adapter is."""
        return tuple(self._now(health) for health in self._supervisor.health)

    def _now(self, health: Health) -> Health:
        """With what an adapter that runs says of itself."""
        trouble = self._adapters[health.name].trouble if health.good else ""
        if not trouble:
            return health
        return health.model_copy(update={"condition": Condition.TROUBLED, "reason": self._hide(trouble)})

    async def run(self, stop: asyncio.Event) -> None:
        """Runs until ``stop`` is set; then hears no more, hands back the job it works on and returns."""
        parts = {
            "engine": asyncio.create_task(self.engine.run()),
            "courier": asyncio.create_task(self._courier.run()),
            "sweeper": asyncio.create_task(through_outage("sweeper", self._sweep)),
            "runner": asyncio.create_task(self._runner.run()),
            "adapters": asyncio.create_task(self._supervisor.run()),
        }
        stopping = asyncio.create_task(stop.wait())
        try:
            ended, _ = await asyncio.wait({stopping, *parts.values()}, return_when=asyncio.FIRST_COMPLETED)
            for part in ended - {stopping}:
                await part  # raises what no part should
        finally:
            stopping.cancel()
            await self._stop(parts)

    async def _stop(self, parts: Mapping[str, asyncio.Task[None]]) -> None:
        self._runner.stop()
        await self._courier.finish(FINISH_SECONDS)
        parts["adapters"].cancel()
        await asyncio.wait({parts["adapters"], parts["runner"]}, timeout=HAND_BACK_SECONDS)
        for part in parts.values():
            part.cancel()
        await asyncio.wait({*parts.values(), *self._cancelling}, timeout=1.0)
        await self._inspector.close()

    async def _ended(self, unit: Unit, job: Job) -> None:
        await self.engine.ended(unit, job)

    async def _told(self, job: Job, fraction: float, preview: bytes | None, seconds_left: float | None) -> None:
        self._courier.progress(job.address, self.engine.progress(job, seconds_left), preview, fraction)

    def _cancel(self, job: str) -> None:
        task = asyncio.create_task(through_outage("runner", partial(self._runner.cancel, job)))
        self._cancelling.add(task)
        task.add_done_callback(self._cancelling.discard)

    async def _sweep(self) -> None:
        """Deletes pictures that have expired, a few at a time: others have their turn in between."""
        while True:
            async with self._store.begin() as unit:
                deleted = await unit.delete_expired(self._clock(), SWEEP_AT_ONCE)
            log.debug("%d pictures have expired", deleted)
            if deleted < SWEEP_AT_ONCE:
                await asyncio.sleep(SWEEP_SECONDS)
