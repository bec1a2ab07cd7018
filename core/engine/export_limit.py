"""How many exports a person may have: each is a good deal of work."""

from typing import Final

from core.model.person import PersonId
from core.plugins.recent import Recent

EXPORTS: Final = 5
"""So many within the seconds of ``WINDOW``."""
WINDOW: Final = 3600.0
MAX_KNOWN: Final = 10_000
"""So many people are remembered; those who have wanted none for long are the first to be forgotten."""


class ExportLimit:
    """Counts exports in memory; times are seconds since 1970."""

    def __init__(self) -> None:
        self._times: Recent[PersonId, tuple[float, ...]] = Recent(MAX_KNOWN)

    def take(self, person: PersonId, now: float) -> float:
        """Counts an export and gives 0, or the seconds until there may be one; then it counts none."""
        lately = tuple(time for time in self._times.get(person) or () if now - time < WINDOW)
        if len(lately) >= EXPORTS:
            return lately[0] + WINDOW - now
        self._times.put(person, (*lately, now))
        return 0.0
