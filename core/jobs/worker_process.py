"""The bot process's side of a child: a process that is there when there is work, and gone when there is none."""

import asyncio
import logging
import os
import pickle
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, replace

from core.jobs import out_of_memory
from core.jobs.child_environment import child_environment
from core.jobs.confinement import Confinement
from core.jobs.frames import Frame, FrameError, receive
from core.jobs.process_state import is_stopped
from core.jobs.work import Died, Done, Failed, Stopped, Work, WorkListener, WorkOutcome, do_nothing
from core.plugins.trial import fate

log = logging.getLogger(__name__)

MODULE = "core.jobs.worker"
BUFFER = 1 << 20
LONGEST_LINE = 2000
MAX_PRINTED_LINES = 100
"""So many lines of what a child prints at one task are logged."""
TRIAL_SECONDS = 20.0
"""How long a child that died may take to start and to do nothing."""
MAX_GROWTH = 300_000_000
"""A child that has so many bytes more after a task than it had after its first one is replaced."""


@dataclass
class _Running:
    """A process, the task that logs what it prints, whether it may use the network, and its bytes of memory after its
    first task and its last one.
    """

    process: Process
    printing: asyncio.Task[None]
    network: bool
    first_memory: int = 0
    memory: int = 0


class WorkerProcess:
    """Does tasks one after another in a process of its own, which starts when needed and goes after idle seconds.

    The process ends when this one does, however that happens: it reads to the end of a pipe. ``confinement`` is what it
    may have, but for the network, which is the work's to say; ``environment`` are variables that it gets besides those
    it needs. A task that isn't wanted any more has ``grace_seconds`` to end, then the process is killed. After a task
    that left it with ``max_growth`` bytes more than its first one did, another process takes its place.
    """

    def __init__(
        self,
        name: str,
        *,
        confinement: Confinement | None = None,
        environment: Mapping[str, str] | None = None,
        idle_seconds: float = 60.0,
        grace_seconds: float = 2.0,
        max_growth: int = MAX_GROWTH,
    ) -> None:
        self._name, self._confinement, self._environment = name, confinement or Confinement(), environment or {}
        self._idle_seconds, self._grace_seconds, self._max_growth = idle_seconds, grace_seconds, max_growth
        self._running: _Running | None = None
        self._resting: asyncio.Task[None] | None = None
        self._spoke, self._printed = False, 0
        self._last_fate = ""
        self._context = copy_context()
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The process that there is now."""
        return self._running.process.pid if self._running is not None else None

    async def run(
        self,
        task: Work,
        listener: WorkListener | None = None,
        *,
        timeout: float | None = None,
        stop: asyncio.Event | None = None,
    ) -> WorkOutcome:
        """Has a task done, when those before it are, in at most ``timeout`` seconds; ``stop`` calls it off."""
        frame, stop = _frame(task), stop or asyncio.Event()
        async with self._turn:
            self._stop_resting()
            rested, self._spoke, self._printed = self._running is not None, False, 0
            self._context = copy_context()  # what is printed is about this task, whichever the process began with
            outcome = await self._do(frame, task.network, listener, timeout, stop)
            if isinstance(outcome, Died) and rested and not self._spoke:
                outcome = await self._do(frame, task.network, listener, timeout, stop)  # it had died while it rested
            self._last_fate = outcome.fate if isinstance(outcome, Died) else ""
            return outcome

    async def trouble(self) -> str:
        """Why no task can be done, in a line; empty where one can.

        A process that died at its last task is tried, unless another task has its turn: its death may have been that
        task's own fault. One that somebody has stopped is left to them until its task's time is up.
        """
        if self.pid is not None and is_stopped(self.pid):
            return f"the {self._name} (process {self.pid}) has been stopped: `kill -CONT {self.pid}` has it go on"
        if self._last_fate and not self._turn.locked():
            outcome = await self.run(Work(do_nothing, {}), timeout=TRIAL_SECONDS)
            if isinstance(outcome, Failed):
                self._last_fate = outcome.message
        return f"the {self._name} can't work: {self._last_fate}" if self._last_fate else ""

    async def _do(
        self, frame: Frame, network: bool, listener: WorkListener | None, timeout: float | None, stop: asyncio.Event
    ) -> WorkOutcome:
        """Has a task done by the process there is, or by a new one."""
        try:
            running = await self._ready(network)
        except OSError as error:  # no memory or no process to be had
            return Died(f"it can't be started: {error}")
        outcome, answered, killed = None, False, out_of_memory.kills()
        try:
            outcome, answered = await self._attend(running, frame, listener, timeout, stop)
        finally:
            if answered and not self._has_grown(running):
                self._resting = asyncio.create_task(self._rest())
            else:
                await self._end(kill=not answered and not isinstance(outcome, Died))
        if isinstance(outcome, Died):
            code = running.process.returncode or 0
            memory = out_of_memory.is_why(code, killed, out_of_memory.kills())
            outcome = Died("out of memory" if memory else fate(code), memory)
            log.info("the %s died (%s)", self._name, outcome.fate)
        return outcome

    def _has_grown(self, running: _Running) -> bool:
        growth = running.memory - running.first_memory
        if growth < self._max_growth:
            return False
        log.warning(
            "the %s has grown by %d MB since its first task, so it is replaced", self._name, growth // 1_000_000
        )
        return True

    async def close(self) -> None:
        """Ends the process when it has done its task."""
        async with self._turn:
            self._stop_resting()
            await self._end(kill=False)

    async def gone(self) -> None:
        """Returns when the process has ended because there was nothing to do."""
        if self._resting is not None:
            await asyncio.wait({self._resting})

    async def _ready(self, network: bool) -> _Running:
        """The process there is, or a new one: what one has been denied it is never given back."""
        running = self._running
        if running is not None and (running.process.returncode is not None or running.network != network):
            await self._end(kill=False)
        if self._running is None:
            confinement = replace(self._confinement, network=network)
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-u", "-P", "-m", MODULE, confinement.to_argument()),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                limit=BUFFER,
                env=child_environment(os.environ, self._environment),
            )
            self._running = _Running(process, asyncio.create_task(self._log_prints(process)), network)
        return self._running

    async def _attend(
        self,
        running: _Running,
        frame: Frame,
        listener: WorkListener | None,
        timeout: float | None,
        stop: asyncio.Event,
    ) -> tuple[WorkOutcome, bool]:
        """The outcome, and whether it is the process's own answer, so that the process can go on living."""
        talking = asyncio.create_task(self._talk(running, frame, listener))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({talking, stopping}, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
            if not talking.done() and not stopping.done():
                return Failed("timeout", f"not done after {timeout:g} s"), False
            if not talking.done():
                for piece in Frame({"kind": "stop"}).pack():
                    _pipe_to(running.process).write(piece)
                await asyncio.wait({talking}, timeout=self._grace_seconds)
            if not talking.done():
                return Stopped(), False
            outcome = talking.result()
            if isinstance(outcome, Died):
                return (Stopped() if stopping.done() else outcome), False
            return outcome, True
        finally:
            talking.cancel()
            stopping.cancel()
            await asyncio.wait({talking, stopping})

    async def _talk(self, running: _Running, frame: Frame, listener: WorkListener | None) -> WorkOutcome:
        """Sends a task and listens until it has ended."""
        process = running.process
        assert process.stdout is not None
        try:
            for piece in frame.pack():
                _pipe_to(process).write(piece)
                await _pipe_to(process).drain()
            while True:
                answer = await receive(process.stdout)
                self._spoke = True
                if (outcome := self._heard(answer, listener)) is not None:
                    running.memory = int(answer.said["memory"])
                    running.first_memory = running.first_memory or running.memory
                    return outcome
        except (asyncio.IncompleteReadError, OSError):
            return Died()
        except (FrameError, KeyError, TypeError, ValueError):
            log.info("the %s talks nonsense", self._name, exc_info=True)
            _kill(process)
            return Died()

    def _heard(self, answer: Frame, listener: WorkListener | None) -> WorkOutcome | None:
        match answer.said["kind"]:
            case "done":
                return Done(answer.parts["result"])
            case "stopped":
                return Stopped()
            case "failed":
                if trace := answer.parts["trace"]:
                    log.info("the %s: %s", self._name, trace.decode())
                return Failed(str(answer.said["reason"]), str(answer.said["message"]))
            case "progress" if listener is not None:
                listener.progress(min(1.0, max(0.0, float(answer.said["fraction"]))), answer.parts.get("preview"))
            case "checkpoint" if listener is not None:
                listener.checkpoint(answer.parts["state"])
        return None

    async def _rest(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._turn:
            await self._end(kill=False)

    def _stop_resting(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    async def _end(self, *, kill: bool) -> None:
        """Ends the process, at once or by letting go of it, and waits until it is gone and all it printed is logged."""
        if self._running is None:
            return
        process, printing, self._running = self._running.process, self._running.printing, None
        _pipe_to(process).close()
        if kill:
            _kill(process)
        try:
            await asyncio.wait_for(process.wait(), self._grace_seconds)
        except TimeoutError:
            _kill(process)
            await process.wait()
        await asyncio.wait({printing}, timeout=self._grace_seconds)
        printing.cancel()  # a grandchild may hold the pipe open

    async def _log_prints(self, process: Process) -> None:
        assert process.stderr is not None
        rest = b""
        while data := await process.stderr.read(BUFFER):
            *lines, rest = (rest + data).split(b"\n")
            for line in (*lines, rest) if len(rest) > LONGEST_LINE else lines:
                self._context.run(self._log_line, line)
            rest = b"" if len(rest) > LONGEST_LINE else rest
        self._context.run(self._log_line, rest)

    def _log_line(self, line: bytes) -> None:
        if not (text := line.decode(errors="replace").rstrip()):
            return
        self._printed += 1
        if self._printed < MAX_PRINTED_LINES:
            log.warning("the %s: %s", self._name, text[:LONGEST_LINE])
        elif self._printed == MAX_PRINTED_LINES:
            log.warning("the %s prints more than %d lines; the rest is left out", self._name, MAX_PRINTED_LINES)


def _frame(task: Work) -> Frame:
    parts = {**task.inputs, "work": pickle.dumps(task.work)}
    return Frame({"kind": "task"}, parts if task.resume is None else {**parts, "resume": task.resume})


def _pipe_to(process: Process) -> asyncio.StreamWriter:
    assert process.stdin is not None
    return process.stdin


def _kill(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
