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

    def __init__(self, seconds: float | None, clock: Clock, *, at_once: bool = False) -> None:
        """With ``at_once`` it is due when first asked, else after the ``seconds``."""
        self._seconds, self._clock = seconds, clock
        self._last = float("-inf") if at_once else clock()

    def due(self) -> bool:
        """Whether the time has passed since this last said so, or else since the start."""
        now = self._clock()
        if self._seconds is None or now - self._last < self._seconds:
            return False
        self._last = now
        return True


class ProgressReporter:
    """Passes on the progress of one painting.

    The first preview is the sketch, as soon as there is one: before, on a slow machine, it would be a blurred photo.
    Where previews may follow each other in no time, every step is to be seen, and nothing is waited for.
    """

    def __init__(self, report: Report, preview_every: float | None, clock: Clock) -> None:
        self._report = report
        self._heartbeat = Every(HEARTBEAT, clock)
        self._preview = Every(preview_every, clock, at_once=True)
        self._unsketched_too = preview_every == 0
        self._fraction = 0.0

    def tick(self) -> None:
        """Some work was done."""
        if self._heartbeat.due():
            self._report(self._fraction, None)

    def step(self, fraction: float, picture: Callable[[], Image.Image], *, sketched: bool) -> None:
        """The share ``fraction`` of all work is done, and ``picture`` shows it; see Step for ``sketched``."""
        self._fraction = fraction
        shown = (sketched or self._unsketched_too) and self._preview.due()
        self._report(fraction, picture() if shown else None)
