"""What the tests of a session share: an event loop in a thread, and the process in which effects work."""

from collections.abc import Mapping

from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.loop_thread import LoopThread
from core.jobs.confinement import Confinement
from core.jobs.work import Died, Done, Failed, Work, WorkFunction, WorkOutcome
from core.jobs.worker_process import WorkerProcess

WORK_TIMEOUT = 600.0
"""Seconds after which work hangs: many runs on a busy machine take some minutes, and nothing else waits for this."""


class Kit:
    """There from its making to ``close``. ``loop`` is where everything happens that is asynchronous."""

    def __init__(self) -> None:
        self.loop = LoopThread()
        self._worker: WorkerProcess | None = None

    def work(
        self,
        function: WorkFunction,
        files: Mapping[str, bytes] | None = None,
        *,
        seconds: float = WORK_TIMEOUT,
        network: bool = False,
        fresh: bool = False,
    ) -> bytes:
        """What work returns in the worker process, or in a ``fresh`` one of its own.

        Raises ConformanceError where it fails, takes longer than so many seconds or ends the process.
        """
        outcome = self.loop.wait(
            self._work(Work(function, files or {}, network=network), seconds, fresh=fresh), 2 * seconds
        )
        match outcome:
            case Done(result):
                return result
            case Failed(reason="timeout"):
                raise ConformanceError(f"it hangs: it wasn't done within {seconds:g} s")
            case Failed(message=message):
                raise ConformanceError(f"it failed: {message}")
            case Died(fate=fate):
                raise ConformanceError(f"it ended the process that it works in ({fate})")
        raise ConformanceError("it was stopped")

    def close(self) -> None:
        """Ends the process and the loop."""
        if self._worker is not None:
            self.loop.wait(self._worker.close())
        self.loop.close()

    async def _work(self, work: Work, seconds: float, *, fresh: bool) -> WorkOutcome:
        if not fresh:
            self._worker = self._worker or _worker_process()
            return await self._worker.run(work, timeout=seconds)
        worker = _worker_process()
        try:
            return await worker.run(work, timeout=seconds)
        finally:
            await worker.close()


def _worker_process() -> WorkerProcess:
    """As the bot's, but for its niceness: nobody is kept waiting by it who doesn't wait for it."""
    return WorkerProcess("effect under test", confinement=Confinement(niceness=0))
