"""The bot's process under its keeper: it says how it ends, names the plugin that ends it, and goes with its parent."""

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from typing import NoReturn

from cli.keeper import MAX_REPORT, Kept
from core.engine.plugin_frames import Culprit, PluginFrames
from core.plugins.errors import reason_and_place

log = logging.getLogger(__name__)


class Lifeline:
    """The child's end of the keeper's socket; ``hide`` takes secrets out of what is said through it."""

    def __init__(self, kept: Kept) -> None:
        self.hide: Callable[[str], str] = str
        self.left_out, self.first = kept.left_out, kept.first
        self._line = kept.line
        self._frames = PluginFrames({})
        self._exit = os._exit
        threading.Thread(target=self._end_with_parent, name="lifeline", daemon=True).start()

    def name_exits(self, frames: PluginFrames) -> None:
        """From now on plugins that call ``os._exit`` are named, which nothing else could tell of."""
        self._frames = frames
        os._exit = self._exit_named

    def end(self, culprit: Culprit) -> NoReturn:
        """Ends the process, which a plugin has stopped for good."""
        self._report(culprit=culprit.label, how=f"it has blocked it at {culprit.where}")
        self._exit(1)

    def fall(self, error: BaseException) -> NoReturn:
        """Ends the process after an exception that nobody expected."""
        self._report(culprit=self._frames.of_error(error).label, how=reason_and_place(error))
        log.info("where the process has ended:", exc_info=error)
        self._exit(1)

    def is_a_plugins(self, error: BaseException) -> bool:
        """Whether a plugin's code raised this."""
        return bool(self._frames.of_error(error).label)

    def part(self) -> None:
        """This end is the last: the keeper goes too."""
        self._report(final=True)

    def _report(self, **said: object) -> None:
        self._line.sendall(self.hide(json.dumps(said)).encode()[:MAX_REPORT])

    def _exit_named(self, status: int) -> NoReturn:
        culprit = self._frames.of_stack(sys._getframe(1))
        if culprit.label:
            self._report(culprit=culprit.label, how=f"os._exit({status}) at {culprit.where}")
        self._exit(status)

    def _end_with_parent(self) -> None:
        """Waits for the parent's end: nobody would start this process again, or tell it to stop."""
        self._line.recv(1)
        self._exit(1)
