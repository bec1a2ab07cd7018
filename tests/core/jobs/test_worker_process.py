"""A child does tasks in a process of its own, whatever becomes of it."""

import asyncio
import logging
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from core.jobs import worker_process
from core.jobs.confinement import Confinement
from core.jobs.threads import openmp
from core.jobs.work import Died, Done, Failed, Stopped, Work, WorkFunction
from core.jobs.worker_process import WorkerProcess
from tests.core.jobs import sample_work

LONG = 30.0
"""Seconds after which a test has failed."""


class Notes:
    """A listener that keeps everything and says when something came."""

    def __init__(self) -> None:
        self.fractions: list[float] = []
        self.previews: list[bytes | None] = []
        self.checkpoints: list[bytes] = []
        self.came = asyncio.Event()

    def progress(self, fraction: float, preview: bytes | None) -> None:
        self.fractions.append(fraction)
        self.previews.append(preview)
        self.came.set()

    def checkpoint(self, state: bytes) -> None:
        self.checkpoints.append(state)


def run(scenario: Callable[[WorkerProcess], Coroutine[Any, Any, None]], **settings: Any) -> None:
    """Plays a scenario with a child, which is gone afterwards."""

    async def play() -> None:
        child = WorkerProcess("test child", **settings)
        try:
            await asyncio.wait_for(scenario(child), LONG)
        finally:
            await child.close()
            assert child.pid is None

    asyncio.run(play())


def task(work: WorkFunction, **inputs: bytes) -> Work:
    return Work(work, inputs)


def test_it_does_one_task_after_another_in_the_same_process() -> None:
    async def scenario(child: WorkerProcess) -> None:
        assert child.pid is None
        assert await child.run(task(sample_work.join, content=b"ab", style=b"cd")) == Done(b"abcd")
        pid = child.pid
        assert await child.run(Work(sample_work.join, {"content": b"ab"}, resume=b"!")) == Done(b"ab!")
        assert child.pid == pid

    run(scenario)


def test_tasks_given_at_once_wait_for_each_other() -> None:
    async def scenario(child: WorkerProcess) -> None:
        tasks = [task(sample_work.join, content=str(number).encode()) for number in range(5)]
        assert await asyncio.gather(*map(child.run, tasks)) == [Done(str(number).encode()) for number in range(5)]

    run(scenario)


def test_it_stands_back_for_others_and_has_no_torch_unless_the_work_wants_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY"):
        monkeypatch.delenv(variable, raising=False)

    async def scenario(child: WorkerProcess) -> None:
        outcome = await child.run(task(sample_work.about))
        assert isinstance(outcome, Done)
        pid, niceness, torch, spin = outcome.result.decode().split()
        assert int(pid) == child.pid != os.getpid()
        assert int(niceness) == min(19, os.nice(0) + 7)
        assert torch == "False"
        assert spin == openmp({"OMP_NUM_THREADS": "1"}).get("GOMP_SPINCOUNT", "None")

    run(scenario, confinement=Confinement(niceness=7))


def test_progress_and_previews_arrive_while_it_works_and_it_stops_when_it_is_told_to() -> None:
    async def scenario(child: WorkerProcess) -> None:
        notes, stop = Notes(), asyncio.Event()
        working = asyncio.create_task(child.run(task(sample_work.patient), notes, stop=stop))
        await notes.came.wait()
        pid = child.pid
        stop.set()
        assert await working == Stopped()
        assert (notes.fractions[0], notes.previews[0]) == (0.5, b"preview")
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")
        assert child.pid == pid  # it obeyed, so it goes on living

    run(scenario)


def test_work_that_is_called_off_before_it_begins_is_stopped_too() -> None:
    async def scenario(child: WorkerProcess) -> None:
        stop = asyncio.Event()
        stop.set()
        assert await child.run(task(sample_work.patient), stop=stop) == Stopped()

    run(scenario)


def test_what_does_not_stop_is_killed() -> None:
    async def scenario(child: WorkerProcess) -> None:
        notes, stop = Notes(), asyncio.Event()
        working = asyncio.create_task(child.run(task(sample_work.stubborn), notes, stop=stop))
        await notes.came.wait()
        stop.set()
        assert await working == Stopped()
        assert child.pid is None
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")

    run(scenario, grace_seconds=0.2)


