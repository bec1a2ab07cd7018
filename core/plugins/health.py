"""How each adapter is, for ``/healthz`` and metrics."""

from enum import StrEnum

from core.model.base import Model


class Condition(StrEnum):
    """How an adapter can be.

    It runs, it runs but can't hear its platform, it waits to be started again, it can't be used as it is configured, or
    it has been stopped.
    """

    RUNNING = "running"
    TROUBLED = "troubled"
    WAITING = "waiting"
    BROKEN = "broken"
    STOPPED = "stopped"


class Health(Model):
    """How an adapter is, since when (seconds since 1970), and how often it was started again.

    ``reason`` says in a line or more what is wrong, or, while nothing is, why it was last started again.
    """

    name: str
    condition: Condition
    since: float
    restarts: int = 0
    reason: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing needs to be done about it."""
        return self.condition is Condition.RUNNING
