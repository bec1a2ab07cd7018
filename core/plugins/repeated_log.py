"""A log that nobody can fill: what goes wrong again and again is a line a minute, with how often it was."""

import logging
import time
from collections.abc import Hashable
from typing import Any

from core.model.clock import Clock

MAX_KINDS = 1000
REPEAT_SECONDS = 60.0


class Repeats:
    """Counts what is said again within ``seconds``. ``clock`` gives seconds from any begin."""

    def __init__(self, seconds: float = REPEAT_SECONDS, clock: Clock = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._said: dict[Hashable, float] = {}
        self._passed_over: dict[Hashable, int] = {}

    def since_said(self, kind: Hashable) -> int | None:
        """How often a thing of this kind was passed over since it was last said; None for one that is to be, too."""
        now = self._clock()
        if now - self._said.get(kind, -self._seconds) < self._seconds:
            self._passed_over[kind] = self._passed_over.get(kind, 0) + 1
            return None
        if len(self._said) >= MAX_KINDS:
            self._said.clear()
            self._passed_over.clear()
        self._said[kind] = now
        return self._passed_over.pop(kind, 0)


class RepeatedLog(logging.LoggerAdapter[logging.Logger]):
    """Writes to ``logger`` the first of equal lines, and the next one once ``seconds`` have passed since.

    Lines are equal that have the same words before their arguments are put in, and the same kind of exception; one with
    an exception of the kinds ``ignored`` isn't written. ``clock`` gives seconds from any begin.
    """

    def __init__(
        self,
        logger: logging.Logger,
        *,
        ignored: tuple[type[BaseException], ...] = (),
        seconds: float = REPEAT_SECONDS,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(logger, {})
        self._ignored, self._repeats = ignored, Repeats(seconds, clock)

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Writes a line, or counts it."""
        error = kwargs.get("exc_info")
        if isinstance(error, self._ignored):
            return
        times = self._repeats.since_said((str(msg), type(error) if isinstance(error, BaseException) else None))
        if times is not None:
            super().log(level, f"{msg}{more(times)}", *args, **kwargs)


def more(times: int) -> str:
    """The end of a line that was passed over so often."""
    return f" (and {times} times more since it was last said)" if times else ""
