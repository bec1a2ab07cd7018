"""Watches the event loop from a thread: what blocks it is named, and what never lets go ends the process."""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
from collections.abc import Callable

from core.engine.plugin_frames import Culprit, PluginFrames

log = logging.getLogger(__name__)

TICK = 0.5
BLOCKED_TICKS = 2
"""The loop is blocked when it hasn't had a turn for so many ticks: a second. Ticks are counted and not seconds: on a
machine that was asleep nobody is to blame."""
HUNG_TICKS = 120
"""After so many, a minute, it won't come back by itself: a new process serves people sooner."""
HUNG_EXIT = 70
STDERR = 2

End = Callable[[Culprit], None]


def end_process(_culprit: Culprit) -> None:
    """Ends this process at once."""
    os._exit(HUNG_EXIT)


class Watchdog:
    """Watches the loop that runs when it is started. ``told`` hears, in its thread, who blocks; ``end`` ends it all."""

    def __init__(self, plugins: PluginFrames, told: Callable[[Culprit], None], end: End = end_process) -> None:
        self._plugins, self._told, self._end = plugins, told, end
        self._beaten, self._missed = True, 0
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begins; the loop is the running one's, and this thread its."""
        self._loop, self._watched = asyncio.get_running_loop(), threading.get_ident()
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Ends."""
        self._stopped.set()
        faulthandler.cancel_dump_traceback_later()

    def _watch(self) -> None:
        ticks = 0
        while not self._stopped.wait(TICK):
            if ticks % HUNG_TICKS == 0:
                # Where it is C code that blocks, no other thread gets a turn either; this timer needs none.
                faulthandler.dump_traceback_later(3 * HUNG_TICKS * TICK, exit=True, file=STDERR)
            ticks += 1
            self.tick()

    def tick(self) -> None:
        """Looks whether the loop had a turn since the last tick."""
        if self._beaten:
            self._beaten, self._missed = False, 0
            try:
                self._loop.call_soon_threadsafe(self._beat)
            except RuntimeError:  # the loop is closed
                self._stopped.set()
            return
        self._missed += 1
        if self._missed == BLOCKED_TICKS:
            culprit = self._culprit()
            log.warning("%s blocks the bot for over a second: %s", culprit.label or "something", culprit.where)
            self._told(culprit)
        elif self._missed == HUNG_TICKS and "pdb" not in sys.modules:  # who debugs has it stand still
            culprit = self._culprit()
            log.error("%s has blocked the bot for a minute: %s", culprit.label or "something", culprit.where)
            self._end(culprit)

    def _culprit(self) -> Culprit:
        return self._plugins.of_stack(sys._current_frames().get(self._watched))

    def _beat(self) -> None:
        self._beaten = True
