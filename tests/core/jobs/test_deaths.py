"""A child that dies of its task has cost an attempt; only one that had died before it began is none."""

import asyncio

from core.jobs.work import Died, Done, Work
from core.jobs.worker_process import WorkerProcess
from tests.core.jobs import sample_work


class Notes:
    """A listener that counts what is said."""

    def __init__(self) -> None:
        self.said = 0

    def progress(self, fraction: float, preview: bytes | None) -> None:
        self.said += 1

    def checkpoint(self, state: bytes) -> None:
        raise AssertionError(state)


def test_a_child_that_rested_spoke_and_died_is_not_given_its_task_again() -> None:
    async def scenario() -> None:
        child, notes = WorkerProcess("test child"), Notes()
        try:
            assert await child.run(Work(sample_work.join, {"content": b"a"})) == Done(b"a")
            assert await child.run(Work(sample_work.last_words, {}), notes) == Died()
        finally:
            await child.close()
        assert notes.said == 1

    asyncio.run(asyncio.wait_for(scenario(), 60))