def test_what_takes_too_long_is_killed() -> None:
    async def scenario(child: WorkerProcess) -> None:
        outcome = await child.run(task(sample_work.stubborn), timeout=0.5)
        assert isinstance(outcome, Failed)
        assert outcome.reason == "timeout"
        assert child.pid is None

    run(scenario)


def test_nobody_waits_for_a_task_whose_caller_is_gone() -> None:
    async def scenario(child: WorkerProcess) -> None:
        notes = Notes()
        working = asyncio.create_task(child.run(task(sample_work.stubborn), notes))
        await notes.came.wait()
        working.cancel()
        await asyncio.wait({working})
        assert working.cancelled()
        assert child.pid is None

    run(scenario)


def test_a_death_is_noticed_at_once_and_the_next_task_gets_a_new_process() -> None:
    async def scenario(child: WorkerProcess) -> None:
        died = await child.run(task(sample_work.deadly))
        assert isinstance(died, Died)
        assert died.fate == "signal 9"
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")

    run(scenario)


def test_a_death_between_tasks_costs_nothing() -> None:
    async def scenario(child: WorkerProcess) -> None:
        await child.run(task(sample_work.join))
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
        await asyncio.to_thread(wait_until_gone, child.pid)
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")

    run(scenario)


def test_a_fault_is_reported_and_found_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(child: WorkerProcess) -> None:
        outcome = await child.run(task(sample_work.faulty))
        assert isinstance(outcome, Failed)
        assert outcome.reason == "error"
        assert re.fullmatch(
            r"LookupError: a fault to be found in the log \(sample_work\.py:\d+ in faulty\)", outcome.message
        )

    caplog.set_level(logging.INFO)
    run(scenario)
    assert "Traceback" in caplog.text


def test_work_that_cannot_be_done_says_why() -> None:
    async def scenario(child: WorkerProcess) -> None:
        assert await child.run(task(sample_work.unable)) == Failed("weights", "there are none")

    run(scenario)


def test_running_out_of_memory_ends_the_process_and_nothing_else() -> None:
    async def scenario(child: WorkerProcess) -> None:
        assert await child.run(task(sample_work.greedy)) == Died(memory=True)

    run(scenario, confinement=Confinement(memory=1 << 30))


def test_one_that_has_grown_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(child: WorkerProcess) -> None:
        pids = []
        for _ in range(5):
            outcome = await child.run(task(sample_work.leaky))
            assert isinstance(outcome, Done)
            pids.append(int(outcome.result))
        assert pids == [pids[0]] * 3 + [pids[3]] * 2
        assert pids[0] != pids[3]

    run(scenario, max_growth=50_000_000)
    (line,) = caplog.messages
    assert re.fullmatch(r"the test child has grown by [56]\d MB since its first task, so it is replaced", line)


