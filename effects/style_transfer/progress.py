"""When to tell how far a painting is: often enough to be believed and stopped, not so often that it costs."""

from collections.abc import Callable

from PIL import Image

from atelier_bot import Clock

Report = Callable[[float, Image.Image | None], None]
"""Told the share of the work that is done, 0 to 1, and sometimes how the painting looks; may raise to stop it."""

HEARTBEAT = 0.1
"""Seconds between reports, where a layer takes less."""


class Every:
    """Says at most once in ``seconds`` that something is due; never if that is None."""

    def __init__(self, seconds: float | None, clock: Clock) -> None:
        self._seconds, self._clock = seconds, clock
        self._last = clock()

    def due(self) -> bool:
        """Whether the time has passed since this last said so, or since the start."""
        now = self._clock()
        if self._seconds is None or now - self._last < self._seconds:
            return False
        self._last = now
        return True


class ProgressReporter:
    """Passes on the progress of one painting."""

    def __init__(self, report: Report, preview_every: float | None, clock: Clock) -> None:
        self._report = report
        self._heartbeat = Every(HEARTBEAT, clock)
        self._preview = Every(preview_every, clock)
        self._fraction = 0.0

    def tick(self) -> None:
        """Some work was done."""
        if self._heartbeat.due():
            self._report(self._fraction, None)

    def step(self, fraction: float, picture: Callable[[], Image.Image]) -> None:
        """The share ``fraction`` of all work is done, and ``picture`` shows it."""
        self._fraction = fraction
        self._report(fraction, picture() if self._preview.due() else None)
