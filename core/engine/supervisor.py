"""Keeps adapters running: each in its own task, started again after a pause when it fails, whatever the others do."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from core.model.clock import Clock, Sleep
from core.model.errors import AtelierError, StorageError
from core.plugins.backoff import backoff
from core.plugins.errors import PortTaken, reason
from core.plugins.health import Condition, Health

MAX_PAUSE = 600.0
"""Seconds between two starts at most, unless the platform itself asks for more."""
HEALTHY_AFTER = 300.0
"""An adapter that fails after so many seconds had been running well."""
STOP_TIMEOUT = 5.0
MAX_REASON_LENGTH = 300

log = logging.getLogger(__name__)

Run = Callable[[], Awaitable[None]]


def pause(failures: int, chance: float) -> float:
    """Seconds to wait after that many failures in a row (1 or more); ``chance`` is in [0, 1].

    1 to 2 at first, twice as many each time, 5 to 10 minutes in the end; spread out, lest all start at once.
    """
    return backoff(failures, first=2.0, longest=MAX_PAUSE, chance=chance)


class Supervisor:
    """Runs adapters until it is cancelled.

    ``adapters`` has what to run by name; ``broken`` says of others why they can't be, which ``health`` shows. ``clock``
    gives seconds since 1970, ``chance`` numbers in [0, 1]; ``hide`` takes secrets out of reasons. Adapters have
    ``stop_within`` seconds to clean up.
    """

    def __init__(
        self,
        adapters: Mapping[str, Run],
        *,
        clock: Clock,
        sleep: Sleep,
        chance: Callable[[], float],
        broken: Mapping[str, str] | None = None,
        hide: Callable[[str], str] = str,
        stop_within: float = STOP_TIMEOUT,
    ) -> None:
        self._adapters, self._clock, self._sleep, self._chance = dict(adapters), clock, sleep, chance
        self._hide, self._stop_within = hide, stop_within
        now = clock()
        self._health = {name: Health(name=name, condition=Condition.STOPPED, since=now) for name in adapters}
        for name, why in (broken or {}).items():
            self._health[name] = Health(name=name, condition=Condition.BROKEN, since=now, reason=hide(why))

    @property
    def health(self) -> tuple[Health, ...]:
        """How each adapter is now, those that are broken last."""
        return tuple(self._health.values())

    async def run(self) -> None:
        """Runs all adapters; when it is cancelled it stops them. Returns at once only if there are none.

        Raises PortTaken where an adapter does, as no pause would help.
        """
        tasks = {name: asyncio.create_task(self._keep(name, run), name=name) for name, run in self._adapters.items()}
        if not tasks:
            return
        try:
            ended, _ = await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_EXCEPTION)
            for task in ended:  # no other failure of an adapter's comes here, only one of this class's own
                task.result()
        finally:
            await self._stop(tasks)

    async def _keep(self, name: str, run: Run) -> None:
        failures = restarts = 0
        try:
            while True:
                begun = self._clock()
                self._change(name, Condition.RUNNING, restarts=restarts)
                error = await self._failure(name, run)
                if isinstance(error, PortTaken):
                    raise error
                if isinstance(error, StorageError):  # the database has failed, not the adapter
                    seconds = pause(1, self._chance())
                else:
                    failures = 1 if self._clock() - begun >= HEALTHY_AFTER else failures + 1
                    seconds = pause(failures, self._chance())
                if isinstance(error, AtelierError):
                    seconds = max(seconds, error.retry_after or 0.0)
                self._wait(name, error, seconds)
                await self._sleep(seconds)
                restarts += 1
        finally:
            self._change(name, Condition.STOPPED)

    async def _failure(self, name: str, run: Run) -> BaseException | None:
        """Runs an adapter; how it failed, None if it just returned. Raises CancelledError when it is to stop."""
        error: BaseException | None = None
        try:
            await run()
        except BaseException as caught:  # noqa: BLE001 - whatever one does, the others run; and a library may cancel itself
            error = caught
        task = asyncio.current_task()
        if task is None or not task.cancelling():
            return error
        if isinstance(error, Exception):
            log.warning("adapter %s: while it stopped: %s", name, self._hide(reason(error)))
        raise asyncio.CancelledError

    def _wait(self, name: str, error: BaseException | None, seconds: float) -> None:
        why = "it ended by itself" if error is None else self._hide(reason(error))[:MAX_REASON_LENGTH]
        known = {"code": error.code, "remedy": self._hide(error.remedy)} if isinstance(error, AtelierError) else {}
        self._change(name, Condition.WAITING, reason=why, **{"code": "", "remedy": "", **known})
        trace = error if log.isEnabledFor(logging.INFO) else None
        log.warning("adapter %s: %s; it starts again in %.0f s", name, why, seconds, exc_info=trace)

    def _change(self, name: str, condition: Condition, **changes: object) -> None:
        changes = {"condition": condition, "since": self._clock(), **changes}
        self._health[name] = self._health[name].model_copy(update=changes)

    async def _stop(self, tasks: Mapping[str, asyncio.Task[None]]) -> None:
        for task in tasks.values():
            task.cancel()
        await asyncio.wait(tasks.values(), timeout=self._stop_within)
        late = [name for name, task in tasks.items() if not task.done()]
        if late:
            log.error("%s didn't stop within %g s", ", ".join(late), self._stop_within)