def test_whatever_it_prints_is_logged_and_never_mistaken_for_an_answer(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(child: WorkerProcess) -> None:
        assert await child.run(task(sample_work.talkative)) == Done(b"done")

    with caplog.at_level(logging.WARNING):
        run(scenario)
    for words in ("from print", "from stderr", "from a library", "last words, without an end"):
        assert f"the test child: {words}" in caplog.text


def test_a_child_that_talks_nonsense_is_ended() -> None:
    async def scenario(child: WorkerProcess) -> None:
        assert await child.run(task(sample_work.nonsense)) == Died()
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")

    run(scenario)


def test_it_may_say_much_but_checkpoints_only_as_fast_as_a_disk_takes_them() -> None:
    async def scenario(child: WorkerProcess) -> None:
        notes = Notes()
        assert await child.run(task(sample_work.eager), notes) == Done(b"done")
        assert len(notes.fractions) == 2000
        assert [len(state) for state in notes.checkpoints] == [20_000_000]

    run(scenario)


def test_it_is_gone_after_an_idle_while_and_comes_back() -> None:
    async def scenario(child: WorkerProcess) -> None:
        await child.run(task(sample_work.join))
        first = child.pid
        assert first is not None
        await child.gone()
        assert child.pid is None
        wait_until_gone(first)
        assert await child.run(task(sample_work.join, content=b"next")) == Done(b"next")

    run(scenario, idle_seconds=0.05)


PARENT = """
import asyncio
from core.jobs.worker_process import WorkerProcess
from core.jobs.work import Work
from tests.core.jobs import sample_work

class Say:
    def progress(self, fraction, preview):
        print(child.pid, flush=True)

child = WorkerProcess("orphan")
asyncio.run(child.run(Work(sample_work.{work}, {{}}), Say()))
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for another's child, as only Linux can")
@pytest.mark.parametrize("work", ["patient", "stubborn"])
def test_it_dies_with_its_parent_however_that_dies(work: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT.format(work=work)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        descriptor = os.pidfd_open(child)
        parent.kill()
        assert select.select([descriptor], [], [], LONG)[0]
        os.close(descriptor)


class TestItsTrouble:
    def test_is_none_while_nothing_is_wrong(self) -> None:
        async def scenario(child: WorkerProcess) -> None:
            assert await child.trouble() == ""
            assert child.pid is None  # it wasn't started for that
            await child.run(task(sample_work.about))
            assert await child.trouble() == ""

        run(scenario)

    def test_of_one_that_a_task_killed_is_none_once_it_works_again(self) -> None:
        async def scenario(child: WorkerProcess) -> None:
            assert isinstance(await child.run(task(sample_work.deadly)), Died)
            assert await child.trouble() == ""
            assert child.pid is not None  # it was tried

        run(scenario)

    def test_of_one_that_can_not_start_is_why(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(child: WorkerProcess) -> None:
            with monkeypatch.context() as broken:
                broken.setattr(sys, "executable", "/no/such/python")
                assert isinstance(await child.run(task(sample_work.about)), Died)
                for _ in range(2):
                    told = await child.trouble()
                    assert told.startswith("the test child can't work: it can't be started: ")
                    assert "/no/such/python" in told
            assert await child.trouble() == ""

        run(scenario)

    def test_of_one_that_does_not_answer_is_that(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def scenario(child: WorkerProcess) -> None:
            await child.run(task(sample_work.deadly))
            with monkeypatch.context() as slow:
                slow.setattr(worker_process, "TRIAL_SECONDS", 0.0)
                for _ in range(2):
                    assert await child.trouble() == "the test child can't work: not done after 0 s"
            assert await child.trouble() == ""

        run(scenario)

    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of it")
    def test_of_one_that_is_stopped_is_that_until_it_goes_on(self) -> None:
        async def scenario(child: WorkerProcess) -> None:
            await child.run(task(sample_work.about))
            assert child.pid is not None
            os.kill(child.pid, signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED)
            told = f"the test child (process {child.pid}) has been stopped: `kill -CONT {child.pid}` has it go on"
            assert await child.trouble() == told
            os.kill(child.pid, signal.SIGCONT)
            os.waitid(os.P_PID, child.pid, os.WCONTINUED)
            assert await child.trouble() == ""

        run(scenario)

    def test_is_not_looked_for_while_another_task_has_its_turn(self) -> None:
        async def scenario(child: WorkerProcess) -> None:
            await child.run(task(sample_work.deadly))
            stop = asyncio.Event()
            working = asyncio.create_task(child.run(task(sample_work.patient), stop=stop))
            await asyncio.sleep(0)
            assert (await child.trouble()).startswith("the test child can't work: ")
            stop.set()
            await working
            assert await child.trouble() == ""

        run(scenario)


@pytest.mark.parametrize("module", ["runner", "photo_decoder", "scheduler", "estimates", "effect_run"])
def test_the_bot_process_does_without_torch(module: str) -> None:
    program = f"import sys, core.jobs.{module}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)


def wait_until_gone(pid: int) -> None:
    """Returns when there is no such process any more, or it is a dead one that nobody has asked after."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    assert select.select([descriptor], [], [], LONG)[0]
    os.close(descriptor)
