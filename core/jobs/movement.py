"""Whether what waits gets on, as seen by looking at it from time to time."""

from collections.abc import Hashable, Mapping

from core.model.clock import Clock


class Movement:
    """Sees for how long nothing has got on. ``clock`` gives seconds from any begin and runs evenly."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._since = clock, clock()
        self._seen: Mapping[Hashable, object] = {}

    def still_for(self, waiting: Mapping[Hashable, object]) -> float:
        """Seconds for which nothing of what waits has gone or is otherwise than it was; more of it is no movement.

        ``waiting`` has how far each is.
        """
        moved = not self._seen or any(name not in waiting or waiting[name] != was for name, was in self._seen.items())
        if moved:
            self._since = self._clock()
        self._seen = dict(waiting)
        return self._clock() - self._since
