"""What runs in a child: does the tasks that come through its standard input, one after another, until that ends.

Started by core.jobs.worker_process as ``python -m core.jobs.worker CONFINEMENT``, which ``Confinement.to_argument``
makes.
"""

import faulthandler
import gc
import logging
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO, NamedTuple

from core.jobs import out_of_memory
from core.jobs.allocator import give_back_freed_blocks, give_back_small_blocks, stay_small
from core.jobs.confinement import Confinement, allow_seconds, confine
from core.jobs.frames import Frame, FrameError, read
from core.jobs.work import Failure, WorkFunction
from core.plugins.effect import Cancelled
from core.plugins.errors import reason_and_place

log = logging.getLogger(__name__)

CHECKPOINT_RATE = 2_000_000
"""Bytes of checkpoints per second that are handed over at most: each is written to a disk."""
TIDY_SECONDS = 1.0
"""What a stage of some work has left behind shouldn't lie about while the next one is at its largest."""
MAX_MESSAGE_LENGTH = 1000
MAX_TRACE_LENGTH = 20_000


class Assignment(NamedTuple):
    """A task as it came, and whether it is still wanted."""

    frame: Frame
    unwanted: threading.Event


class Pipe:
    """The pipe to the bot process. When that closes it, or dies, this process ends at once."""

    def __init__(self, commands: BinaryIO, answers: BinaryIO) -> None:
        self._commands, self._answers = commands, answers
        self._assignments: SimpleQueue[Assignment] = SimpleQueue()
        self._writing = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def next_task(self) -> Assignment:
        """The next task; waits for it."""
        return self._assignments.get()

    def send(self, frame: Frame) -> None:
        """Answers; returns when the pipe has taken all of it."""
        try:
            with self._writing:
                for piece in frame.pack():
                    self._answers.write(piece)
                self._answers.flush()
        except BrokenPipeError:
            os._exit(0)

    def _listen(self) -> None:
        unwanted = threading.Event()
        try:
            while (frame := read(self._commands)) is not None:
                if frame.said["kind"] == "stop":
                    unwanted.set()
                else:
                    unwanted = threading.Event()
                    self._assignments.put(Assignment(frame, unwanted))
        except FrameError:  # the bot process died in the middle of a frame
            pass
        os._exit(0)  # whatever the other threads are doing


class PipeChannel:
    """The channel from the work to the bot process, open until the work has ended; see core.jobs.work.WorkChannel.

    A thread that goes on after that would else speak of the next job, which may be somebody else's.
    """

    def __init__(self, pipe: Pipe, assignment: Assignment) -> None:
        self.resume = assignment.frame.parts.get("resume")
        self._pipe, self._unwanted = pipe, assignment.unwanted
        self._next_checkpoint = 0.0
        self._speaking, self._closed = threading.Lock(), False

    def check(self) -> None:
        """See WorkChannel."""
        if self._closed or self._unwanted.is_set():
            raise Cancelled

    def progress(self, fraction: float, preview: bytes | None = None) -> None:
        """See WorkChannel."""
        self._send(Frame({"kind": "progress", "fraction": fraction}, _named(preview=preview)))

    def checkpoint(self, state: bytes) -> None:
        """See WorkChannel."""
        self.check()
        now = time.monotonic()
        if now >= self._next_checkpoint:
            self._next_checkpoint = now + len(state) / CHECKPOINT_RATE
            self._send(Frame({"kind": "checkpoint"}, {"state": state}))

    def close(self) -> None:
        """Nothing is said any more once this returns."""
        with self._speaking:
            self._closed = True

    def _send(self, frame: Frame) -> None:
        with self._speaking:
            self.check()
            self._pipe.send(frame)


def main(arguments: list[str]) -> None:
    """Serves until the bot process has nothing more to say."""
    confinement = Confinement.from_argument(arguments[0])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # the bot process gets them too, and decides
    confine(confinement)
    give_back_freed_blocks()
    faulthandler.enable()
    stay_small(TIDY_SECONDS)
    pipe = _take_pipes()
    while True:
        assignment = pipe.next_task()
        if confinement.cpu_seconds:
            allow_seconds(confinement.cpu_seconds)
        pipe.send(_answer(pipe, assignment))


def _answer(pipe: Pipe, assignment: Assignment) -> Frame:
    """Does a task. What becomes of it comes with the memory that this process then has, in bytes."""
    channel = PipeChannel(pipe, assignment)
    frame = _outcome(assignment, channel)
    channel.close()
    del assignment
    gc.collect()  # what only waits for this is no leak
    give_back_small_blocks()
    return Frame({**frame.said, "memory": _memory()}, frame.parts)


def _outcome(assignment: Assignment, channel: PipeChannel) -> Frame:
    try:
        parts = dict(assignment.frame.parts)
        work: WorkFunction = pickle.loads(parts.pop("work"))  # noqa: S301 - from the bot process, which started this one
        parts.pop("resume", None)
        assignment.frame.parts = {}  # the work needn't keep what it has read
        return Frame({"kind": "done"}, {"result": work(parts, channel)})
    except Cancelled:
        return Frame({"kind": "stopped"})
    except Failure as failure:
        return _failed(str(failure.reason), str(failure))
    except BaseException as error:  # noqa: BLE001 - sys.exit, too, is a fault of the one task and not the process's end
        if out_of_memory.is_refusal(error):  # who else was refused memory, and what it did then, nobody knows
            log.error("out of memory: %s", reason_and_place(error))
            os._exit(out_of_memory.EXIT_CODE)
        trace = "".join(traceback.format_exception(error))[-MAX_TRACE_LENGTH:]
        return _failed("error", reason_and_place(error), trace)


def _failed(reason: str, message: str, trace: str = "") -> Frame:
    said = {"kind": "failed", "reason": _plain(reason), "message": _plain(message)}
    return Frame(said, {"trace": trace.encode(errors="replace")})


def _plain(text: str) -> str:
    """A text as one line that any header takes."""
    return " ".join(text.split())[:MAX_MESSAGE_LENGTH].encode(errors="replace").decode()


def _memory() -> int:
    """The memory that this process has, in bytes; where the system doesn't tell, the most that it had."""
    import resource  # not on every system

    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return pages * resource.getpagesize()


def _take_pipes() -> Pipe:
    """Keeps standard input and output for frames alone: what libraries print goes to standard error."""
    commands, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return Pipe(commands, answers)


def _named(**parts: bytes | None) -> dict[str, bytes]:
    return {name: part for name, part in parts.items() if part is not None}


if __name__ == "__main__":
    main(sys.argv[1:])
