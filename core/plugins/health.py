"""How each adapter is, for ``/healthz`` and metrics."""

from enum import StrEnum

from core.model import Model


class Condition(StrEnum):
    """An adapter runs, waits to be started again, can't be used as it is configured, or has been stopped."""

    RUNNING = "running"
    WAITING = "waiting"
    BROKEN = "broken"
    STOPPED = "stopped"


class Health(Model):
    """How an adapter is, since when (seconds since 1970), and how often it was started again.

    ``reason`` says in a line or more why it doesn't run, or, while it does, why it was last started again.
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
