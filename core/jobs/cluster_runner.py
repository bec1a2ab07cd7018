"""The runner of a bot whose jobs are worked on elsewhere: what workers say is passed on, and they are told to stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from core.jobs.checkpoints import Checkpoints
from core.jobs.effect_run import MakeEffect
from core.jobs.runner import OnProgress, RunnerConfig
from core.jobs.settlement import OnEnded, Settlement
from core.jobs.shared_queue import BOTS, POSTED, WORKERS, Listener, Progressed, SharedQueue
from core.model.clock import Clock
from core.model.job import Order
from core.model.store import Store
from core.plugins.errors import reason

log = logging.getLogger(__name__)

SILENT_SECONDS = 10.0
"""A worker says several times in these that it is alive."""


class ClusterRunner:
    """As Runner, but for the work. ``effects`` are what the bot itself could make, and aren't made here."""

    def __init__(
        self,
        queue: SharedQueue,
        listener: Listener,
        store: Store,
        effects: Mapping[str, MakeEffect],  # noqa: ARG002 - as Runner has it
        *,
        on_ended: OnEnded,
        on_progress: OnProgress,
        posted: Callable[[], None],
        smaller: Callable[[Order], Mapping[str, Any] | None],
        settings: RunnerConfig,
        clock: Clock,
        new_id: Callable[[], str],
    ) -> None:
        self._queue, self._listener, self._store = queue, listener, store
        self._on_progress, self._posted = on_progress, posted
        self._settlement = Settlement(
            store,
            Checkpoints(store, clock, new_id, settings.keep),
            on_ended=on_ended,
            posted=posted,
            smaller=smaller,
            tries=settings.tries,
            keep=settings.keep,
            clock=clock,
            new_id=new_id,
        )
        self._newest: dict[str, Progressed] = {}
        self._news, self._stopping = asyncio.Event(), asyncio.Event()

    @property
    def pid(self) -> int | None:
        """There is no worker process here."""
        return None

    async def worker_trouble(self) -> str:
        """Why no job can be worked on, in a line; empty where one can."""
        return "" if await self._queue.alive(SILENT_SECONDS) else "no worker is there: run the command worker"

    async def run(self) -> None:
        """Passes on what workers say, until it is stopped."""
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(self._listener.listen([BOTS], self._hear, self._posted))
            telling = tasks.create_task(self._tell_newest())
            await self._stopping.wait()
            listening.cancel()
            telling.cancel()

    def wake(self) -> None:
        """Workers hear of new jobs from the database."""

    async def cancel(self, id: str) -> None:
        """Ends a job as cancelled, unless it has ended already, and stops the work on it. Raises StorageError."""
        await self._settlement.cancel(id)
        async with self._store.begin() as transaction:
            await transaction.notify(WORKERS, id)

    def stop(self) -> None:
        """Has ``run`` return; the work goes on."""
        self._stopping.set()

    def _hear(self, _channel: str, word: str) -> None:
        if word == POSTED:
            self._posted()
            return
        try:
            said = Progressed.model_validate_json(word)
        except ValueError:
            log.warning("a word of another version of Atelier is passed over")
            return
        older = self._newest.pop(said.job, None)
        preview = said.preview or (older.preview if older is not None else None)
        self._newest[said.job] = said.model_copy(update={"preview": preview})
        self._news.set()

    async def _tell_newest(self) -> None:
        """Tells of one job after another what was said last; what comes meanwhile takes the place of what is older."""
        while True:
            await self._news.wait()
            self._news.clear()
            while self._newest:
                said = self._newest.pop(next(iter(self._newest)))
                try:
                    await self._tell(said)
                except Exception as error:  # noqa: BLE001 - the next progress may be more to everybody's liking
                    log.warning("job %s: its progress isn't shown: %s", said.job, reason(error))

    async def _tell(self, said: Progressed) -> None:
        async with self._store.begin() as transaction:
            job = await transaction.job(said.job)
            preview = await transaction.blob(said.preview) if said.preview else None
        if job is not None and job.state.active:
            now = job.model_copy(update={"fraction": said.fraction})
            data = preview.data if preview is not None else None
            await self._on_progress(now, said.fraction, data, said.seconds_left)
