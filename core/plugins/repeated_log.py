"""A log that nobody can fill: what goes wrong again and again is a line a minute, with how often it was."""

import logging
import time
from typing import Any

from core.model.clock import Clock

MAX_KINDS = 1000


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
        seconds: float = 60.0,
        clock: Clock = time.monotonic,
    ) -> None:
        super().__init__(logger, {})
        self._ignored, self._seconds, self._clock = ignored, seconds, clock
        self._written: dict[tuple[str, type | None], float] = {}
        self._passed_over: dict[tuple[str, type | None], int] = {}

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:
        """Writes a line, or counts it."""
        error = kwargs.get("exc_info")
        if isinstance(error, self._ignored):
            return
        kind = (str(msg), type(error) if isinstance(error, BaseException) else None)
        now = self._clock()
        if now - self._written.get(kind, -self._seconds) < self._seconds:
            self._passed_over[kind] = self._passed_over.get(kind, 0) + 1
            return
        if len(self._written) >= MAX_KINDS:
            self._written.clear()
            self._passed_over.clear()
        self._written[kind] = now
        times = self._passed_over.pop(kind, 0)
        more = f" (and {times} times more since it was last said)" if times else ""
        super().log(level, f"{msg}{more}", *args, **kwargs)
