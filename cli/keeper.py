"""Keeps the bot's process running: a small parent that starts it again when a plugin, or the system, has ended it.

The parent imports next to nothing, forks and waits. A child says through a socket how it ends; one that ends without a
word has been ended, and the next goes on where it was, as the database has everything. A plugin that ends it again and
again is left out of the next.
"""

import json
import os
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from types import FrameType
from typing import Any, NamedTuple

from core.plugins.backoff import backoff

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between an end and the next start."""
HEALTHY_AFTER = 300.0
"""A process that ends after so many seconds had been running well."""
MAX_FALLS, FALLS_WITHIN = 3, 3600.0
"""A plugin that has ended so many processes in so many seconds is left out of the next."""
LOOK_EVERY = 0.1
SIGNALS = signal.SIGINT, signal.SIGTERM
MAX_REPORT = 1 << 16


class Kept(NamedTuple):
    """What a child is given: its end of the socket, and the plugins it shall do without, each with why."""

    line: socket.socket
    left_out: Mapping[str, str]
    first: bool


class Keeper:
    """Runs ``work`` in one child after another, until one says that its end is the last; it returns the exit code."""

    def __init__(self, work: Callable[[Kept], int]) -> None:
        self._work = work
        self._told: int | None = None
        self._child = 0
        self._falls: dict[str, deque[float]] = {}

    def run(self) -> int:
        """The exit code: in the parent that of the last child, in a child that of its work."""
        before = {number: signal.signal(number, self._pass_on) for number in SIGNALS}
        starts = failures = 0
        while True:
            begun = time.monotonic()
            ours, theirs = socket.socketpair()
            signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)  # until it is clear who is told
            self._child = os.fork()
            if self._child == 0:
                ours.close()
                for number, handler in before.items():
                    signal.signal(number, handler)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
                return self._work(Kept(theirs, self._left_out(), starts == 0))
            theirs.close()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            starts += 1
            code, said = self._wait(ours)
            if said.get("final") or self._told is not None:
                return code if code >= 0 else 128 - code
            failures = 1 if time.monotonic() - begun >= HEALTHY_AFTER else failures + 1
            pause = backoff(failures, first=FIRST_PAUSE, longest=LONGEST_PAUSE)
            self._note(said, code, pause)
            if not self._pause(pause):
                return 0

    def _wait(self, line: socket.socket) -> tuple[int, Mapping[str, Any]]:
        """How the child has ended: its exit code, negative for a signal, and what it said of it."""
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        with line:
            line.settimeout(0)  # a grandchild may hold the other end
            try:
                said = line.recv(MAX_REPORT)
            except OSError:
                said = b""
        return os.waitstatus_to_exitcode(status), json.loads(said) if said else {}

    def _note(self, said: Mapping[str, Any], code: int, pause: float) -> None:
        culprit = said.get("culprit", "")
        how = said.get("how") or (f"signal {-code}" if code < 0 else f"exit code {code}")
        if culprit:
            self._falls.setdefault(culprit, deque(maxlen=MAX_FALLS)).append(time.monotonic())
        who = f"{culprit} has ended the bot's process" if culprit else "the bot's process has ended"
        _say(f"{who} ({how}); it starts again in {pause:.0f} s")

    def _left_out(self) -> dict[str, str]:
        """The plugins that have ended too many processes lately."""
        since = time.monotonic() - FALLS_WITHIN
        why = f"it has ended the bot's process {MAX_FALLS} times and is left out until the program is started anew"
        return {
            label: why
            for culprit, times in self._falls.items()
            if len(times) == MAX_FALLS and times[0] >= since
            for label in culprit.split(" or ")
        }

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        self._told = number
        if self._child:
            with suppress(ProcessLookupError):  # it has ended just now
                os.kill(self._child, number)

    def _pause(self, seconds: float) -> bool:
        """Waits; False where it was told to stop meanwhile."""
        until = time.monotonic() + seconds
        while self._told is None and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
        return self._told is None


def _say(what: str) -> None:
    """Writes an error as the log of the child does; what formats that one takes more memory than all of the parent."""
    now = datetime.now(UTC)
    line = f"{now.astimezone():%Y-%m-%d %H:%M:%S} [error] {what}"
    if not sys.stderr.isatty():
        time_there = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": time_there, "level": "error", "event": what, "logger": __name__}, ensure_ascii=False)
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
