"""Plugins that are loaded for the first time where they can end nothing but the trial: in a fork of this process."""

import asyncio
import os
import select
import signal
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from core.plugins.errors import PluginError

TRIAL_TIMEOUT = 30.0
"""Seconds after which what is tried hangs: importing PyTorch takes ten on a slow and busy machine."""
MAX_TRIES = 3
"""A fork that is killed (signal 9) was so from outside, as by a system without memory: that says nothing of it."""
CAME_BACK = b"."


class _Killed(PluginError):
    """The fork was killed."""


def survive(call: Callable[[], object], seconds: float = TRIAL_TIMEOUT) -> None:
    """Calls ``call`` in a fork, where nothing that it does is left. Raises PluginError where it doesn't come back.

    An exception comes back: whoever calls it again, now here, gets it. What it prints isn't shown, for the same reason.
    """
    for left in reversed(range(MAX_TRIES)):
        try:
            _survive(call, seconds)
        except _Killed:
            if not left:
                raise
        else:
            return


def _survive(call: Callable[[], object], seconds: float) -> None:
    reads, writes = os.pipe()
    try:
        with warnings.catch_warnings(action="ignore"):  # of other threads, which the fork does without
            pid = os.fork()
    except OSError as error:
        os.close(reads)
        os.close(writes)
        raise PluginError(f"it can't be tried: {error.strerror}") from error
    if pid == 0:
        _try(call, writes)
    os.close(writes)
    heard = False
    try:
        heard = bool(select.select([reads], [], [], seconds)[0])
        came_back = heard and os.read(reads, 1) == CAME_BACK
    finally:
        os.close(reads)
        if not heard:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    if not heard:
        raise PluginError(f"it hangs: it didn't come back within {seconds:g} s")
    if not came_back:
        code = os.waitstatus_to_exitcode(status)
        kind = _Killed if code == -signal.SIGKILL else PluginError
        raise kind(f"it ends the process that loads it ({fate(code)})")


def fate(code: int) -> str:
    """How a process ended, from its exit code, which is negative for a signal."""
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _try(call: Callable[[], object], writes: int) -> None:
    """The fork's part; it never returns."""
    try:
        with Path(os.devnull).open("r+b") as nothing:
            for descriptor in (0, 1, 2):
                os.dup2(nothing.fileno(), descriptor)
        with suppress(BaseException):
            asyncio.run(_called(call))  # as in the bot, where a loop runs
        os.write(writes, CAME_BACK)
    finally:
        os._exit(0)


async def _called(call: Callable[[], object]) -> None:
    call()
